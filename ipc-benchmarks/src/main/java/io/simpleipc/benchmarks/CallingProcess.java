package io.simpleipc.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.ConcurrentHistogram;

/** The process that asks: each subject in turn, a slice at a time, round after round; writes a {@link Row} for each. */
final class CallingProcess {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Workload workload;
    private final Effort effort;
    private final byte[] payload;
    private final List<Contestant> contestants = new ArrayList<>();

    private CallingProcess(Workload workload, Effort effort) {
        this.workload = workload;
        this.effort = effort;
        this.payload = new byte[workload.payloadBytes()];
    }

    /** A subject at work, and what it has come to. */
    private static final class Contestant {
        final Subject subject;
        final Subject.Caller caller;
        final ConcurrentHistogram latencies = new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
        final double[] perSecond;
        double coldPerSecond;
        long roundTrips;
        long nanos;

        Contestant(Subject subject, Subject.Caller caller, int slices) {
            this.subject = subject;
            this.caller = caller;
            this.perSecond = new double[slices];
        }
    }

    static List<Row> run(Place place, Workload workload, Effort effort) throws Exception {
        return new CallingProcess(workload, effort).run(place);
    }

    private List<Row> run(Place place) throws Exception {
        try {
            for (var subject : workload.subjects()) {
                contestants.add(new Contestant(subject, subject.caller(place), effort.slices()));
            }
            for (int round = 0; round < effort.warmUpSlices(); round++) {
                for (var contestant : contestants) {
                    warmUp(contestant, round);
                }
            }
            for (int round = 0; round < effort.slices(); round++) {
                // Each round starts with another subject, so that none always follows the same one.
                for (int i = 0; i < contestants.size(); i++) {
                    measure(contestants.get((round + i) % contestants.size()), round);
                }
            }
            return rows();
        } finally {
            for (var contestant : contestants) {
                contestant.caller.close();
            }
        }
    }

    private void warmUp(Contestant contestant, int round) throws Exception {
        long start = System.nanoTime();
        var slice = new Slice(effort.sliceNanos(), new ConcurrentHistogram(LONGEST_NANOS, DIGITS));
        workload.run(contestant.caller, payload, slice);
        if (round == 0) {
            contestant.coldPerSecond = slice.roundTrips() * 1e9 / (System.nanoTime() - start);
        }
    }

    private void measure(Contestant contestant, int round) throws Exception {
        long start = System.nanoTime();
        var slice = new Slice(effort.sliceNanos(), contestant.latencies);
        workload.run(contestant.caller, payload, slice);
        long nanos = System.nanoTime() - start;
        contestant.roundTrips += slice.roundTrips();
        contestant.nanos += nanos;
        contestant.perSecond[round] = slice.roundTrips() * 1e9 / nanos;
    }

    private List<Row> rows() {
        var ours = contestants.get(0);
        var rows = new ArrayList<Row>();
        for (var contestant : contestants) {
            var ratios = new double[effort.slices()];
            for (int round = 0; round < ratios.length; round++) {
                ratios[round] = ours.perSecond[round] / contestant.perSecond[round];
            }
            var latencies = contestant.latencies;
            rows.add(new Row(
                    contestant.subject.label(),
                    contestant.roundTrips,
                    perSecond(contestant),
                    contestant.coldPerSecond,
                    latencies.getValueAtPercentile(50),
                    latencies.getValueAtPercentile(99),
                    latencies.getValueAtPercentile(99.9),
                    latencies.getMean(),
                    perSecond(ours) / perSecond(contestant),
                    median(ratios)));
        }
        return rows;
    }

    private static double perSecond(Contestant contestant) {
        return contestant.roundTrips * 1e9 / contestant.nanos;
    }

    static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
