package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.measure.Bench;
import io.simpleipc.measure.Figure;
import io.simpleipc.measure.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class BenchReportTest {
    private final BenchReport report = new BenchReport(
            "tls",
            BenchReport.AES,
            2.5,
            new Bench(
                    row(Map.of(
                            Figure.P50, 10.5,
                            Figure.P99, 20.0,
                            Figure.PER_SECOND, 90_000.0,
                            Figure.RATE_TO_RAW, 1.5,
                            Figure.RATE_TO_HYBRID, 0.75,
                            Figure.CALLER_BYTES, 120.0,
                            Figure.PEER_BYTES, 80.0)),
                    row(Map.of(Figure.PER_SECOND, 1_000_000.0)),
                    row(Map.of(Figure.PER_SECOND, 2_000_000.0))));

    @Test
    void jsonIsOneLineWithEveryKey() {
        var json = report.json();
        var read = new JsonMapper().readTree(json);

        assertThat(json).doesNotContain("\n");
        assertThat(read.get("type").stringValue()).isEqualTo("tls");
        assertThat(read.get("encryption").stringValue()).isEqualTo("aes-256-gcm");
        assertThat(read.get("seconds").doubleValue()).isEqualTo(2.5);
        assertThat(read.get("p50Us").doubleValue()).isEqualTo(10.5);
        assertThat(read.get("p99Us").doubleValue()).isEqualTo(20);
        assertThat(read.get("perSecond").doubleValue()).isEqualTo(90_000);
        assertThat(read.get("ratioToRaw").doubleValue()).isEqualTo(1.5);
        assertThat(read.get("ratioToHybrid").doubleValue()).isEqualTo(0.75);
        assertThat(read.get("async16PerSecond").doubleValue()).isEqualTo(1_000_000);
        assertThat(read.get("async64PerSecond").doubleValue()).isEqualTo(2_000_000);
        assertThat(read.get("allocCallerBytes").doubleValue()).isEqualTo(120);
        assertThat(read.get("allocPeerBytes").doubleValue()).isEqualTo(80);
    }

    @Test
    void peopleSeeTheSameFigures() {
        var out = new ByteArrayOutputStream();
        report.show(new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), false, false));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("tls, aes-256-gcm", "90,000/s", "p50 10.5 us", "1,000,000/s", "2,000,000/s")
                .contains("1.50 of the round trips", "0.75 of one", "120 bytes", "80 by");
    }

    private static Row row(Map<Figure, Double> figures) {
        return new Row("ours", figures, List.of());
    }
}
