package io.simpleipc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Effort;
import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Placement;
import io.simpleipc.measure.Row;
import io.simpleipc.measure.Workloads;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ResultsTest {
    @TempDir
    Path temp;

    private final Results results = new Results(new Machine("a \"JVM\"", "some processors"), Effort.QUICK);

    @BeforeEach
    void twoRows() {
        results.add(new Cell(
                Workloads.named("sequential"),
                "unix",
                Placement.free(),
                List.of(
                        new Row(
                                "ours",
                                Map.of(Figure.PER_SECOND, 100_000.0, Figure.P50, 9.5, Figure.RATE_TO_RAW, 1.25),
                                List.of(new Row.Percentile(50, 9.5), new Row.Percentile(100, 20))),
                        new Row("raw", Map.of(Figure.PER_SECOND, 80_000.0), List.of()))));
    }

    @Test
    void theFileHoldsEveryFigureOfEveryRow() throws Exception {
        var files = results.write(temp.resolve("results"));

        var file = files.get(0);
        var json = new JsonMapper().readTree(Files.readString(file));
        var ours = json.get("rows").get(0);
        assertThat(file.getFileName().toString())
                .matches("[0-9]{8}-[0-9]{6}-jdk" + Runtime.version().feature() + "-quick[.]json");
        assertThat(json.get("java").stringValue()).isEqualTo("a \"JVM\"");
        assertThat(json.get("effort").stringValue()).isEqualTo("quick");
        assertThat(json.get("rows").size()).isEqualTo(2);
        assertThat(ours.get("workload").stringValue()).isEqualTo("sequential");
        assertThat(ours.get("transport").stringValue()).isEqualTo("unix");
        assertThat(ours.get("placement").stringValue()).isEqualTo("free");
        assertThat(ours.get("subject").stringValue()).isEqualTo("ours");
        assertThat(ours.get("perSecond").doubleValue()).isEqualTo(100_000);
        assertThat(ours.get("rateToRaw").doubleValue()).isEqualTo(1.25);
        assertThat(ours.get("percentiles").get(1).get(1).doubleValue()).isEqualTo(20);
        assertThat(ours.get("p99Us")).isNull();
    }

    @Test
    void theTableShowsWhatWasMeasuredAndLeavesOpenWhatWasNot() {
        var out = new ByteArrayOutputStream();
        var table = new Table(new PrintStream(out, true, StandardCharsets.UTF_8));
        table.start(results);
        results.cells().forEach(table::show);

        var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines)
                .anyMatch(line -> line.contains("quick"))
                .anyMatch(line -> line.contains("unix (sequential)"))
                .anyMatch(line -> line.startsWith("  placement  subject") && line.contains("x raw"))
                .anyMatch(line ->
                        line.startsWith("  free       ours") && line.contains("100,000") && line.contains("1.25"))
                .anyMatch(line -> line.startsWith("             raw") && line.contains("80,000"));
    }
}
