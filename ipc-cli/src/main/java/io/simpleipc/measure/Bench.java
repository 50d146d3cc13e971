package io.simpleipc.measure;

import java.io.IOException;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * The short form: what one query after the other comes to, and 16 and 64 in flight, all with one pair of processes.
 *
 * @param sequential ours
 * @param async16 ours
 * @param async64 ours
 */
public record Bench(Row sequential, Row async16, Row async64) {
    /**
     * Measures.
     *
     * @param transport {@code unix} or {@code tcp}
     * @param tls whether ours goes through TLS
     * @param encrypted whether ours is encrypted by AES-256-GCM
     * @param seconds how long, in all
     * @param progress hears how much is done, from 0 to 1
     * @return what came out
     * @throws IOException if a process fails
     * @throws InterruptedException if the thread is interrupted
     */
    public static Bench measure(
            String transport, boolean tls, boolean encrypted, double seconds, DoubleConsumer progress)
            throws IOException, InterruptedException {
        var workloads = List.of(Workloads.named("sequential"), Workloads.named("async16"), Workloads.named("async64"));
        var ours = new Ours(encrypted, tls, true, false);
        var subjects = List.<Subject>of(ours, Raw.BLOCKING, Raw.HYBRID);
        var effort = Effort.within(seconds / workloads.size(), subjects.size());
        var cells = Pair.measure(workloads, subjects, transport, Placement.free(), effort, progress);
        var rows = cells.stream().map(cell -> cell.rows().get(0)).toList();
        return new Bench(rows.get(0), rows.get(1), rows.get(2));
    }
}
