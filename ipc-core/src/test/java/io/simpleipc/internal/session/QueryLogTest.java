package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Spec;
import io.simpleipc.internal.session.handshake.RecordingLogger;
import io.simpleipc.internal.session.handshake.RecordingLogger.Line;
import io.simpleipc.internal.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code logQueries} writes: one line, cut, and only where it is asked for. */
class QueryLogTest {
    private final RecordingLogger logger = new RecordingLogger();

    @Test
    void nothingInAPayloadBreaksALineOrTurnsItRound() {
        // A line feed, a next line, line and paragraph separators, an escape, and a character that turns what follows.
        log(true).query("sends query", 7, utf8("a\nb\u0085c\u2028d\u2029e\u001bf\u202eg"));

        assertThat(lines()).containsExactly("sends query 7 (20 bytes): a.b.c.d.e.f.g");
    }

    @Test
    void ofALongPayloadTheFirst200CharactersAreShown() {
        log(true).query("sends query", 7, utf8("ä".repeat(300)));

        assertThat(lines()).containsExactly("sends query 7 (600 bytes): " + "ä".repeat(200) + "...");
    }

    @Test
    void nothingIsWrittenUnlessItIsAskedFor() {
        log(false).query("sends query", 7, utf8("secret"));
        log(false).event("query", 7);

        assertThat(lines()).isEmpty();
    }

    private QueryLog log(boolean queries) {
        var spec = Spec.builder()
                .type("memory")
                .address("test")
                .secret("secret")
                .logQueries(queries)
                .build();
        var log = new EngineLog(logger);
        var limits = new Limits(spec.maxMessageSize(), spec.maxInFlight(), Limits.WINDOW_SLACK);
        return new QueryLog(new SessionSettings(
                spec,
                limits,
                new Handlers(null, null),
                new Workers(null, "test", log),
                log,
                new Resumption(),
                new Tally(),
                "memory:test"));
    }

    private List<String> lines() {
        return logger.recorded().stream().map(Line::text).toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
