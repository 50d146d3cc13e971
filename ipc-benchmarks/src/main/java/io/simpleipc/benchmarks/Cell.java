package io.simpleipc.benchmarks;

import java.util.List;

/**
 * One block of the table: a pair of JVMs that measured all subjects.
 *
 * @param workload what was asked
 * @param transport {@code unix} or {@code tcp}
 * @param placement where the processes ran
 * @param rows one for each subject
 */
record Cell(Workload workload, String transport, Placement placement, List<Row> rows) {}
