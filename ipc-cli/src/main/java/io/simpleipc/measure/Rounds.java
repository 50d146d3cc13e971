package io.simpleipc.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/** In the calling process: each subject in turn, a slice at a time, round after round. */
final class Rounds {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final double MIB = 1 << 20;

    private final Sliced workload;
    private final Stage stage;
    private final Effort effort;
    private final long sliceNanos;
    private final byte[] payload;
    private final OwnVitals own = new OwnVitals(true);

    private Rounds(Sliced workload, Stage stage) {
        this.workload = workload;
        this.stage = stage;
        this.effort = stage.effort();
        this.sliceNanos = effort.sliceNanos() * workload.slicesLonger();
        this.payload = new byte[workload.payloadBytes()];
    }

    static List<Row> play(Sliced workload, Stage stage) throws Exception {
        return new Rounds(workload, stage).play();
    }

    static ConcurrentHistogram histogram() {
        return new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
    }

    private List<Row> play() throws Exception {
        var callers = new LinkedHashMap<Subject, Subject.Caller>();
        var contestants = new ArrayList<Contestant>();
        try {
            for (var turn : workload.turns(stage.subjects())) {
                var caller = callers.get(turn.subject());
                if (caller == null) {
                    caller = turn.subject().connect(stage.place(), payload.length);
                    callers.put(turn.subject(), caller);
                }
                contestants.add(new Contestant(turn, caller, effort.slices()));
            }
            for (int round = 0; round < effort.warmUpSlices(); round++) {
                for (var contestant : contestants) {
                    warmUp(contestant);
                }
            }
            for (int round = 0; round < effort.slices(); round++) {
                // Each round starts with another subject, so that none always follows the same one.
                for (int i = 0; i < contestants.size(); i++) {
                    measure(contestants.get((round + i) % contestants.size()), round);
                }
            }
        } finally {
            for (var caller : callers.values()) {
                caller.close();
            }
        }
        return rows(contestants);
    }

    private void warmUp(Contestant contestant) throws Exception {
        contestant.sawRate(run(contestant, histogram()).perSecond());
    }

    private void measure(Contestant contestant, int round) throws Exception {
        stage.peer().mark();
        own.mark();
        var run = run(contestant, contestant.latencies);
        contestant.usedHere = contestant.usedHere.plus(own.sinceMark());
        contestant.usedThere = contestant.usedThere.plus(stage.peer().sinceMark());
        contestant.roundTrips += run.roundTrips;
        contestant.nanos += run.nanos;
        contestant.perSecond[round] = run.perSecond();
        contestant.sawRate(run.perSecond());
    }

    private record Run(long roundTrips, long nanos) {
        double perSecond() {
            return roundTrips * 1e9 / nanos;
        }
    }

    private Run run(Contestant contestant, ConcurrentHistogram latencies) throws Exception {
        long start = System.nanoTime();
        var slice = new Slice(sliceNanos, latencies);
        contestant.turn.work().run(contestant.caller, payload, slice);
        return new Run(slice.roundTrips(), System.nanoTime() - start);
    }

    private List<Row> rows(List<Contestant> contestants) {
        var raw = labelled(contestants, Raw.BLOCKING.label());
        var hybrid = labelled(contestants, Raw.HYBRID.label());
        var ours = contestants.get(0);
        var rows = new ArrayList<Row>();
        for (var contestant : contestants) {
            var figures = contestant.figures(payload.length);
            if (workload.hasOwnThreads()) {
                figures.remove(Figure.CALLER_BYTES);
                figures.remove(Figure.CALLER_SWITCHES);
            }
            if (raw != null) {
                figures.put(Figure.RATE_TO_RAW, contestant.perSecond() / raw.perSecond());
                figures.put(Figure.MEDIAN_TO_RAW, contestant.medianRatioTo(raw));
                figures.put(Figure.P50_TO_RAW, contestant.p50() / raw.p50());
            }
            if (hybrid != null) {
                figures.put(Figure.RATE_TO_HYBRID, contestant.perSecond() / hybrid.perSecond());
                figures.put(Figure.MEDIAN_TO_HYBRID, contestant.medianRatioTo(hybrid));
                figures.put(Figure.P50_TO_HYBRID, contestant.p50() / hybrid.p50());
            }
            figures.put(Figure.OURS_TO_IT, ours.perSecond() / contestant.perSecond());
            figures.put(Figure.TIME_TO_OURS, ours.perSecond() / contestant.perSecond());
            rows.add(Row.of(contestant.turn.label(), contestant.latencies).with(figures));
        }
        return rows;
    }

    private static @Nullable Contestant labelled(List<Contestant> contestants, String label) {
        return contestants.stream()
                .filter(candidate -> candidate.turn.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A turn, and what it has come to. */
    private static final class Contestant {
        final Sliced.Turn turn;
        final Subject.Caller caller;
        final ConcurrentHistogram latencies = histogram();
        final double[] perSecond;
        double coldPerSecond = Double.NaN;
        double slowestPerSecond = Double.POSITIVE_INFINITY;
        Vitals.Used usedHere = Vitals.Used.NOTHING;
        Vitals.Used usedThere = Vitals.Used.NOTHING;
        long roundTrips;
        long nanos;

        Contestant(Sliced.Turn turn, Subject.Caller caller, int slices) {
            this.turn = turn;
            this.caller = caller;
            this.perSecond = new double[slices];
        }

        void sawRate(double rate) {
            if (Double.isNaN(coldPerSecond)) {
                coldPerSecond = rate;
            }
            slowestPerSecond = Math.min(slowestPerSecond, rate);
        }

        double perSecond() {
            return roundTrips * 1e9 / nanos;
        }

        double p50() {
            return latencies.getValueAtPercentile(50);
        }

        double medianRatioTo(Contestant other) {
            var ratios = new double[perSecond.length];
            for (int round = 0; round < ratios.length; round++) {
                ratios[round] = perSecond[round] / other.perSecond[round];
            }
            return median(ratios);
        }

        Map<Figure, Double> figures(int payloadBytes) {
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

        private double each(long all) {
            return (double) all / roundTrips;
        }
    }
}
