package io.simpleipc.benchmarks;

import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** Goals and tables as Markdown, shorter than the page: what the documentation shows. */
final class MarkdownPage {
    static final String BEGIN = "<!-- measured: begin -->";
    static final String END = "<!-- measured: end -->";

    /** What only those want to see who change the code. */
    private static final Set<Figure> LEFT_OUT = Set.of(
            Figure.COLD_PER_SECOND,
            Figure.MEDIAN_TO_RAW,
            Figure.MEDIAN_TO_HYBRID,
            Figure.CALLER_CPU,
            Figure.PEER_CPU,
            Figure.CALLER_SWITCHES,
            Figure.PEER_SWITCHES);

    /** The others are shown as users run them. */
    private static final String IN_ALL_PLACEMENTS = "sequential";

    private final StringBuilder page = new StringBuilder();
    private String workload = "";

    private MarkdownPage() {}

    static String of(Results results) {
        return new MarkdownPage().written(results);
    }

    /** Puts the page between the two marks of a document. */
    static void writeInto(Path document, Results results) throws IOException {
        var text = Files.readString(document);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(document + " has no lines \"" + BEGIN + "\" and \"" + END + "\"");
        }
        Files.writeString(document, text.substring(0, begin) + BEGIN + "\n" + of(results) + text.substring(end));
    }

    private String written(Results results) {
        page.append(String.format(
                "%n%s, %s run; %s; %s.%n",
                results.date(),
                results.effort().name(),
                results.machine().java(),
                results.machine().system()));
        goals(results);
        for (var block : Block.of(results.cells())) {
            block(block);
        }
        return page.append('\n').toString();
    }

    private void goals(Results results) {
        var verdicts = results.verdicts();
        if (verdicts.isEmpty()) {
            return;
        }
        page.append("\n### Figures to reach\n\n");
        row(List.of("what", "where", "wanted", "measured", ""));
        row(List.of("---", "---", "---", "---", "---"));
        for (var verdict : verdicts) {
            row(List.of(
                    verdict.goal().text(),
                    verdict.where(),
                    verdict.wanted(),
                    verdict.measured(),
                    verdict.reached() ? "reached" : "**missed**"));
        }
    }

    /** Under the heading of its workload, which it may share with the block before: the page is long enough. */
    private void block(Block block) {
        var columns = block.workload().columns().stream()
                .filter(figure -> !LEFT_OUT.contains(figure))
                .toList();
        if (!block.workload().name().equals(workload)) {
            workload = block.workload().name();
            page.append(String.format("%n### %s (%s)%n%n", block.workload().title(), workload));
            var head = new ArrayList<>(List.of("over", "placed", "subject"));
            columns.forEach(figure -> head.add(figure.head()));
            row(head);
            row(head.stream().map(column -> "---").toList());
        }
        block.placements().forEach((placement, rows) -> {
            if (placement.equals(Placement.FREE) || workload.equals(IN_ALL_PLACEMENTS)) {
                for (var row : rows) {
                    var cells = new ArrayList<>(List.of(block.transport(), placement, row.subject()));
                    columns.forEach(figure -> cells.add(Table.text(row, figure)));
                    row(cells);
                }
            }
        });
    }

    private void row(List<String> cells) {
        var line = new StringJoiner(" | ", "| ", " |\n");
        cells.forEach(line::add);
        page.append(line);
    }
}
