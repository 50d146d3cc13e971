package io.simpleipc.internal.session;

import java.time.Duration;

/**
 * When to send a ping, and when a silent peer is lost. Pure: the caller brings the time. Source: docs/protocol.md,
 * section 5.
 */
final class Keepalive {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final long intervalNanos;
    private volatile long lastHeard;

    Keepalive(Duration own, Duration peers, long now) {
        var smaller = own.compareTo(peers) < 0 ? own : peers;
        var half = smaller.dividedBy(2);
        this.intervalNanos = (half.compareTo(SHORTEST) < 0 ? SHORTEST : half).toNanos();
        this.lastHeard = now;
    }

    void heard(long now) {
        lastHeard = now;
    }

    boolean pingIsDue(long now, long lastSent) {
        return now - lastSent >= intervalNanos;
    }

    boolean peerIsLost(long now) {
        return now - lastHeard >= 2 * intervalNanos;
    }

    Duration interval() {
        return Duration.ofNanos(intervalNanos);
    }

    /** The next moment at which one of the two may become true. */
    long nextLook(long now, long lastSent) {
        long ping = Math.max(0, lastSent + intervalNanos - now);
        long loss = Math.max(0, lastHeard + 2 * intervalNanos - now);
        return now + Math.min(ping, loss);
    }
}
