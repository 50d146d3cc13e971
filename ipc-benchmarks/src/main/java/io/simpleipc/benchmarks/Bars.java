package io.simpleipc.benchmarks;

import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Row;
import java.util.List;
import java.util.Locale;

/** One figure of several subjects as bars, as long as it is large. */
final class Bars {
    private static final int WIDTH = 580;
    private static final int LEFT = 110;
    private static final int RIGHT = 110;
    private static final int STEP = 22;
    private static final int THICK = 16;

    private Bars() {}

    /** As SVG; empty if none of the rows has the figure. */
    static String of(Figure figure, List<Row> rows) {
        var shown = rows.stream().filter(row -> value(row, figure) > 0).toList();
        double largest =
                shown.stream().mapToDouble(row -> value(row, figure)).max().orElse(0);
        if (shown.isEmpty()) {
            return "";
        }
        int height = STEP * shown.size() + 6;
        var svg = new StringBuilder(String.format(
                Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">%n", WIDTH, height, WIDTH));
        for (int i = 0; i < shown.size(); i++) {
            var row = shown.get(i);
            double length = value(row, figure) / largest * (WIDTH - LEFT - RIGHT);
            double y = 3 + STEP * i;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>"
                            + "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                            + "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                    LEFT - 6,
                    y + 12,
                    HtmlPage.escaped(row.subject()),
                    LEFT,
                    y,
                    Math.max(1, length),
                    THICK,
                    Colours.of(row.subject()),
                    LEFT + length + 6,
                    y + 12,
                    String.format(Locale.ROOT, figure.format(), value(row, figure))));
        }
        return svg.append("</svg>\n").toString();
    }

    private static double value(Row row, Figure figure) {
        var value = row.get(figure);
        return value == null || value.isNaN() ? 0 : value;
    }
}
