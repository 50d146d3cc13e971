package io.simpleipc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Placement;
import io.simpleipc.measure.Row;
import io.simpleipc.measure.Workloads;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalsTest {
    @Test
    void eachGoalIsAboutAWorkloadAndAFigureThatExist() {
        assertThat(Goals.on(17)).hasSize(31).allSatisfy(goal -> {
            assertThat(Workloads.named(goal.workload()).name()).isEqualTo(goal.workload());
            assertThat(goal.transports()).isSubsetOf("unix", "tcp");
            assertThat(goal.placements()).isSubsetOf("same", "cross", "free");
            assertThat(goal.subjects()).isNotEmpty();
        });
    }

    @Test
    void whatANewerJdkDoesBetterIsAskedOfItOnly() {
        assertThat(limits(17)).containsExactly(717.0);
        assertThat(limits(25)).containsExactly(1229.0);
    }

    @Test
    void aGoalIsReachedOrMissedInEachPlacement() {
        var cells = List.of(
                sequential("free", Map.of(Figure.RATE_TO_RAW, 0.9, Figure.RATE_TO_HYBRID, 0.79)),
                sequential("same", Map.of(Figure.RATE_TO_RAW, 0.5, Figure.RATE_TO_HYBRID, 0.1)));

        var verdicts = Goals.verdicts(cells, 17);

        assertThat(verdicts)
                .extracting(verdict -> verdict.goal().figure() + " " + verdict.where() + " " + verdict.reached())
                .containsExactly(
                        "RATE_TO_HYBRID unix, free false",
                        "RATE_TO_RAW unix, same false",
                        "RATE_TO_RAW unix, free true");
        assertThat(verdicts.get(0).wanted()).isEqualTo(">= 0.80");
        assertThat(verdicts.get(0).measured()).isEqualTo("0.79");
    }

    @Test
    void amongPeersTheBestCountsAndAeronIsNone() {
        var cells = List.of(
                cell("async16", "free", peer("netty", 4.0)),
                cell("async16", "free", peer("rsocket", 3.0)),
                cell("async16", "free", peer("lsp4j", 30.0)),
                cell("async16", "free", peer("aeron", 0.5)));

        assertThat(Goals.verdicts(cells, 17)).singleElement().satisfies(verdict -> {
            assertThat(verdict.where()).isEqualTo("unix, free, rsocket");
            assertThat(verdict.value()).isEqualTo(3);
            assertThat(verdict.reached()).isFalse();
        });
    }

    @Test
    void whatWasNotMeasuredHasNoVerdict() {
        assertThat(Goals.verdicts(List.of(), 17)).isEmpty();
        assertThat(Goals.verdicts(List.of(sequential("free", Map.of(Figure.RATE_TO_RAW, Double.NaN))), 17))
                .isEmpty();
    }

    private static List<Double> limits(int jdk) {
        return Goals.on(jdk).stream()
                .filter(goal -> goal.figure() == Figure.MIB_PER_SECOND)
                .map(Goal::limit)
                .toList();
    }

    private static Cell sequential(String placement, Map<Figure, Double> figures) {
        return cell("sequential", placement, new Row("ours", figures, List.of()));
    }

    private static Row peer(String label, double oursToIt) {
        return new Row(label, Map.of(Figure.OURS_TO_IT, oursToIt), List.of());
    }

    private static Cell cell(String workload, String placement, Row row) {
        return new Cell(
                Workloads.named(workload), "unix", new Placement(placement, List.of(), List.of()), List.of(row));
    }
}
