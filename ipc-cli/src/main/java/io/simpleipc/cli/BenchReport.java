package io.simpleipc.cli;

import io.simpleipc.measure.Bench;
import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Json;
import io.simpleipc.measure.Row;
import java.util.Locale;

/**
 * What {@code ipc bench} says.
 *
 * @param type of the spec
 * @param encryption its type, or {@value #NONE}
 * @param seconds how long was measured
 * @param bench what was measured
 */
record BenchReport(String type, String encryption, double seconds, Bench bench) {
    static final String AES = "aes-256-gcm";
    static final String NONE = "none";

    /** One line; scripts count on the keys. */
    String json() {
        return new Json()
                .put("type", type)
                .put("encryption", encryption)
                .put("seconds", seconds)
                .put("meanUs", of(bench.sequential(), Figure.MEAN))
                .put("p50Us", of(bench.sequential(), Figure.P50))
                .put("p99Us", of(bench.sequential(), Figure.P99))
                .put("p999Us", of(bench.sequential(), Figure.P999))
                .put("perSecond", of(bench.sequential(), Figure.PER_SECOND))
                .put("ratioToRaw", of(bench.sequential(), Figure.RATE_TO_RAW))
                .put("ratioToHybrid", of(bench.sequential(), Figure.RATE_TO_HYBRID))
                .put("async16PerSecond", of(bench.async16(), Figure.PER_SECOND))
                .put("async64PerSecond", of(bench.async64(), Figure.PER_SECOND))
                .put("allocCallerBytes", of(bench.sequential(), Figure.CALLER_BYTES))
                .put("allocPeerBytes", of(bench.sequential(), Figure.PEER_BYTES))
                .put("java", Runtime.version().toString())
                .toString();
    }

    void show(Screen screen) {
        screen.title("Queries of 64 bytes between two processes, " + type
                + (encryption.equals(NONE) ? "" : ", " + encryption));
        screen.line(
                "one after the other",
                text(
                        "%,9.0f/s   mean %.1f us   p50 %.1f us   p99 %.1f us   p99.9 %.1f us",
                        of(bench.sequential(), Figure.PER_SECOND),
                        of(bench.sequential(), Figure.MEAN),
                        of(bench.sequential(), Figure.P50),
                        of(bench.sequential(), Figure.P99),
                        of(bench.sequential(), Figure.P999)));
        screen.line("16 in flight", text("%,9.0f/s", of(bench.async16(), Figure.PER_SECOND)));
        screen.line("64 in flight", text("%,9.0f/s", of(bench.async64(), Figure.PER_SECOND)));
        screen.line(
                "beside a bare socket",
                text(
                        "%.2f of the round trips of one that blocks, %.2f of one that reads busily before",
                        of(bench.sequential(), Figure.RATE_TO_RAW), of(bench.sequential(), Figure.RATE_TO_HYBRID)));
        screen.line(
                "allocated per query",
                text(
                        "%.0f bytes by the one that asks, %.0f by the one that answers",
                        of(bench.sequential(), Figure.CALLER_BYTES), of(bench.sequential(), Figure.PEER_BYTES)));
    }

    private static double of(Row row, Figure figure) {
        var value = row.get(figure);
        return value == null ? Double.NaN : value;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
