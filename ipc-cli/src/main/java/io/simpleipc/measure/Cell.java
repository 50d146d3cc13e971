package io.simpleipc.measure;

import java.util.List;

/**
 * What one pair of JVMs measured.
 *
 * @param workload what was asked
 * @param transport {@code unix} or {@code tcp}
 * @param placement where the processes ran
 * @param rows one or more for each subject
 */
public record Cell(Workload workload, String transport, Placement placement, List<Row> rows) {}
