package io.simpleipc.cli;

import java.util.Arrays;

/** Times of round trips in nanoseconds, and their percentiles by nearest rank. Not thread-safe. */
final class Latencies {
    private static final int FIRST_CAPACITY = 1 << 16;

    private long[] nanos = new long[FIRST_CAPACITY];
    private int count;
    private boolean sorted = true;

    void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = value;
        sorted = false;
    }

    int count() {
        return count;
    }

    /**
     * The smallest time that this share of the round trips did not exceed.
     *
     * @param percent more than 0, at most 100
     * @throws IllegalStateException if there is none
     */
    long percentile(double percent) {
        if (count == 0) {
            throw new IllegalStateException("no round trip was timed");
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, count);
            sorted = true;
        }
        int rank = (int) Math.ceil(percent / 100 * count);
        return nanos[Math.max(1, Math.min(count, rank)) - 1];
    }
}
