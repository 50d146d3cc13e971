package io.simpleipc.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what went right and wrong, and how long it took. Thread-safe. */
final class Tally {
    private static final int MOST_TIMES = 1 << 20;

    private final AtomicLong right = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong interrupted = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final List<String> errors = new ArrayList<>();
    private final int[] micros = new int[MOST_TIMES];
    private final AtomicLong times = new AtomicLong();

    void right() {
        right.incrementAndGet();
    }

    void interrupted() {
        interrupted.incrementAndGet();
    }

    void check(boolean good, String otherwise) {
        if (good) {
            right();
        } else {
            wrong(otherwise, null);
        }
    }

    void wrong(String what, Throwable cause) {
        wrong.incrementAndGet();
        synchronized (errors) {
            if (errors.size() < 3) {
                errors.add(what + (cause == null ? "" : ": " + cause));
            }
        }
    }

    void took(long nanos) {
        int us = (int) Math.min(Integer.MAX_VALUE, nanos / 1000);
        longest.accumulateAndGet(us, Math::max);
        long slot = times.getAndIncrement();
        if (slot < MOST_TIMES) {
            micros[(int) slot] = us;
        }
    }

    private int percentile(double share) {
        int count = (int) Math.min(MOST_TIMES, times.get());
        var sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[(int) Math.min(count - 1, (long) (count * share))];
    }

    /** {@code name=value} for each figure; times in microseconds. */
    List<String> fields() {
        synchronized (errors) {
            return List.of(
                    "right=" + right,
                    "wrong=" + wrong,
                    "interrupted=" + interrupted,
                    "p50=" + percentile(0.5),
                    "p99=" + percentile(0.99),
                    "longest=" + longest,
                    "errors=" + errors);
        }
    }

    /** Random bytes to cut payloads from: making new ones for each query would be the test's whole work. */
    static byte[] material(Random random, int largest) {
        var material = new byte[2 * largest + 16];
        random.nextBytes(material);
        return material;
    }

    /** A payload that is echoed: it starts with a zero. */
    static byte[] slice(byte[] material, Random random, int size) {
        int from = random.nextInt(material.length - size);
        var payload = Arrays.copyOfRange(material, from, from + size);
        payload[0] = 0;
        return payload;
    }
}
