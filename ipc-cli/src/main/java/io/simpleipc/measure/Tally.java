package io.simpleipc.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/** What somebody who takes turns has come to, and how that compares with the others. Not thread-safe. */
final class Tally {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final double MIB = 1 << 20;

    private final String label;
    private final ConcurrentHistogram latencies = histogram();
    private final List<Double> perSecond = new ArrayList<>();
    private double coldPerSecond = Double.NaN;
    private double slowestPerSecond = Double.POSITIVE_INFINITY;
    private Vitals.Used usedHere = Vitals.Used.NOTHING;
    private Vitals.Used usedThere = Vitals.Used.NOTHING;
    private long warmUpTrips;
    private long roundTrips;
    private long nanos;

    Tally(String label) {
        this.label = label;
    }

    static ConcurrentHistogram histogram() {
        return new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
    }

    /** Takes the times of the round trips of slices that count. */
    ConcurrentHistogram latencies() {
        return latencies;
    }

    /** A slice that does not count yet. */
    void addWarmUp(long trips, long took) {
        saw(rate(trips, took));
        warmUpTrips += trips;
    }

    long warmUpTrips() {
        return warmUpTrips;
    }

    /** The next slice that counts. */
    void add(long trips, long took, Vitals.Used here, Vitals.Used there) {
        saw(rate(trips, took));
        perSecond.add(rate(trips, took));
        roundTrips += trips;
        nanos += took;
        usedHere = usedHere.plus(here);
        usedThere = usedThere.plus(there);
    }

    private void saw(double rate) {
        if (Double.isNaN(coldPerSecond)) {
            coldPerSecond = rate;
        }
        slowestPerSecond = Math.min(slowestPerSecond, rate);
    }

    /** A row for each; the first of them is ours. All have had their turns in the same rounds. */
    static List<Row> rows(List<Tally> tallies, int payloadBytes) {
        var raw = labelled(tallies, Raw.BLOCKING.label());
        var hybrid = labelled(tallies, Raw.HYBRID.label());
        var ours = tallies.get(0);
        var rows = new ArrayList<Row>();
        for (var tally : tallies) {
            var figures = tally.figures(payloadBytes);
            if (raw != null) {
                figures.put(Figure.RATE_TO_RAW, tally.perSecond() / raw.perSecond());
                figures.put(Figure.MEDIAN_TO_RAW, tally.medianRatioTo(raw));
                figures.put(Figure.P50_TO_RAW, tally.p50() / raw.p50());
            }
            if (hybrid != null) {
                figures.put(Figure.RATE_TO_HYBRID, tally.perSecond() / hybrid.perSecond());
                figures.put(Figure.MEDIAN_TO_HYBRID, tally.medianRatioTo(hybrid));
                figures.put(Figure.P50_TO_HYBRID, tally.p50() / hybrid.p50());
            }
            figures.put(Figure.P50_ABOVE_OURS, (tally.p50() - ours.p50()) / 1e3);
            figures.put(Figure.OURS_TO_IT, ours.perSecond() / tally.perSecond());
            rows.add(Row.of(tally.label, tally.latencies).with(figures));
        }
        return rows;
    }

    private static @Nullable Tally labelled(List<Tally> tallies, String label) {
        return tallies.stream()
                .filter(candidate -> candidate.label.equals(label))
                .findFirst()
                .orElse(null);
    }

    private Map<Figure, Double> figures(int payloadBytes) {
        var figures = new EnumMap<Figure, Double>(Figure.class);
        figures.put(Figure.COUNT, (double) roundTrips);
        figures.put(Figure.PER_SECOND, perSecond());
        figures.put(Figure.MIB_PER_SECOND, perSecond() * payloadBytes / MIB);
        figures.put(Figure.COLD_PER_SECOND, coldPerSecond);
        figures.put(Figure.SLOWEST_PER_SECOND, slowestPerSecond);
        figures.put(Figure.CALLER_BYTES, each(usedHere.bytes()));
        figures.put(Figure.PEER_BYTES, each(usedThere.bytes()));
        figures.put(Figure.CALLER_SWITCHES, each(usedHere.switches()));
        figures.put(Figure.PEER_SWITCHES, each(usedThere.switches()));
        figures.put(Figure.CALLER_CPU, each(usedHere.cpuNanos()) / 1e3);
        figures.put(Figure.PEER_CPU, each(usedThere.cpuNanos()) / 1e3);
        return figures;
    }

    private double perSecond() {
        return rate(roundTrips, nanos);
    }

    private double p50() {
        return latencies.getValueAtPercentile(50);
    }

    private double each(long all) {
        return (double) all / roundTrips;
    }

    private double medianRatioTo(Tally other) {
        var ratios = new double[perSecond.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = perSecond.get(round) / other.perSecond.get(round);
        }
        return median(ratios);
    }

    static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double rate(long trips, long took) {
        return trips * 1e9 / took;
    }
}
