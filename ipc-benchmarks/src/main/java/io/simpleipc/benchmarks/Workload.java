package io.simpleipc.benchmarks;

import java.util.List;

/** What is asked of a subject during a slice. */
interface Workload {
    int PAYLOAD_BYTES = 64;

    /** All of them, in the order of the table. */
    List<Workload> ALL = List.of(new OneCaller(), new InFlight(64));

    String name();

    void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception;

    /** One query after the other. */
    final class OneCaller implements Workload {
        @Override
        public String name() {
            return "one caller";
        }

        @Override
        public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
            long before = System.nanoTime();
            while (!slice.isOver(before)) {
                caller.call(payload);
                long after = System.nanoTime();
                slice.record(after - before, 1);
                before = after;
            }
        }
    }

    /**
     * A number of queries at the same time.
     *
     * @param queries how many
     */
    record InFlight(int queries) implements Workload {
        @Override
        public String name() {
            return queries + " in flight";
        }

        @Override
        public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
            caller.keep(queries, payload, slice);
        }
    }
}
