package io.simpleipc.internal.lifecycle;

import io.simpleipc.NotConnectedException;
import io.simpleipc.spi.Deadline;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Where users' threads wait for what happens on the {@link Board}: for a role, or for a peer. */
final class Lobby {
    private final Board board;
    private final String address;

    // Both are the board's.
    private final ReentrantLock lock;
    private final Condition changed;

    Lobby(Board board, String address) {
        this.board = board;
        this.address = address;
        this.lock = board.lock();
        this.changed = board.changed();
    }

    /**
     * Waits until there is a role, and starts a search if none is under way. Callers share a search; that of a {@code
     * connect()} ends when the last of them has left.
     *
     * @param thread makes the supervisor's thread, not started
     */
    void connect(Duration timeout, Supplier<Thread> thread) {
        var deadline = Deadline.after(timeout);
        Search abandoned = null;
        lock.lock();
        try {
            var wanted = board.searchToWaitFor(deadline, thread);
            if (wanted == null) {
                return;
            }
            wanted.enter(deadline);
            try {
                awaitOutcome(wanted, deadline);
            } finally {
                if (wanted.leave()) {
                    abandoned = wanted;
                    board.abandon(wanted);
                }
            }
        } finally {
            lock.unlock();
            if (abandoned != null) {
                abandoned.halt();
            }
        }
    }

    private void awaitOutcome(Search wanted, Deadline deadline) {
        try {
            while (!wanted.isOver()) {
                long left = deadline.remainingNanos();
                if (left == 0) {
                    throw Refusals.onThisThread(wanted.failureNow(address));
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotConnectedException("the thread was interrupted while it waited to connect at " + address, e);
        }
        var failure = wanted.failure();
        if (failure != null) {
            throw Refusals.onThisThread(failure);
        }
    }

    /** Waits for a peer; false if that is in vain. */
    boolean awaitConnected(Duration timeout) {
        var deadline = Deadline.after(timeout);
        lock.lock();
        try {
            while (true) {
                switch (board.status().state()) {
                    case CONNECTED:
                        return true;
                    case IDLE, CLOSED:
                        return false;
                    default:
                        break;
                }
                long left = deadline.remainingNanos();
                if (left == 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
