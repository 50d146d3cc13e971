package io.simpleipc.measure;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A query now and then: everything has gone to sleep meanwhile. */
record Sparse() implements Sliced {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @Override
    public String name() {
        return "sparse";
    }

    @Override
    public String title() {
        return "a query of 64 bytes every 10 ms";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Ours.NO_SPIN, Raw.BLOCKING, Raw.HYBRID);
    }

    /** Without the pauses before it counts: else the wait for compiled code would take minutes, as it does in life. */
    @Override
    public List<Turn> turns(List<Subject> subjects) {
        return subjects.stream()
                .map(subject -> new Turn(subject.label(), subject, new Work() {
                    @Override
                    public void warmUp(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
                        Sequential.ask(caller, payload, slice);
                    }

                    @Override
                    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
                        Sparse.this.run(caller, payload, slice);
                    }
                }))
                .toList();
    }

    @Override
    public int slicesLonger() {
        return 3;
    }

    @Override
    public List<Figure> columns() {
        return Columns.TIMES;
    }

    @Override
    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        while (!slice.isOver(System.nanoTime())) {
            LockSupport.parkNanos(PAUSE_NANOS);
            long before = System.nanoTime();
            Sequential.expect(payload, caller.call(payload));
            slice.record(System.nanoTime() - before, 1);
        }
    }
}
