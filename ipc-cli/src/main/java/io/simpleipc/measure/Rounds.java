package io.simpleipc.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.HdrHistogram.ConcurrentHistogram;

/** In the calling process: each subject in turn, a slice at a time, round after round. */
final class Rounds {
    private final Sliced workload;
    private final Stage stage;
    private final long sliceNanos;
    private final byte[] payload;
    private final OwnVitals own = new OwnVitals(true);
    private final List<Contestant> contestants = new ArrayList<>();

    private Rounds(Sliced workload, Stage stage) {
        this.workload = workload;
        this.stage = stage;
        this.sliceNanos = stage.effort().sliceNanos() * workload.slicesLonger();
        this.payload = new byte[workload.payloadBytes()];
    }

    static List<Row> play(Sliced workload, Stage stage) throws Exception {
        return new Rounds(workload, stage).play();
    }

    private record Contestant(Sliced.Turn turn, Subject.Caller caller, Tally tally) {}

    private record Run(long roundTrips, long nanos) {}

    private List<Row> play() throws Exception {
        var callers = new LinkedHashMap<Subject, Subject.Caller>();
        try {
            for (var turn : workload.turns(stage.subjects())) {
                var caller = callers.get(turn.subject());
                if (caller == null) {
                    caller = turn.subject().connect(stage.place(), payload.length);
                    callers.put(turn.subject(), caller);
                }
                contestants.add(new Contestant(turn, caller, new Tally(turn.label())));
            }
            playAll();
        } finally {
            for (var caller : callers.values()) {
                caller.close();
            }
        }
        return Tally.rows(contestants.stream().map(Contestant::tally).toList(), payload.length);
    }

    private void playAll() throws Exception {
        int warmUps = stage.effort().warmUpSlices();
        int patience = stage.effort().patienceSlices();
        int slices = stage.effort().slices();
        for (int round = 0; round < warmUps; round++) {
            for (var contestant : contestants) {
                warmUp(contestant);
            }
            stage.progress().accept((round + 1.0) / (warmUps + slices));
        }
        for (var contestant : contestants) {
            for (int i = 0; i < patience && contestant.tally.warmUpTrips() < workload.warmUpTrips(); i++) {
                warmUp(contestant);
            }
        }
        for (int round = 0; round < slices; round++) {
            // Each round starts with another subject, so that none always follows the same one.
            for (int i = 0; i < contestants.size(); i++) {
                measure(contestants.get((round + i) % contestants.size()));
            }
            stage.progress().accept((warmUps + round + 1.0) / (warmUps + slices));
        }
    }

    private void warmUp(Contestant contestant) throws Exception {
        var meanwhile = contestant.turn.work().begin(contestant.caller);
        try {
            stage.peer().mark();
            own.mark();
            var run = run(contestant, contestant.turn.work()::warmUp, Tally.histogram());
            // Else what reads them would be loaded and compiled in the midst of what counts.
            own.sinceMark();
            stage.peer().sinceMark();
            contestant.tally.addWarmUp(run.roundTrips, run.nanos);
        } finally {
            meanwhile.close();
        }
    }

    private void measure(Contestant contestant) throws Exception {
        var meanwhile = contestant.turn.work().begin(contestant.caller);
        try {
            stage.peer().mark();
            own.mark();
            var run = run(contestant, contestant.turn.work(), contestant.tally.latencies());
            var here = own.sinceMark();
            contestant.tally.add(run.roundTrips, run.nanos, here, stage.peer().sinceMark());
        } finally {
            meanwhile.close();
        }
    }

    private Run run(Contestant contestant, Sliced.Work work, ConcurrentHistogram latencies) throws Exception {
        long start = System.nanoTime();
        var slice = new Slice(sliceNanos, latencies);
        work.run(contestant.caller, payload, slice);
        return new Run(slice.roundTrips(), System.nanoTime() - start);
    }
}
