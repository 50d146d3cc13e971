package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of docs/protocol.md, read from there: what it promises is what is sent and understood. */
@Timeout(60)
class VectorsTest {
    private static final Map<String, byte[]> VECTORS = read();

    private static final Map<String, List<String>> EVENTS = Map.ofEntries(
            Map.entry("query", List.of("query 1 parent 0 depth 0 remaining 5000 " + of("hello"))),
            Map.entry("nested", List.of("query 2 parent 3 depth 1 remaining 4294967295 " + of(""))),
            Map.entry("answer", List.of("answer 1 " + of("world"))),
            Map.entry("failed", List.of("failure 1 HandlerFailed[typeName=java.lang.Error, message=no]")),
            Map.entry("too-large", List.of("failure 1 AnswerTooLarge[size=2000, limit=1000]")),
            Map.entry("message", List.of("message " + of("hi"))),
            Map.entry("cancel", List.of("cancel 1")),
            Map.entry("pong", List.of("pong 1")),
            Map.entry("closing", List.of("closing 7")),
            Map.entry("resume", List.of("resume 5 5e5e5e5e-5e5e-5e5e-5e5e-5e5e5e5e5e5e 3")),
            Map.entry("not-seen", List.of("failure 5 NotSeen[]")),
            Map.entry("chunks", List.of("cancel 1", "message " + of("hello"))),
            Map.entry("abort", List.of()),
            Map.entry("optional", List.of("pong 1")));

    private static String of(String text) {
        return Recorder.of(text(text));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> read() {
        try {
            String page = Files.readString(Path.of("..", "docs", "protocol.md"));
            String block =
                    page.substring(page.indexOf("### 8.2 Frames and records")).split("```")[1];
            var vectors = new HashMap<String, byte[]>();
            for (String vector : block.strip().split("\n(?=[a-z])")) {
                String name = vector.substring(0, vector.indexOf(':'));
                vectors.put(name, Bytes.hex(vector.substring(vector.indexOf('\n'))));
            }
            return vectors;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query",
                "nested",
                "answer",
                "failed",
                "too-large",
                "message",
                "cancel",
                "resume",
                "not-seen",
                "pong",
                "closing",
                "chunks",
                "abort",
                "optional"
            })
    void aVectorIsUnderstood(String name) throws Exception {
        try (var rig = new Rig()) {
            rig.peer.send(VECTORS.get(name));
            rig.peer.send(Bytes.record(Bytes.frame(5, 0, 1_000)));
            for (String event : EVENTS.get(name)) {
                assertThat(rig.seen.next()).isEqualTo(event);
            }
            assertThat(rig.seen.next()).isEqualTo("cancel 1000");
        }
    }

    @Test
    void whatIsSentIsTheVector() throws Exception {
        try (var rig = new Rig()) {
            rig.link.query(text("hello"), 0, 0, Rig.SOON.nanoTime(), Rig.Call.withRemaining(Duration.ofMillis(5_000)));
            assertSent(rig, "query");
            rig.link.query(new byte[0], 3, 1, Rig.SOON.nanoTime(), Rig.Call.withRemaining(Duration.ofDays(50)));
            assertSent(rig, "nested");
            rig.link.message(text("hi"), Rig.SOON);
            assertSent(rig, "message");
            rig.link.answer(1, text("world"), Rig.SOON.nanoTime());
            assertSent(rig, "answer");
            rig.link.failure(1, new Failure.HandlerFailed("java.lang.Error", "no"));
            assertSent(rig, "failed");
            rig.link.failure(1, new Failure.AnswerTooLarge(2_000, 1_000));
            assertSent(rig, "too-large");
            rig.link.cancel(1);
            assertSent(rig, "cancel");
            rig.link.consumed(4_096);
            assertSent(rig, "credit");
            rig.link.ping();
            assertSent(rig, "ping");
            rig.link.closing(7);
            assertSent(rig, "closing");
            rig.peer.send(VECTORS.get("ping"));
            assertSent(rig, "pong");
            rig.link.failure(5, new Failure.NotSeen());
            assertSent(rig, "not-seen");
            rig.link.message(text("hi"), Rig.SOON); // takes the fourth id, so that the next one is the fifth
            rig.peer.receive(18);
            var former = UUID.fromString("5e5e5e5e-5e5e-5e5e-5e5e-5e5e5e5e5e5e");
            rig.link.resume(former, 3, id -> assertThat(id).isEqualTo(5));
            assertSent(rig, "resume");
        }
    }

    @Test
    void theSealedVectorIsOpened() throws Exception {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        try (var rig = new Rig(Rig.LIMITS, new MacSeal(MacSealTest.IDENTITY, new byte[32], key, 0), new Recorder())) {
            rig.peer.send(VECTORS.get("sealed"));
            byte[] pong = Bytes.frame(10, 0, 1);
            assertThat(rig.peer.receive(4 + pong.length + 16)).contains(pong);
        }
    }

    private static void assertSent(Rig rig, String name) throws Exception {
        byte[] expected = VECTORS.get(name);
        assertThat(rig.peer.receive(expected.length)).as(name).isEqualTo(expected);
    }
}
