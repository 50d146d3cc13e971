package io.simpleipc.benchmarks;

import io.simpleipc.measure.Cell;
import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Row;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Shows results as they come in. */
final class Table {
    static final String LEGEND = """
            There and back between two JVMs; times in microseconds, in slices that alternate.
            x raw, x hybrid: round trips per second divided by those of a bare socket, that blocks or reads busily
            before; median: the median of the same, slice by slice. ours/it: ours divided by those of the row.
            B: bytes allocated, cs: context switches, cpu: microseconds, for each round trip, on either side.""";

    private static final int LEAST_WIDTH = 8;

    private final PrintStream out;
    private String heading = "";
    private String placement = "";

    Table(PrintStream out) {
        this.out = out;
    }

    void start(Results results) {
        out.printf("Simple IPC benchmarks, %s, %s%n", results.effort().name(), results.date());
        out.printf("%s; %s%n", results.machine().java(), results.machine().system());
        out.println(LEGEND);
        out.flush();
    }

    /** Shows a cell, with a head if it starts a new block. */
    void show(Cell cell) {
        var workload = cell.workload();
        var newHeading = workload.title() + ", " + cell.transport() + " (" + workload.name() + ")";
        if (!newHeading.equals(heading)) {
            heading = newHeading;
            placement = "";
            out.printf("%n%s%n  %-9s  %-18s", heading, "placement", "subject");
            for (var figure : workload.columns()) {
                out.printf("  %" + width(figure) + "s", figure.head());
            }
            out.println();
        }
        for (var row : cell.rows()) {
            var newPlacement = cell.placement().name();
            out.printf("  %-9s  %-18s", newPlacement.equals(placement) ? "" : newPlacement, row.subject());
            placement = newPlacement;
            for (var figure : workload.columns()) {
                out.printf("  %" + width(figure) + "s", text(row, figure));
            }
            out.println();
        }
        out.flush();
    }

    /** Which of the goals were reached. */
    void show(List<Goal.Verdict> verdicts) {
        if (!verdicts.isEmpty()) {
            out.printf("%nFigures to reach%n");
        }
        for (var verdict : verdicts) {
            out.printf(
                    "  %-8s %-55s %-28s %14s, wanted %s%n",
                    verdict.reached() ? "reached" : "MISSED",
                    verdict.goal().text(),
                    verdict.where(),
                    verdict.measured(),
                    verdict.wanted());
        }
        out.flush();
    }

    /** How a figure of a row is written; empty if it was not measured. */
    static String text(Row row, Figure figure) {
        var value = row.get(figure);
        return value == null || value.isNaN() ? "" : String.format(Locale.ROOT, figure.format(), value);
    }

    private static int width(Figure figure) {
        return Math.max(LEAST_WIDTH, figure.head().length());
    }
}
