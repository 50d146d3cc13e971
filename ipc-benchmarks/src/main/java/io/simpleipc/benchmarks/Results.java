package io.simpleipc.benchmarks;

import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Effort;
import io.simpleipc.measure.Json;
import io.simpleipc.measure.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Everything that a run has measured, and its file. */
final class Results {
    private final Machine machine;
    private final Effort effort;
    private final Instant startedAt = Instant.now();
    private final List<Cell> cells = new ArrayList<>();

    Results(Machine machine, Effort effort) {
        this.machine = machine;
        this.effort = effort;
    }

    Machine machine() {
        return machine;
    }

    Effort effort() {
        return effort;
    }

    String date() {
        return format("yyyy-MM-dd HH:mm 'UTC'");
    }

    void add(Cell cell) {
        cells.add(cell);
    }

    List<Cell> cells() {
        return List.copyOf(cells);
    }

    List<Goal.Verdict> verdicts() {
        return Goals.verdicts(cells, Runtime.version().feature());
    }

    /** Writes all of it to new files in this directory: as JSON and as a page. */
    List<Path> write(Path directory) throws IOException {
        var name = format("yyyyMMdd-HHmmss") + "-jdk" + Runtime.version().feature() + "-" + effort.name();
        Files.createDirectories(directory);
        return List.of(
                Files.writeString(directory.resolve(name + ".json"), json()),
                Files.writeString(directory.resolve(name + ".html"), HtmlPage.of(this)));
    }

    String json() {
        var rows = new StringJoiner(",\n  ", "[\n  ", "\n]");
        for (var cell : cells) {
            for (var row : cell.rows()) {
                rows.add(json(cell, row).toString());
            }
        }
        return new Json()
                        .put("date", startedAt.toString())
                        .put("java", machine.java())
                        .put("machine", machine.system())
                        .put("effort", effort.name())
                        .putJson("goals", goals())
                        .putJson("rows", rows.toString())
                + "\n";
    }

    private String goals() {
        var goals = new StringJoiner(",\n  ", "[\n  ", "\n]");
        goals.setEmptyValue("[]");
        for (var verdict : verdicts()) {
            goals.add(new Json()
                    .put("what", verdict.goal().text())
                    .put("where", verdict.where())
                    .put("figure", verdict.goal().figure().key())
                    .put("wanted", verdict.wanted())
                    .put("measured", verdict.value())
                    .putJson("reached", String.valueOf(verdict.reached()))
                    .toString());
        }
        return goals.toString();
    }

    private static Json json(Cell cell, Row row) {
        var json = new Json()
                .put("workload", cell.workload().name())
                .put("payloadBytes", cell.workload().payloadBytes())
                .put("transport", cell.transport())
                .put("placement", cell.placement().name())
                .put("subject", row.subject());
        row.figures().forEach((figure, value) -> json.put(figure.key(), value));
        var points = new StringJoiner(", ", "[", "]");
        for (var point : row.percentiles()) {
            points.add("[" + point.percent() + ", " + Json.number(point.micros()) + "]");
        }
        return json.putJson("percentiles", points.toString());
    }

    private String format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(startedAt.atOffset(ZoneOffset.UTC));
    }
}
