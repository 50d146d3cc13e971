package io.simpleipc.measure;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One query after the other, each sent when the answer of the one before is there. So many chains, so many in flight. */
final class Chain implements Subject.Answered {
    /** Of so many round trips one is timed: a look at the clock, and the histogram, would be a good part of the others. */
    private static final int TIMED = 16;

    private final Subject.Caller caller;
    private final byte[] payload;
    private final Slice slice;
    private final CountDownLatch running;
    // One query of a chain is under way at a time, so what the answering thread writes the next one sees.
    private long sentAt; // if it is timed
    private int turn;
    private volatile @Nullable Throwable failure;

    private Chain(Subject.Caller caller, byte[] payload, Slice slice, CountDownLatch running, int first) {
        this.caller = caller;
        this.payload = payload;
        this.slice = slice;
        this.running = running;
        this.turn = first;
    }

    static void keep(Subject.Caller caller, int inFlight, byte[] payload, Slice slice) throws InterruptedException {
        var running = new CountDownLatch(inFlight);
        var chains = new Chain[inFlight];
        for (int i = 0; i < inFlight; i++) {
            chains[i] = new Chain(caller, payload, slice, running, i); // each looks at the clock in its turn
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
        if (isTimed()) {
            sentAt = System.nanoTime();
        }
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
        if (isTimed()) {
            long now = System.nanoTime();
            slice.record(now - sentAt, 1);
            slice.lookAt(now);
        } else {
            slice.count(1);
        }
        turn++;
        if (slice.isSeenToBeOver()) {
            running.countDown();
        } else {
            next();
        }
    }

    private boolean isTimed() {
        return turn % TIMED == 0;
    }

    private void end(Throwable problem) {
        failure = problem;
        slice.giveUp();
        running.countDown();
    }
}
