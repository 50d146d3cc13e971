package io.simpleipc.internal.session.handshake;

/** Lets so many through at once and so many a second. Not thread-safe; the clock is the caller's. */
final class TokenBucket {
    private final long nanosEach;
    private final long capacity; // in nanoseconds
    private long saved;
    private long last;

    TokenBucket(int perSecond, int burst, long now) {
        this.nanosEach = 1_000_000_000L / perSecond;
        this.capacity = nanosEach * burst;
        this.saved = capacity;
        this.last = now;
    }

    boolean take(long now) {
        long passed = Math.max(0, now - last);
        saved = passed >= capacity - saved ? capacity : saved + passed;
        last = now;
        if (saved < nanosEach) {
            return false;
        }
        saved -= nanosEach;
        return true;
    }
}
