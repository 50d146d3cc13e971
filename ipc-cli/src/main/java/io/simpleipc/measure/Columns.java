package io.simpleipc.measure;

import java.util.List;

/** What tables of a kind show. */
final class Columns {
    static final List<Figure> LATENCY = List.of(
            Figure.PER_SECOND,
            Figure.MEAN,
            Figure.P50,
            Figure.P99,
            Figure.P999,
            Figure.P50_ABOVE_OURS,
            Figure.RATE_TO_RAW,
            Figure.MEDIAN_TO_RAW,
            Figure.RATE_TO_HYBRID,
            Figure.MEDIAN_TO_HYBRID,
            Figure.OURS_TO_IT,
            Figure.CALLER_BYTES,
            Figure.PEER_BYTES,
            Figure.CALLER_SWITCHES,
            Figure.PEER_SWITCHES,
            Figure.COLD_PER_SECOND);

    static final List<Figure> RATE = List.of(
            Figure.PER_SECOND,
            Figure.P50,
            Figure.P99,
            Figure.P999,
            Figure.RATE_TO_RAW,
            Figure.MEDIAN_TO_RAW,
            Figure.OURS_TO_IT,
            Figure.CALLER_BYTES,
            Figure.PEER_BYTES,
            Figure.CALLER_SWITCHES,
            Figure.PEER_SWITCHES,
            Figure.CALLER_CPU,
            Figure.PEER_CPU,
            Figure.COLD_PER_SECOND);

    static final List<Figure> BULK = List.of(
            Figure.MIB_PER_SECOND,
            Figure.P50,
            Figure.P99,
            Figure.P999,
            Figure.RATE_TO_RAW,
            Figure.MEDIAN_TO_RAW,
            Figure.OURS_TO_IT,
            Figure.CALLER_BYTES,
            Figure.PEER_BYTES,
            Figure.COLD_PER_SECOND,
            Figure.SLOWEST_PER_SECOND);

    /** Where ours is compared with ours. */
    static final List<Figure> WATCHED = List.of(
            Figure.PER_SECOND,
            Figure.P50,
            Figure.P99,
            Figure.RATE_TO_RAW,
            Figure.MEDIAN_TO_RAW,
            Figure.OURS_TO_IT,
            Figure.CALLER_BYTES,
            Figure.PEER_BYTES,
            Figure.CALLER_CPU);

    /** Where the time of each is what counts and not how many there are. */
    static final List<Figure> TIMES = List.of(
            Figure.COUNT,
            Figure.MEAN,
            Figure.P50,
            Figure.P99,
            Figure.P999,
            Figure.MAX,
            Figure.P50_TO_RAW,
            Figure.P50_TO_HYBRID,
            Figure.CALLER_SWITCHES,
            Figure.PEER_SWITCHES);

    static final List<Figure> MOMENTS = List.of(Figure.COUNT, Figure.P50, Figure.MAX);

    private Columns() {}
}
