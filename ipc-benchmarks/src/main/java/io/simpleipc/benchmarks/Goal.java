package io.simpleipc.benchmarks;

import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A figure to reach, and where it is to be looked for.
 *
 * @param text what it is about
 * @param workload name of the workload
 * @param transports where it holds
 * @param placements where it holds
 * @param subjects in whose rows
 * @param figure which
 * @param bound whether it is a least or a most
 * @param limit in the unit of the figure
 */
record Goal(
        String text,
        String workload,
        Set<String> transports,
        Set<String> placements,
        Set<String> subjects,
        Figure figure,
        Bound bound,
        double limit) {
    /** On which side of the limit it is to be. */
    enum Bound {
        AT_LEAST(">="),
        AT_MOST("<=");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }

        boolean holds(double value, double limit) {
            return this == AT_LEAST ? value >= limit : value <= limit;
        }
    }

    /**
     * What became of it in one placement.
     *
     * @param goal which
     * @param where transport and placement, and who if there are several
     * @param value the worst that was found
     */
    record Verdict(Goal goal, String where, double value) {
        boolean reached() {
            return goal.bound.holds(value, goal.limit);
        }

        String wanted() {
            return goal.bound.sign + " " + goal.format(goal.limit);
        }

        String measured() {
            return goal.format(value);
        }
    }

    /** One for each transport and placement that was measured; none if none was. */
    List<Verdict> verdicts(List<Cell> cells) {
        var verdicts = new ArrayList<Verdict>();
        for (var transport : transports) {
            for (var placement : placements) {
                var worst = worst(cells, transport, placement);
                if (worst != null) {
                    verdicts.add(worst);
                }
            }
        }
        return verdicts;
    }

    private @Nullable Verdict worst(List<Cell> cells, String transport, String placement) {
        Verdict worst = null;
        for (var cell : cells) {
            if (cell.workload().name().equals(workload)
                    && cell.transport().equals(transport)
                    && cell.placement().name().equals(placement)) {
                for (var row : cell.rows()) {
                    worst = worse(worst, row, transport + ", " + placement);
                }
            }
        }
        return worst;
    }

    private @Nullable Verdict worse(@Nullable Verdict worst, Row row, String where) {
        var value = row.get(figure);
        if (!subjects.contains(row.subject()) || value == null || value.isNaN()) {
            return worst;
        }
        boolean better = worst != null && bound.holds(value, worst.value);
        return better ? worst : new Verdict(this, subjects.size() > 1 ? where + ", " + row.subject() : where, value);
    }

    private String format(double value) {
        return String.format(Locale.ROOT, figure.format(), value);
    }
}
