package io.simpleipc.internal.session.handshake;

import java.util.ArrayDeque;

/**
 * Slows guessing down: after ten wrong secrets in ten seconds every verdict, good or bad, waits one second, so that its
 * delay tells nothing. Not thread-safe; the clock is the caller's. Source: docs/protocol.md, section 1.8.
 */
final class WrongSecrets {
    static final int TOLERATED = 10;
    static final long SPAN_NANOS = 10_000_000_000L;
    static final long DELAY_NANOS = 1_000_000_000L;

    private final ArrayDeque<Long> times = new ArrayDeque<>(); // of the last ten

    void note(long now) {
        if (times.size() == TOLERATED) {
            times.removeFirst();
        }
        times.addLast(now);
    }

    /** When a verdict that is ready now may leave. */
    long due(long now) {
        boolean guessing = times.size() == TOLERATED && now - times.getFirst() < SPAN_NANOS;
        return guessing ? now + DELAY_NANOS : now;
    }
}
