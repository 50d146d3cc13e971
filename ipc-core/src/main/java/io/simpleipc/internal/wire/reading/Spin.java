package io.simpleipc.internal.wire.reading;

/**
 * Whether to look a few more times before sleeping. Two sides that both stay awake answer each other in microseconds,
 * whereas waking a sleeping processor takes many. Where looking does not pay, since the other side is slow or shares the
 * processor, it is soon done only now and then. Between two looks whoever shares the processor has its turn now and then:
 * the kernel likes to wake the peer just there, since what wakes it usually sleeps next, and while this side went on
 * looking the peer could never answer. For the holder of the read token.
 */
final class Spin {
    private static final long LENGTH_NANOS = 50_000;
    private static final int LOOKS_PER_TURN = 4;
    private static final int FAILURES = 4;
    private static final int SHORTEST_PAUSE = 16;
    private static final int LONGEST_PAUSE = 256;

    private final boolean enabled;
    private final long length; // nanoseconds
    private final Runnable giveTurn;
    private int looks;
    private int failures;
    private int pause = SHORTEST_PAUSE;
    private int skip;

    Spin(boolean wanted, int processors) {
        this(wanted, processors, LENGTH_NANOS, CallingThread::giveTurn);
    }

    Spin(boolean wanted, int processors, long length, Runnable giveTurn) {
        this.enabled = wanted && processors > 1;
        this.length = length;
        this.giveTurn = giveTurn;
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
        return now + length;
    }

    /** What to do between two looks. */
    void rest() {
        if (++looks % LOOKS_PER_TURN == 0) {
            giveTurn.run();
        } else {
            Thread.onSpinWait();
        }
    }

    /** Something has come while it looked, in time or after another thread had taken its turn for long. */
    void found(long now, long end) {
        if (now - end < 0) {
            paid();
        } else {
            failed();
        }
    }

    /** Any thread: whether it is wanted and there is a second processor. */
    boolean isEnabled() {
        return enabled;
    }

    private void paid() {
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
