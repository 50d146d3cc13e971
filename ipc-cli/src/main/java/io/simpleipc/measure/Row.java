package io.simpleipc.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.HdrHistogram.AbstractHistogram;
import org.jspecify.annotations.Nullable;

/**
 * What one subject came to.
 *
 * @param subject its name
 * @param figures what was measured
 * @param percentiles the times of its round trips, from short to long; empty where there are none
 */
public record Row(String subject, Map<Figure, Double> figures, List<Percentile> percentiles) {
    private static final int TICKS = 5;

    /**
     * A point of the distribution.
     *
     * @param percent of the round trips took no longer
     * @param micros than this
     */
    public record Percentile(double percent, double micros) {}

    /**
     * Copies the map.
     *
     * @param subject its name
     * @param figures what was measured
     * @param percentiles the times of its round trips
     */
    public Row {
        var copy = new EnumMap<Figure, Double>(Figure.class);
        copy.putAll(figures);
        figures = copy;
        percentiles = List.copyOf(percentiles);
    }

    /**
     * One figure.
     *
     * @param figure which
     * @return its value, or null where it was not measured
     */
    public @Nullable Double get(Figure figure) {
        return figures.get(figure);
    }

    /** The usual figures of times in nanoseconds. */
    static Row of(String subject, AbstractHistogram latencies) {
        var figures = new EnumMap<Figure, Double>(Figure.class);
        var percentiles = new ArrayList<Percentile>();
        if (latencies.getTotalCount() > 0) {
            figures.put(Figure.COUNT, (double) latencies.getTotalCount());
            figures.put(Figure.MEAN, latencies.getMean() / 1e3);
            figures.put(Figure.P50, latencies.getValueAtPercentile(50) / 1e3);
            figures.put(Figure.P99, latencies.getValueAtPercentile(99) / 1e3);
            figures.put(Figure.P999, latencies.getValueAtPercentile(99.9) / 1e3);
            figures.put(Figure.MAX, latencies.getMaxValue() / 1e3);
            for (var value : latencies.percentiles(TICKS)) {
                percentiles.add(new Percentile(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / 1e3));
            }
        }
        return new Row(subject, figures, percentiles);
    }

    /** The same row with these figures too. */
    Row with(Map<Figure, Double> more) {
        var all = new EnumMap<Figure, Double>(Figure.class);
        all.putAll(figures);
        all.putAll(more);
        return new Row(subject, all, percentiles);
    }

    /** The same row without these figures. */
    Row without(Figure... fewer) {
        var left = new EnumMap<Figure, Double>(Figure.class);
        left.putAll(figures);
        List.of(fewer).forEach(left::remove);
        return new Row(subject, left, percentiles);
    }

    /** As a line for the process that prints the table. */
    String line() {
        var words = new StringJoiner("\t").add(subject);
        var points = new StringJoiner(",");
        percentiles.forEach(point -> points.add(point.percent() + ":" + point.micros()));
        words.add(points.toString());
        figures.forEach((figure, value) -> words.add(figure.name() + "=" + value));
        return words.toString();
    }

    static Row parse(String line) {
        var words = List.of(line.split("\t", -1));
        var percentiles = new ArrayList<Percentile>();
        for (var point : words.get(1).split(",")) {
            int colon = point.indexOf(':');
            if (colon > 0) {
                percentiles.add(new Percentile(
                        Double.parseDouble(point.substring(0, colon)), Double.parseDouble(point.substring(colon + 1))));
            }
        }
        var figures = new EnumMap<Figure, Double>(Figure.class);
        for (var word : words.subList(2, words.size())) {
            int equals = word.indexOf('=');
            figures.put(Figure.valueOf(word.substring(0, equals)), Double.valueOf(word.substring(equals + 1)));
        }
        return new Row(words.get(0), figures, percentiles);
    }
}
