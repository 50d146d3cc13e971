package io.simpleipc.benchmarks;

import java.util.List;

/** What is asked of a subject during a slice. */
interface Workload {
    int SMALL = 64;
    int LARGE = 1 << 20;

    /** All of them, in the order of the table. */
    List<Workload> ALL = List.of(new OneCaller(SMALL), new InFlight(64), new OneCaller(LARGE));

    static Workload named(String name) {
        return ALL.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String name();

    /** How long each query and each answer is. */
    int payloadBytes();

    /** Those that can do it and are worth comparing; ours comes first. */
    List<Subject> subjects();

    void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception;

    /**
     * One query after the other.
     *
     * @param payloadBytes of how many bytes
     */
    record OneCaller(int payloadBytes) implements Workload {
        @Override
        public String name() {
            return payloadBytes == SMALL ? "one caller" : payloadBytes / 1024 + " KiB echo";
        }

        @Override
        public List<Subject> subjects() {
            return payloadBytes == SMALL
                    ? List.of(Ours.PLAIN, Ours.AES, Ours.TLS, new Raw(payloadBytes, false), new Raw(payloadBytes, true))
                    : List.of(Ours.PLAIN, Ours.AES, Ours.TLS, new Raw(payloadBytes, false));
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
        public int payloadBytes() {
            return SMALL;
        }

        @Override
        public List<Subject> subjects() {
            return List.of(Ours.PLAIN, new Raw(SMALL, false), new Raw(SMALL, true));
        }

        @Override
        public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
            caller.keep(queries, payload, slice);
        }
    }
}
