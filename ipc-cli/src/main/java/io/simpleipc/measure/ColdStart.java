package io.simpleipc.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;

/** From the first line of {@code main} in a new JVM to its first answer; the other process has answered before. */
record ColdStart() implements Workload {
    private static final long LIMIT_SECONDS = 60;

    @Override
    public String name() {
        return "cold";
    }

    @Override
    public String title() {
        return "from main to the first answer, 64 bytes, in a new JVM each time";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Ours.AES, Ours.TLS, Raw.BLOCKING, new RawTls());
    }

    @Override
    public boolean suits(Subject peer) {
        return true;
    }

    @Override
    public List<Figure> columns() {
        return List.of(
                Figure.COUNT, Figure.P50, Figure.MAX, Figure.P50_ABOVE_RAW, Figure.P50_TO_RAW, Figure.P50_TO_RAW_TLS);
    }

    @Override
    public List<Row> measure(Stage stage) throws Exception {
        var times = new LinkedHashMap<String, AbstractHistogram>();
        for (int round = -1; round < stage.effort().rounds(); round++) {
            for (var subject : stage.subjects()) {
                long nanos = start(subject, stage.place());
                if (round >= 0) { // before, the other process was cold too
                    times.computeIfAbsent(subject.label(), label -> Tally.histogram())
                            .recordValue(nanos);
                }
            }
        }
        var rows = new ArrayList<Row>();
        times.forEach((label, histogram) -> rows.add(Row.of(label, histogram)));
        return compared(rows);
    }

    private static long start(Subject subject, Place place) throws IOException, InterruptedException {
        try (var child = Child.start(
                List.of(),
                subject.jvmOptions(),
                FirstAnswer.class,
                place.secret(),
                subject.label(),
                place.transport(),
                place.directory().toString())) {
            child.killAfter(LIMIT_SECONDS);
            var line = child.lines().readLine();
            child.expectEnd();
            return Long.parseLong(line);
        }
    }

    private static List<Row> compared(List<Row> rows) {
        double raw = p50(rows, Raw.BLOCKING.label());
        double rawTls = p50(rows, RawTls.NAME);
        return rows.stream()
                .map(row -> {
                    double own = p50(rows, row.subject());
                    var more = new EnumMap<Figure, Double>(Figure.class);
                    more.put(Figure.P50_ABOVE_RAW, own - raw);
                    more.put(Figure.P50_TO_RAW, own / raw);
                    more.put(Figure.P50_TO_RAW_TLS, own / rawTls);
                    return row.with(more);
                })
                .toList();
    }

    private static double p50(List<Row> rows, String label) {
        for (var row : rows) {
            var value = row.get(Figure.P50);
            if (row.subject().equals(label) && value != null) {
                return value;
            }
        }
        return Double.NaN;
    }
}
