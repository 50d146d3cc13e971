package io.simpleipc.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A joined pair that asks nothing: what its engine's threads do, second by second, and what its two processes use up
 * beside one that has a bare socket open. The median second is one without a keep-alive.
 */
record Idle() implements Workload {
    private static final int SECONDS_A_ROUND = 2;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String title() {
        return "nothing asked: context switches and microseconds of processor time a second";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Ours.TLS, Raw.BLOCKING);
    }

    @Override
    public List<Figure> columns() {
        return List.of(
                Figure.COUNT,
                Figure.ENGINE_SWITCHES,
                Figure.ENGINE_SWITCHES_MEDIAN,
                Figure.ENGINE_CPU,
                Figure.ENGINE_CPU_MEDIAN,
                Figure.PROCESS_CPU);
    }

    @Override
    public List<Row> measure(Stage stage) throws Exception {
        var rows = new ArrayList<Row>();
        for (var subject : stage.subjects()) {
            try (var caller = subject.connect(stage.place(), SMALL)) {
                caller.call(new byte[SMALL]);
                TimeUnit.SECONDS.sleep(1); // what was started for the query comes to rest
                rows.add(row(subject.label(), stage));
            }
        }
        return rows;
    }

    private static Row row(String label, Stage stage) throws Exception {
        int seconds = SECONDS_A_ROUND * stage.effort().rounds();
        var own = new OwnVitals(true);
        var switches = new double[seconds];
        var engineMicros = new double[seconds];
        var all = Vitals.Used.NOTHING;
        for (int second = 0; second < seconds; second++) {
            stage.peer().mark();
            own.mark();
            TimeUnit.SECONDS.sleep(1);
            var used = own.sinceMark().plus(stage.peer().sinceMark());
            switches[second] = used.engineSwitches();
            engineMicros[second] = used.engineNanos() / 1e3;
            all = all.plus(used);
        }
        var figures = new EnumMap<Figure, Double>(Figure.class);
        figures.put(Figure.COUNT, (double) seconds);
        figures.put(Figure.ENGINE_SWITCHES, (double) all.engineSwitches() / seconds);
        figures.put(Figure.ENGINE_SWITCHES_MEDIAN, Tally.median(switches));
        figures.put(Figure.ENGINE_CPU, all.engineNanos() / 1e3 / seconds);
        figures.put(Figure.ENGINE_CPU_MEDIAN, Tally.median(engineMicros));
        figures.put(Figure.PROCESS_CPU, all.cpuNanos() / 1e3 / seconds);
        return new Row(label, figures, List.of());
    }
}
