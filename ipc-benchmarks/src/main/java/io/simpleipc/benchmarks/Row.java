package io.simpleipc.benchmarks;

import java.util.List;

/**
 * What one subject came to in one cell. Times are in nanoseconds.
 *
 * @param subject its name
 * @param roundTrips how many were counted
 * @param perSecond round trips per second over all of its slices
 * @param coldPerSecond the same in the very first slice, the JVM just started
 * @param p50 median of the times of round trips
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 * @param mean mean
 * @param oursToThis our round trips per second divided by its own
 * @param medianOfSlices the same for each pair of neighbouring slices, and of that the median
 */
record Row(
        String subject,
        long roundTrips,
        double perSecond,
        double coldPerSecond,
        long p50,
        long p99,
        long p999,
        double mean,
        double oursToThis,
        double medianOfSlices) {
    private static final String TAG = "ROW";

    /** As a line for the process that prints the table. */
    String line() {
        return String.join(
                "\t",
                List.of(
                        TAG,
                        subject,
                        String.valueOf(roundTrips),
                        String.valueOf(perSecond),
                        String.valueOf(coldPerSecond),
                        String.valueOf(p50),
                        String.valueOf(p99),
                        String.valueOf(p999),
                        String.valueOf(mean),
                        String.valueOf(oursToThis),
                        String.valueOf(medianOfSlices)));
    }

    static boolean isRow(String line) {
        return line.startsWith(TAG + "\t");
    }

    static Row parse(String line) {
        var words = line.split("\t");
        return new Row(
                words[1],
                Long.parseLong(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]),
                Long.parseLong(words[5]),
                Long.parseLong(words[6]),
                Long.parseLong(words[7]),
                Double.parseDouble(words[8]),
                Double.parseDouble(words[9]),
                Double.parseDouble(words[10]));
    }
}
