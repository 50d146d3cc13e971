package io.simpleipc.internal.wire.reading;

/**
 * Whether to look a few more times before sleeping. Two sides that both stay awake answer each other in microseconds,
 * whereas waking a sleeping processor takes many. Where looking does not pay, since the other side is slow, it is soon
 * done only now and then. Between two looks whoever shares the processor has its turn now and then: the kernel likes to
 * wake the peer just there, since what wakes it usually sleeps next, and while this side went on looking the peer could
 * never answer. With one processor that is before each look: either the peer has that one too, and to take turns is
 * cheaper than to wake each other, or it has another one, and nobody else wants the turn. For the holder of the read
 * token.
 */
final class Spin {
    private static final long ENGINE_NANOS = 50_000;

    /** Who asks now and then finds a peer that sleeps: it takes so long to wake and to answer. */
    private static final long CALLER_NANOS = 200_000;

    private static final int LOOKS_PER_TURN = 4;
    private static final int FAILURES = 4;
    private static final int SHORTEST_PAUSE = 16;
    private static final int LONGEST_PAUSE = 256;

    /** After a turn that others have taken for long, so many times as long goes by without looking: little is lost then. */
    private static final int TIMES_AS_LONG = 32;

    private final boolean wanted;
    private final int processors;
    private final int looksPerTurn;
    private final long length; // nanoseconds
    private final Runnable giveTurn;
    private int looks;
    private int failures;
    private int pause = SHORTEST_PAUSE;
    private int skip;
    private boolean pauses; // whatever the number of looks that are to be left out, until
    private long pausesUntil; // nano time

    /** For an engine thread, which cannot know whether anything will come. */
    static Spin ofEngine(boolean wanted, int processors) {
        return new Spin(wanted, processors, ENGINE_NANOS, CallingThread::giveTurn);
    }

    /** For a caller, who waits for an answer. */
    static Spin ofCaller(boolean wanted, int processors) {
        return new Spin(wanted, processors, CALLER_NANOS, CallingThread::giveTurn);
    }

    Spin(boolean wanted, int processors, long length, Runnable giveTurn) {
        this.wanted = wanted;
        this.processors = processors;
        this.looksPerTurn = processors > 1 ? LOOKS_PER_TURN : 1;
        this.length = length;
        this.giveTurn = giveTurn;
    }

    /** The end of the time to look, or 0 to sleep at once. */
    long until(long now) {
        if (!wanted || (processors == 1 && !CallingThread.mayGiveTurn())) {
            return 0;
        }
        pauses = pauses && now - pausesUntil < 0;
        if (pauses) {
            return 0;
        }
        if (skip > 0) {
            skip--;
            return 0;
        }
        return now + length;
    }

    /** Whether a turn comes before the first look, too, after something was sent: the peer can have done nothing yet. */
    boolean restsFirst() {
        return processors == 1 && wanted;
    }

    /** What to do between two looks. */
    void rest() {
        if (++looks % looksPerTurn == 0) {
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
            pauses = true;
            pausesUntil = now + TIMES_AS_LONG * (now - end);
        }
    }

    /** Any thread: whether it is wanted and there is a second processor. */
    boolean overlaps() {
        return wanted && processors > 1;
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
