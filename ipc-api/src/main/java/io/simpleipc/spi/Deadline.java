package io.simpleipc.spi;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A moment on the monotonic clock. Immutable and thread-safe; wall-clock changes do not move it. */
public final class Deadline {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final long LONGEST_NANOS = LONGEST.toNanos();

    private final long nanoTime;
    private final LongSupplier clock;

    private Deadline(long nanoTime, LongSupplier clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /**
     * The moment that comes after a timeout.
     *
     * @param timeout from now; longer than 100 years counts as 100 years
     * @return the moment
     */
    public static Deadline after(Duration timeout) {
        return after(timeout, System::nanoTime);
    }

    /**
     * The moment that comes after a timeout, on a given clock.
     *
     * @param timeout from now; longer than 100 years counts as 100 years
     * @param clock monotonic nanoseconds, as {@link System#nanoTime()}
     * @return the moment
     */
    public static Deadline after(Duration timeout, LongSupplier clock) {
        return new Deadline(clock.getAsLong() + nanos(timeout), clock);
    }

    /**
     * A moment of {@link System#nanoTime()}.
     *
     * @param nanoTime less than 290 years away
     * @return the moment
     */
    public static Deadline at(long nanoTime) {
        return new Deadline(nanoTime, System::nanoTime);
    }

    /**
     * A timeout in nanoseconds, safe against overflow.
     *
     * @param timeout any length
     * @return nanoseconds, at most those of 100 years
     */
    public static long nanos(Duration timeout) {
        return timeout.compareTo(LONGEST) >= 0 ? LONGEST_NANOS : timeout.toNanos();
    }

    /**
     * The time left.
     *
     * @return nanoseconds, never below zero
     */
    public long remainingNanos() {
        return Math.max(0, nanoTime - clock.getAsLong());
    }

    /**
     * Whether the moment is over.
     *
     * @return true if no time is left
     */
    public boolean hasPassed() {
        return nanoTime - clock.getAsLong() <= 0;
    }

    /**
     * The earlier of two moments.
     *
     * @param other a moment of the same clock
     * @return this or the other
     */
    public Deadline orEarlier(Deadline other) {
        return other.nanoTime - nanoTime < 0 ? other : this;
    }

    /**
     * The moment on its clock.
     *
     * @return comparable, by subtraction, with readings of the clock
     */
    public long nanoTime() {
        return nanoTime;
    }

    @Override
    public String toString() {
        return "Deadline[in " + (nanoTime - clock.getAsLong()) / 1_000_000 + " ms]";
    }
}
