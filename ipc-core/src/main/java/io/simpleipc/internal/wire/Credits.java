package io.simpleipc.internal.wire;

/**
 * What of the other side's receive window is taken.
 * <pre>
 * 0            W/2           3W/4           W
 * +-------------+-------------+-------------+
 * | TOP                                         messages, queries of depth 0
 * | NESTED ...................|                 and queries asked from within handlers
 * | ANSWER .................................|   and answers
 * </pre>
 * Credit comes back without saying for what, so each class is held to its mark by all that is taken. Guarded by the
 * outbox's lock. Source: docs/protocol.md, section 4.
 */
final class Credits {
    /** Which mark a message is held to. */
    enum Charge {
        TOP,
        NESTED,
        ANSWER
    }

    /** What the smallest message costs. */
    static final int LEAST = 256;

    /** From this much on, credit is given back at once. */
    static final int HELD_BACK = 4_096;

    private final long top;
    private final long nested;
    private final long window;
    private long taken;

    Credits(long window) {
        this.window = window;
        this.top = window / 2;
        this.nested = window - window / 4;
    }

    static int cost(int payload) {
        return Math.max(payload, LEAST);
    }

    boolean fits(Charge charge, int cost) {
        long mark = switch (charge) {
            case TOP -> top;
            case NESTED -> nested;
            case ANSWER -> window;
        };
        return taken + cost <= mark;
    }

    void take(int cost) {
        taken += cost;
    }

    void giveBack(long bytes) throws ProtocolException {
        if (bytes <= 0 || bytes > taken) {
            throw new ProtocolException("a CREDIT of " + Long.toUnsignedString(bytes) + " bytes came, but " + taken
                    + " bytes of the window are taken");
        }
        taken -= bytes;
    }

    long taken() {
        return taken;
    }
}
