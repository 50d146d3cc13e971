package io.simpleipc.benchmarks;

import java.util.concurrent.TimeUnit;

/**
 * How long is measured.
 *
 * @param name for the report
 * @param warmUpSlices slices of each subject before it counts
 * @param slices slices of each subject that count
 * @param sliceNanos the length of a slice
 */
record Effort(String name, int warmUpSlices, int slices, long sliceNanos) {
    /** A minute and a half in all: shows that everything runs, and orders of magnitude. */
    static final Effort QUICK = new Effort("quick", 5, 6, TimeUnit.MILLISECONDS.toNanos(60));

    /** Ten minutes in all: the figures to quote. */
    static final Effort FULL = new Effort("full", 25, 60, TimeUnit.MILLISECONDS.toNanos(75));

    static Effort named(String name) {
        return name.equals(QUICK.name()) ? QUICK : FULL;
    }
}
