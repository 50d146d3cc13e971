package io.simpleipc.internal.wire;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who may stage next: one line per class, first come, first served, so that a large message is not starved by small
 * ones. Two things are needed, credit and space in the staging buffer; both are taken together. Guarded by the outbox's
 * lock, which waiting gives up.
 */
final class Admission {
    /** Someone in a line. Only the first of each line is ever woken for room. */
    private static final class Waiter {
        final Condition woken;
        final int cost;
        final int frame;
        final @Nullable Departure departure;

        Waiter(Condition woken, int cost, int frame, @Nullable Departure departure) {
            this.woken = woken;
            this.cost = cost;
            this.frame = frame;
            this.departure = departure;
        }
    }

    private static final Credits.Charge[] CHARGES = Credits.Charge.values();

    private final ReentrantLock lock;
    private final Credits credits;
    private final Room room;
    private final ArrayDeque<Waiter>[] lines = lines();
    private @Nullable IOException over;

    /** Says whether the staging buffer takes a frame. */
    interface Room {
        boolean fits(int frame);
    }

    Admission(ReentrantLock lock, Credits credits, Room room) {
        this.lock = lock;
        this.credits = credits;
        this.room = room;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types; only Waiters ever get in
    private static ArrayDeque<Waiter>[] lines() {
        ArrayDeque<Waiter>[] lines = new ArrayDeque[CHARGES.length];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new ArrayDeque<>();
        }
        return lines;
    }

    /**
     * Lets the caller in if that is possible without waiting, and takes its credit.
     *
     * @return false if it has to wait
     */
    boolean enter(Credits.Charge charge, int cost, int frame) throws LinkClosedException {
        requireOpen();
        if (!lines[charge.ordinal()].isEmpty() || !passes(charge, cost, frame)) {
            return false;
        }
        credits.take(cost);
        return true;
    }

    /**
     * Waits in line until there is room, and takes the credit.
     *
     * @param end how long to wait, a {@link System#nanoTime()}
     * @return false if the departure was withdrawn meanwhile
     */
    boolean await(Credits.Charge charge, int cost, int frame, long end, @Nullable Departure departure)
            throws NoRoomException, LinkClosedException, InterruptedException {
        var line = lines[charge.ordinal()];
        var self = new Waiter(lock.newCondition(), cost, frame, departure);
        line.add(self);
        try {
            while (true) {
                requireOpen();
                if (departure != null && departure.withdrawn) {
                    return false;
                }
                if (line.peek() == self && passes(charge, cost, frame)) {
                    credits.take(cost);
                    return true;
                }
                long nanos = end - System.nanoTime();
                if (nanos <= 0) {
                    throw new NoRoomException("the peer had no room for " + cost + " bytes in time (" + credits.taken()
                            + " bytes of its window are taken)");
                }
                self.woken.awaitNanos(nanos);
            }
        } finally {
            line.remove(self);
            wake();
        }
    }

    private boolean passes(Credits.Charge charge, int cost, int frame) {
        return credits.fits(charge, cost) && room.fits(frame);
    }

    private void requireOpen() throws LinkClosedException {
        if (over != null) {
            throw new LinkClosedException(over);
        }
    }

    /** Wakes those for whom there is room now; each one that gets in wakes the next. */
    void wake() {
        for (Credits.Charge charge : CHARGES) {
            var first = lines[charge.ordinal()].peek();
            if (first != null && passes(charge, first.cost, first.frame)) {
                first.woken.signal();
            }
        }
    }

    void wake(Departure departure) {
        for (var line : lines) {
            for (var waiter : line) {
                if (waiter.departure == departure) {
                    waiter.woken.signal();
                }
            }
        }
    }

    /** Nobody gets in any more; everybody who waits leaves with the cause. */
    void close(IOException cause) {
        if (over == null) {
            over = cause;
        }
        for (var line : lines) {
            for (var waiter : line) {
                waiter.woken.signal();
            }
        }
    }

    @Nullable
    IOException over() {
        return over;
    }
}
