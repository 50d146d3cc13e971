package io.simpleipc.internal.lifecycle;

import io.simpleipc.IpcException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One look for a role: the supervisor searches, users' threads wait for the outcome, and any thread may halt it. Used
 * once.
 */
final class Search {
    /** Further than any deadline: what the clock of a halted search shows. */
    private static final long FAR_NANOS = Duration.ofDays(40_000).toNanos();

    private final boolean first;
    private final boolean mayListen;
    private final long startPauseNanos;

    /** When to stop by itself, or null for never. Written under the lock of Board. */
    private volatile @Nullable Deadline end;

    private volatile Encounter encounter = Encounter.NOTHING;
    private volatile @Nullable IpcException lastFailure;

    // The outcome and who waits for it: guarded by the lock of Board.
    private int waiting;
    private boolean over;
    private @Nullable IpcException failure;

    // This lock guards the wish to halt and whom it concerns. It is a leaf; a pipe is closed outside of it.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition halting = lock.newCondition();
    private volatile boolean halted;
    private @Nullable Thread dialling;
    private @Nullable Pipe pipe;

    private Search(boolean first, boolean mayListen, @Nullable Deadline end, long startPauseNanos) {
        this.first = first;
        this.mayListen = mayListen;
        this.end = end;
        this.startPauseNanos = startPauseNanos;
    }

    /** The search of a {@code connect()}: lasts as long as somebody waits for it. */
    static Search first(Deadline end) {
        return new Search(true, true, end, 0);
    }

    /** The search of a side that had a role and lost it. */
    static Search again(boolean mayListen, Patience patience, long startPauseNanos) {
        return new Search(false, mayListen, patience.end(), startPauseNanos);
    }

    /** Whether a refusal ends it; otherwise it is one failed attempt. */
    boolean isFirst() {
        return first;
    }

    boolean mayListen() {
        return mayListen;
    }

    /** How long to wait before the first attempt: zero but for a link that breaks again and again. */
    long startPauseNanos() {
        return startPauseNanos;
    }

    // Waiting for the outcome; the caller holds the lock of Board.

    void enter(Deadline until) {
        waiting++;
        var known = end;
        if (first && known != null && until.nanoTime() - known.nanoTime() > 0) {
            end = until;
        }
    }

    /** One waits no longer. True if this was the last one of a {@code connect()}, which ends with it. */
    boolean leave() {
        waiting--;
        return first && waiting == 0 && !over;
    }

    void succeed() {
        over = true;
    }

    void fail(IpcException cause) {
        over = true;
        failure = cause;
    }

    boolean isOver() {
        return over;
    }

    @Nullable
    IpcException failure() {
        return failure;
    }

    // Searching.

    void meets(Encounter met) {
        encounter = met;
    }

    Encounter encounter() {
        return encounter;
    }

    void attemptFailed(IpcException cause) {
        lastFailure = cause;
    }

    /** What to report if the time is over now. */
    IpcException failureNow(String address) {
        var last = lastFailure;
        return last != null ? last : encounter.failure(address);
    }

    boolean isHalted() {
        return halted;
    }

    boolean isTimeOver() {
        var until = end;
        return until != null && until.hasPassed();
    }

    /** A deadline for one dial or handshake: the given time, the end of the search, or its halting. */
    Deadline ioDeadline(Duration longest) {
        var until = end;
        long nanos = Deadline.nanos(longest);
        if (until != null) {
            nanos = Math.min(nanos, until.remainingNanos());
        }
        return Deadline.after(Duration.ofNanos(nanos), () -> System.nanoTime() + (halted ? FAR_NANOS : 0));
    }

    /** The current thread is about to dial. False if it shall not. */
    boolean startDialling() {
        lock.lock();
        try {
            if (halted) {
                return false;
            }
            dialling = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The dial reached something. */
    void reached(Pipe newPipe) {
        encounter = encounter.accepted();
        lock.lock();
        try {
            pipe = newPipe;
        } finally {
            lock.unlock();
        }
        if (halted) {
            newPipe.close();
        }
    }

    /** The dial or the handshake is done, one way or another; an interrupt by {@link #halt} does not outlive it. */
    void stopDialling() {
        lock.lock();
        try {
            dialling = null;
            pipe = null;
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Waits; less if halted or at the end of its time. */
    void pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !halted && !isTimeOver()) {
                var until = end;
                long turn = until == null ? left : Math.min(left, until.remainingNanos());
                left -= turn - halting.awaitNanos(turn);
            }
        } catch (InterruptedException e) {
            // Nobody but halt() interrupts a supervisor. If somebody does: no pause is better than no supervisor, and
            // the flag must not stay, or no pause would ever be one again.
            halting.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the search soon, whatever it is doing. Idempotent. */
    void halt() {
        Pipe reached;
        lock.lock();
        try {
            halted = true;
            reached = pipe;
            halting.signalAll();
        } finally {
            lock.unlock();
        }
        if (reached != null) {
            reached.close();
        }
        lock.lock();
        try {
            if (dialling != null) {
                dialling.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
