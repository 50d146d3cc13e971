package io.simpleipc.internal.lifecycle;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The pauses of one search: 0.5 ms doubling to the longest, each times a random 0.5 to 1.5, so that processes which
 * started together do not collide for ever; beyond the longest where there may be a crowd. Used by one thread. Source:
 * docs/election.md.
 */
final class Backoff {
    static final long SHORTEST_NANOS = 500_000;
    static final long LONGEST_IN_A_CROWD_NANOS = 1_000_000_000;

    private final long longestNanos;
    private final DoubleSupplier random;
    private long nextNanos;

    /**
     * Pauses from the shortest on.
     *
     * @param longest what they double to
     * @param random uniform in [0, 1)
     */
    Backoff(Duration longest, DoubleSupplier random) {
        this.longestNanos = Math.max(1, longest.toNanos());
        this.random = random;
        this.nextNanos = Math.min(SHORTEST_NANOS, longestNanos);
    }

    /** The next pause, in nanoseconds. */
    long next() {
        return nextUpTo(longestNanos);
    }

    /**
     * The next pause where somebody accepts and hangs up, in nanoseconds. It may have no place for all who come; and if
     * they come back faster than it can serve one of them, it serves nobody. So they double their pauses up to a second.
     */
    long nextInACrowd() {
        return nextUpTo(Math.max(longestNanos, LONGEST_IN_A_CROWD_NANOS));
    }

    private long nextUpTo(long longest) {
        long pause = (long) (nextNanos * (0.5 + random.getAsDouble()));
        nextNanos = Math.min(2 * nextNanos, longest);
        return pause;
    }

    /** Whether the pauses have grown to their full length. */
    boolean isLongest() {
        return nextNanos >= longestNanos;
    }

    /** Goes to the full length at once: somebody answered, and will not change its mind within milliseconds. */
    void lengthen() {
        nextNanos = Math.max(nextNanos, longestNanos);
    }
}
