package io.simpleipc.it;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How late bytes were that were meant to be. Thread-safe. */
final class Lateness {
    private final LongAdder bytes = new LongAdder();
    private final LongAccumulator shortest = new LongAccumulator(Math::min, Long.MAX_VALUE);

    /** So many have arrived now. */
    void arrived(Parcel parcel, int count) {
        if (parcel.isMeantToBeLate()) {
            bytes.add(count);
            shortest.accumulate(System.nanoTime() - parcel.posted());
        }
    }

    Sum sum() {
        return new Sum(bytes.sum(), shortest.get());
    }

    /**
     * Of all bytes.
     *
     * @param shortestNanos how late the least late ones were
     */
    record Sum(long bytes, long shortestNanos) {
        static Sum of(List<String> report) {
            return new Sum(Reply.number(report, "bytes"), Reply.number(report, "shortest"));
        }

        List<String> report() {
            return List.of("bytes=" + bytes, "shortest=" + shortestNanos);
        }

        Sum plus(Sum other) {
            return new Sum(bytes + other.bytes, Math.min(shortestNanos, other.shortestNanos));
        }

        @Override
        public String toString() {
            return bytes + " bytes at least " + TimeUnit.NANOSECONDS.toMicros(shortestNanos) / 1e3 + " ms late";
        }
    }
}
