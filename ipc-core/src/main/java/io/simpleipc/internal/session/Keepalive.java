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

    /** A ping that the pipe has no room for is not sent, but must not be due again at once. Engine thread only. */
    private long lastPing;

    Keepalive(Duration own, Duration peers, long now) {
        var smaller = own.compareTo(peers) < 0 ? own : peers;
        var half = smaller.dividedBy(2);
        this.intervalNanos = (half.compareTo(SHORTEST) < 0 ? SHORTEST : half).toNanos();
        this.lastHeard = now;
        this.lastPing = now;
    }

    void heard(long now) {
        lastHeard = now;
    }

    boolean pingIsDue(long now, long lastSent) {
        return nanosToPing(now, lastSent) <= 0;
    }

    void pinged(long now) {
        lastPing = now;
    }

    boolean peerIsLost(long now) {
        return now - lastHeard >= 2 * intervalNanos;
    }

    Duration interval() {
        return Duration.ofNanos(intervalNanos);
    }

    /** The next moment at which one of the two may become true. */
    long nextLook(long now, long lastSent) {
        long ping = Math.max(0, nanosToPing(now, lastSent));
        long loss = Math.max(0, lastHeard + 2 * intervalNanos - now);
        return now + Math.min(ping, loss);
    }

    private long nanosToPing(long now, long lastSent) {
        long last = lastPing - lastSent > 0 ? lastPing : lastSent;
        return last + intervalNanos - now;
    }
}
