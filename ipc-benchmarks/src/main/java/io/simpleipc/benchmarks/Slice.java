package io.simpleipc.benchmarks;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AbstractHistogram;

/** A short time in which one subject alone is at work. Thread-safe. */
final class Slice {
    private final long end;
    private final AbstractHistogram latencies;
    private final LongAdder roundTrips = new LongAdder();

    /**
     * A slice that starts now.
     *
     * @param nanos how long
     * @param latencies takes the times of its round trips; a thread-safe one
     */
    Slice(long nanos, AbstractHistogram latencies) {
        this.end = System.nanoTime() + nanos;
        this.latencies = latencies;
    }

    boolean isOver(long now) {
        return now - end >= 0;
    }

    /** Counts round trips that took a time each. */
    void record(long nanos, int count) {
        latencies.recordValueWithCount(Math.min(nanos, latencies.getHighestTrackableValue()), count);
        roundTrips.add(count);
    }

    /** Counts a round trip without its time, where a clock for each would cost more than the round trip. */
    void count() {
        roundTrips.increment();
    }

    long roundTrips() {
        return roundTrips.sum();
    }
}
