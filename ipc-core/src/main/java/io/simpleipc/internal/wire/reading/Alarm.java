package io.simpleipc.internal.wire.reading;

import java.util.concurrent.atomic.AtomicLong;

/** When whoever reads has to look at the clock. Any thread may set it earlier; the holder of the read token sets it off. */
final class Alarm {
    private static final long FAR = Long.MAX_VALUE / 2; // from now; leaves room for differences

    private final AtomicLong at = new AtomicLong(System.nanoTime());

    /**
     * Makes it go off at a moment, or earlier.
     *
     * @return whether it would have gone off later
     */
    boolean setBy(long nanoTime) {
        if (nanoTime - at.get() >= 0) {
            return false;
        }
        at.accumulateAndGet(nanoTime, Alarm::earlier);
        return true;
    }

    private static long earlier(long one, long other) {
        return one + Math.min(other - one, 0);
    }

    /**
     * Whether it has gone off; if so it is off until set again. To be asked by the holder of the token: nobody else sets
     * it later, so that it stays gone off meanwhile.
     */
    boolean hasGoneOff(long now) {
        if (now - at.get() < 0) {
            return false;
        }
        at.set(now + FAR);
        return true;
    }

    boolean isBefore(long nanoTime) {
        return at.get() - nanoTime < 0;
    }

    long nanosLeft(long now) {
        return at.get() - now;
    }
}
