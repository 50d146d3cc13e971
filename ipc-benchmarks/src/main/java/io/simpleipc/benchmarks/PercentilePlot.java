package io.simpleipc.benchmarks;

import io.simpleipc.measure.Row;
import java.util.List;
import java.util.Locale;

/**
 * Times by percentile, as a picture: to the right ever rarer ones, a nine for each step and whatever is rarer at the end;
 * upwards longer ones, tenfold for each step.
 */
final class PercentilePlot {
    private static final int WIDTH = 580;
    private static final int HEIGHT = 300;
    private static final int LEFT = 60;
    private static final int RIGHT = 150;
    private static final int TOP = 10;
    private static final int BOTTOM = 30;
    private static final double NINES = 5;
    private static final List<String> TICKS = List.of("0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %");

    private final List<Row> rows;
    private final int lowest;
    private final int highest;

    private PercentilePlot(List<Row> rows) {
        this.rows = rows;
        var micros = rows.stream()
                .flatMap(row -> row.percentiles().stream())
                .mapToDouble(point -> Math.max(0.1, point.micros()))
                .summaryStatistics();
        this.lowest = (int) Math.floor(Math.log10(micros.getMin()));
        this.highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10(micros.getMax())));
    }

    /** As SVG; empty if none of the rows has times. */
    static String of(List<Row> rows) {
        var timed = rows.stream().filter(row -> !row.percentiles().isEmpty()).toList();
        return timed.isEmpty() ? "" : new PercentilePlot(timed).svg();
    }

    private String svg() {
        var svg = new StringBuilder(String.format(
                Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\">%n", WIDTH, HEIGHT, WIDTH));
        for (int i = 0; i < TICKS.size(); i++) {
            line(svg, x(i), TOP, x(i), HEIGHT - BOTTOM);
            text(svg, x(i), HEIGHT - 10, "middle", "", TICKS.get(i));
        }
        for (int power = lowest; power <= highest; power++) {
            double y = y(Math.pow(10, power));
            line(svg, LEFT, y, WIDTH - RIGHT, y);
            text(svg, LEFT - 6, y + 4, "end", "", label(power));
        }
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            svg.append(String.format(
                    Locale.ROOT,
                    "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n",
                    Colours.of(row.subject()),
                    points(row)));
            text(
                    svg,
                    WIDTH - RIGHT + 10,
                    TOP + 14 + 16 * i,
                    "start",
                    " fill=\"" + Colours.of(row.subject()) + "\"",
                    row.subject());
        }
        return svg.append("</svg>\n").toString();
    }

    private String points(Row row) {
        var points = new StringBuilder();
        for (var point : row.percentiles()) {
            double nines = Math.min(NINES, -Math.log10(1 - Math.min(point.percent(), 99.999999) / 100));
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(nines), y(point.micros())));
        }
        return points.toString().strip();
    }

    private static double x(double nines) {
        return LEFT + nines / NINES * (WIDTH - LEFT - RIGHT);
    }

    private double y(double micros) {
        double share = (Math.log10(Math.max(0.1, micros)) - lowest) / (highest - lowest);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String label(int power) {
        if (power < 0) {
            return "0.1 us";
        }
        return power < 3
                ? (long) Math.pow(10, power) + " us"
                : power < 6 ? (long) Math.pow(10, power - 3) + " ms" : (long) Math.pow(10, power - 6) + " s";
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String attributes, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>%n",
                x,
                y,
                anchor,
                attributes,
                HtmlPage.escaped(text)));
    }
}
