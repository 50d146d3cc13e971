package io.simpleipc.measure;

import java.util.concurrent.TimeUnit;

/**
 * How long is measured.
 *
 * @param name for the report
 * @param warmUpSlices slices of each subject before it counts
 * @param patienceSlices so many more at most for one that has not made enough round trips by then
 * @param slices slices of each subject that count
 * @param sliceNanos the length of a slice
 * @param rounds of what is done anew each time, such as starting a process
 */
public record Effort(String name, int warmUpSlices, int patienceSlices, int slices, long sliceNanos, int rounds) {
    private static final int LEAST_SLICES = 6;
    private static final long LONGEST_SLICE = TimeUnit.MILLISECONDS.toNanos(60);
    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(420);

    /** Shows that everything runs, and ratios to steer by. */
    public static final Effort QUICK = new Effort("quick", 16, 50, 12, TimeUnit.MILLISECONDS.toNanos(60), 4);

    /** The figures to quote. */
    public static final Effort FULL = new Effort("full", 20, 200, 40, TimeUnit.MILLISECONDS.toNanos(60), 20);

    /**
     * One that fits into a time, after a warm-up.
     *
     * @param seconds for all slices of one workload that count
     * @param subjects that share it
     * @return the effort
     */
    public static Effort within(double seconds, int subjects) {
        long each = (long) (seconds * 1e9 / subjects);
        long slice = Math.min(LONGEST_SLICE, Math.max(1, each / LEAST_SLICES));
        int warmUp = (int) (WARM_UP / slice);
        return new Effort("short", warmUp, 2 * warmUp, (int) (each / slice), slice, 1);
    }

    /** As words for a command line. */
    String text() {
        return String.join(
                ":",
                name,
                String.valueOf(warmUpSlices),
                String.valueOf(patienceSlices),
                String.valueOf(slices),
                String.valueOf(sliceNanos),
                String.valueOf(rounds));
    }

    static Effort parse(String text) {
        var words = text.split(":");
        return new Effort(
                words[0],
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Long.parseLong(words[4]),
                Integer.parseInt(words[5]));
    }
}
