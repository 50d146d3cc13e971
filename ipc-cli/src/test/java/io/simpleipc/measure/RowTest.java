package io.simpleipc.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void aRowSurvivesTheWayBetweenProcesses() {
        var row = new Row(
                "ours, nested",
                Map.of(Figure.P50, 12.5, Figure.RATE_TO_RAW, Double.NaN, Figure.COUNT, 1e9),
                List.of(new Row.Percentile(0, 1.5), new Row.Percentile(99.9, 1e6)));

        assertThat(Row.parse(row.line())).isEqualTo(row);
        assertThat(row.line()).doesNotContain("\n");
    }

    @Test
    void aRowWithoutTimesDoesToo() {
        var row = new Row("idle", Map.of(), List.of());

        assertThat(Row.parse(row.line())).isEqualTo(row);
    }

    @Test
    void timesAreInMicroseconds() {
        var latencies = Tally.histogram();
        latencies.recordValueWithCount(10_000, 98);
        latencies.recordValueWithCount(5_000_000, 2);

        var row = Row.of("ours", latencies);

        assertThat(row.get(Figure.COUNT)).isEqualTo(100);
        assertThat(row.get(Figure.P50)).isEqualTo(10, within(0.01));
        assertThat(row.get(Figure.P99)).isEqualTo(5_000, within(5.0));
        assertThat(row.get(Figure.MAX)).isEqualTo(5_000, within(5.0));
        assertThat(row.get(Figure.MEAN)).isEqualTo(109.8, within(0.2));
        assertThat(row.percentiles()).extracting(Row.Percentile::micros).isSorted();
        assertThat(row.percentiles().get(row.percentiles().size() - 1).percent())
                .isEqualTo(100);
    }

    @Test
    void figuresCanBeAddedAndTakenAway() {
        var row = new Row("ours", Map.of(Figure.P50, 1.0, Figure.MAX, 2.0), List.of());

        var changed = row.without(Figure.MAX).with(Map.of(Figure.MEAN, 3.0));

        assertThat(changed.figures()).isEqualTo(Map.of(Figure.P50, 1.0, Figure.MEAN, 3.0));
        assertThat(row.figures()).hasSize(2);
    }
}
