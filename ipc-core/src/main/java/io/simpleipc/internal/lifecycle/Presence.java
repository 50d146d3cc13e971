package io.simpleipc.internal.lifecycle;

/**
 * Whether the present peer lives, asked when a newcomer wants its place: ping it, and wait for a sign of life. One per
 * session; several newcomers share the answer. Guarded by the lock of {@link Board}.
 */
final class Presence {
    /** How long a peer has to be heard. */
    static final long PATIENCE_NANOS = 1_000_000_000;

    /** How long a sign of life answers for further newcomers; bounds the pings that a crowd of them can cause. */
    static final long FRESH_NANOS = 250_000_000;

    /** What is known at a moment. */
    enum Verdict {
        /** Nothing: send a ping. */
        UNKNOWN,
        /** A ping is under way. */
        ASKED,
        /** It lives. */
        ALIVE,
        /** It was silent for too long. */
        GONE
    }

    private boolean asked;
    private long askedAt;
    private boolean heard;
    private long heardAt;

    Verdict verdict(long now) {
        if (asked) {
            return now - askedAt < PATIENCE_NANOS ? Verdict.ASKED : Verdict.GONE;
        }
        return heard && now - heardAt < FRESH_NANOS ? Verdict.ALIVE : Verdict.UNKNOWN;
    }

    /** When the answer must be there; only after {@link #asked}. */
    long deadline() {
        return askedAt + PATIENCE_NANOS;
    }

    /** A ping leaves. */
    void asked(long now) {
        asked = true;
        askedAt = now;
    }

    /** Something was heard after the ping. */
    void heard(long now) {
        asked = false;
        heard = true;
        heardAt = now;
    }
}
