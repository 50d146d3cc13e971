package io.simpleipc.measure;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One query after the other, each sent when the answer of the one before is there. So many chains, so many in flight. */
final class Chain implements Subject.Answered {
    /** Of so many round trips the time of one is kept: the histogram would be a good part of the others. */
    private static final int TIMED = 16;

    private final Subject.Caller caller;
    private final byte[] payload;
    private final Slice slice;
    private final CountDownLatch running;
    // One query of a chain is under way at a time, so what the answering thread writes the next one sees.
    private long sentAt;
    private int answered;
    private volatile @Nullable Throwable failure;

    private Chain(Subject.Caller caller, byte[] payload, Slice slice, CountDownLatch running) {
        this.caller = caller;
        this.payload = payload;
        this.slice = slice;
        this.running = running;
    }

    static void keep(Subject.Caller caller, int inFlight, byte[] payload, Slice slice) throws InterruptedException {
        var running = new CountDownLatch(inFlight);
        var chains = new Chain[inFlight];
        for (int i = 0; i < inFlight; i++) {
            chains[i] = new Chain(caller, payload, slice, running);
            chains[i].next();
        }
        running.await();
        for (var chain : chains) {
            if (chain.failure != null) {
                throw new IllegalStateException("a query failed", chain.failure);
            }
        }
    }

    private void next() {
        sentAt = System.nanoTime();
        try {
            caller.callAsync(payload, this);
        } catch (Exception e) {
            end(e);
        }
    }

    @Override
    public void answered(int length, @Nullable Throwable problem) {
        if (problem != null || length != payload.length) {
            end(problem == null ? new IllegalStateException("an answer of " + length + " bytes") : problem);
            return;
        }
        long now = System.nanoTime();
        if (answered++ % TIMED == 0) {
            slice.record(now - sentAt, 1);
        } else {
            slice.count(1);
        }
        if (slice.isOver(now)) {
            running.countDown();
        } else {
            next();
        }
    }

    private void end(Throwable problem) {
        failure = problem;
        running.countDown();
    }
}
