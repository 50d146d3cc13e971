package io.simpleipc.internal.wire.reading;

/**
 * Whether to look a few more times before sleeping. Two sides that both stay awake answer each other in microseconds,
 * whereas waking a sleeping processor takes many. Where looking does not pay, since the other side is slow or shares the
 * processor, it is soon done only now and then. For the holder of the read token.
 */
final class Spin {
    private static final long LENGTH_NANOS = 20_000;
    private static final int FAILURES = 4;
    private static final int SHORTEST_PAUSE = 16;
    private static final int LONGEST_PAUSE = 1_024;

    private final boolean enabled;
    private int failures;
    private int pause = SHORTEST_PAUSE;
    private int skip;

    Spin(boolean wanted, int processors) {
        this.enabled = wanted && processors > 1;
    }

    /** The end of the time to look, or 0 to sleep at once. */
    long until(long now) {
        if (!enabled) {
            return 0;
        }
        if (skip > 0) {
            skip--;
            return 0;
        }
        return now + LENGTH_NANOS;
    }

    /** Any thread: whether it is wanted and there is a second processor. */
    boolean isEnabled() {
        return enabled;
    }

    void paid() {
        failures = 0;
        pause = SHORTEST_PAUSE;
    }

    void failed() {
        if (++failures >= FAILURES) {
            skip = pause;
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }
}
