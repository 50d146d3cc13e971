package io.simpleipc.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the last answers took. Written by whoever holds the read token, of times that are known anyhow; while one link
 * follows the other that may be two threads, and then one of two times may get lost. Read by any thread.
 */
final class RoundTrips {
    static final int MOST = 64;

    private final AtomicLongArray ring = new AtomicLongArray(MOST);
    private final AtomicLong count = new AtomicLong();

    void add(long nanos) {
        long next = count.getPlain();
        ring.setOpaque((int) (next % MOST), nanos);
        count.setRelease(next + 1);
    }

    /** The oldest first. */
    List<Duration> last() {
        long end = count.getAcquire();
        var last = new ArrayList<Duration>(MOST);
        for (long i = Math.max(0, end - MOST); i < end; i++) {
            last.add(Duration.ofNanos(ring.getOpaque((int) (i % MOST))));
        }
        return last;
    }
}
