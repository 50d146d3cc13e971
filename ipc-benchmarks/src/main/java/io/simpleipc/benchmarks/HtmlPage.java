package io.simpleipc.benchmarks;

import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Row;
import java.util.List;
import java.util.Locale;

/** Everything that a run has measured as one page that needs nothing else: goals, pictures, tables. */
final class HtmlPage {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Simple IPC benchmarks</title>
            <style>
            :root { color-scheme: light dark; --line: #8885; --good: #2f9e44; --bad: #d1242f; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
            h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
            h3 { margin-bottom: .3rem; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
            th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
            th:first-child, td:first-child { text-align: left; }
            .goals td, .goals th { text-align: left; }
            .scroll { overflow-x: auto; }
            .pictures { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
            svg { max-width: 100%; height: auto; font-size: 12px; fill: currentColor; }
            .grid { stroke: var(--line); }
            .good { color: var(--good); } .bad { color: var(--bad); }
            </style>
            </head>
            <body>
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private HtmlPage() {}

    static String of(Results results) {
        return new HtmlPage().written(results);
    }

    private String written(Results results) {
        tag("h1", "Simple IPC benchmarks");
        tag(
                "p",
                results.date() + ", " + results.effort().name() + "; "
                        + results.machine().java() + "; " + results.machine().system());
        tag("p", Table.LEGEND);
        goals(results);
        for (var block : Block.of(results.cells())) {
            tag("h2", block.heading());
            block.placements().forEach((placement, rows) -> placement(block, placement, rows));
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private void goals(Results results) {
        var verdicts = results.verdicts();
        if (verdicts.isEmpty()) {
            return;
        }
        tag("h2", "Figures to reach");
        page.append("<table class=\"goals\">\n<tr><th>what<th>where<th>wanted<th>measured<th></tr>\n");
        for (var verdict : verdicts) {
            page.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s<td>%s<td>%s<td>%s<td class=\"%s\">%s</tr>%n",
                    escaped(verdict.goal().text()),
                    escaped(verdict.where()),
                    escaped(verdict.wanted()),
                    escaped(verdict.measured()),
                    verdict.reached() ? "good" : "bad",
                    verdict.reached() ? "reached" : "missed"));
        }
        page.append("</table>\n");
    }

    private void placement(Block block, String placement, List<Row> rows) {
        tag("h3", placement);
        page.append("<div class=\"pictures\">\n").append(PercentilePlot.of(rows));
        for (var figure : List.of(Figure.PER_SECOND, Figure.MIB_PER_SECOND)) {
            if (block.workload().columns().contains(figure)) {
                page.append("<div>").append(escaped(figure.head())).append("<br>");
                page.append(Bars.of(figure, rows)).append("</div>\n");
            }
        }
        page.append("</div>\n<div class=\"scroll\"><table>\n<tr><th>subject");
        for (var figure : block.workload().columns()) {
            page.append("<th>").append(escaped(figure.head()));
        }
        page.append("</tr>\n");
        for (var row : rows) {
            page.append("<tr><td>").append(escaped(row.subject()));
            for (var figure : block.workload().columns()) {
                page.append("<td>").append(escaped(Table.text(row, figure)));
            }
            page.append("</tr>\n");
        }
        page.append("</table></div>\n");
    }

    private void tag(String name, String text) {
        page.append(String.format(Locale.ROOT, "<%s>%s</%s>%n", name, escaped(text), name));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
