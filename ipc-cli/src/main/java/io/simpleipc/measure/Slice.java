package io.simpleipc.measure;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AbstractHistogram;

/** A short time in which one subject alone is at work. Thread-safe. */
public final class Slice {
    private final long nanos;
    private final long end;
    private final AbstractHistogram latencies;
    private final LongAdder roundTrips = new LongAdder();
    private volatile boolean seenToBeOver;

    /**
     * A slice that starts now.
     *
     * @param nanos how long
     * @param latencies takes the times of its round trips; a thread-safe one
     */
    public Slice(long nanos, AbstractHistogram latencies) {
        this.nanos = nanos;
        this.end = System.nanoTime() + nanos;
        this.latencies = latencies;
    }

    long nanos() {
        return nanos;
    }

    /**
     * Whether nothing more is to be started.
     *
     * @param now {@link System#nanoTime()}
     * @return true at its end
     */
    public boolean isOver(long now) {
        return now - end >= 0;
    }

    /**
     * For those who look at the clock seldom, and tell each other.
     *
     * @param now {@link System#nanoTime()}
     */
    void lookAt(long now) {
        if (isOver(now)) {
            seenToBeOver = true;
        }
    }

    /** Nothing more is to be started, since something has failed. */
    void giveUp() {
        seenToBeOver = true;
    }

    /** Whether {@link #lookAt} has found, or somebody said by {@link #giveUp}, that nothing more is to be started. */
    boolean isSeenToBeOver() {
        return seenToBeOver;
    }

    /**
     * Counts round trips that took a time each.
     *
     * @param nanosEach the time
     * @param count how many
     */
    public void record(long nanosEach, int count) {
        latencies.recordValueWithCount(Math.min(nanosEach, latencies.getHighestTrackableValue()), count);
        roundTrips.add(count);
    }

    /**
     * Counts round trips without their times, where a clock for each would cost more than the round trip.
     *
     * @param count how many
     */
    public void count(long count) {
        roundTrips.add(count);
    }

    long roundTrips() {
        return roundTrips.sum();
    }
}
