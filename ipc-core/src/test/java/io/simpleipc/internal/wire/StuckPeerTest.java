package io.simpleipc.internal.wire;

import static io.simpleipc.internal.wire.Bytes.frame;
import static io.simpleipc.internal.wire.Bytes.receiveRecord;
import static io.simpleipc.internal.wire.Bytes.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes out, or waits, while the peer reads nothing. */
@Timeout(60)
final class StuckPeerTest {
    @Test
    void controlsAlwaysFitWhileThePipeIsStuck() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            var filler = rig.start("filler", () -> {
                for (int i = 0; i < 100; i++) {
                    rig.link.answer(i, new byte[16_384], Rig.SOON.nanoTime());
                }
            });
            Rig.awaitWaiting(filler);
            for (int id = 1; id <= 64; id++) {
                rig.link.failure(id, new Failure.HandlerFailed("x".repeat(300), "é".repeat(600)));
                rig.link.cancel(id);
                rig.peer.send(record(frame(9, 0, id)));
                rig.link.ping();
            }
            rig.peer.send(record(frame(4, 0, 1)));
            rig.seen.next(); // the pings before it were read
            rig.link.closing(77);
            rig.pipe.allowAll();

            var frames = new ArrayList<Bytes.Sent>();
            while (frames.stream().filter(f -> f.type() == 2).count() < 100) {
                frames.addAll(receiveRecord(rig.peer));
            }
            assertThat(frames).filteredOn(f -> f.type() == 3).hasSize(64);
            assertThat(frames)
                    .filteredOn(f -> f.type() == 5)
                    .extracting(Bytes.Sent::id)
                    .isSorted()
                    .hasSize(64);
            assertThat(frames)
                    .filteredOn(f -> f.type() == 10)
                    .extracting(Bytes.Sent::id)
                    .contains(64L)
                    .hasSizeLessThan(64);
            assertThat(frames).filteredOn(f -> f.type() == 9).isNotEmpty().hasSizeLessThan(64);
            assertThat(frames)
                    .filteredOn(f -> f.type() == 11)
                    .extracting(Bytes.Sent::id)
                    .containsExactly(77L);
            var failure = frames.stream().filter(f -> f.type() == 3).findFirst().orElseThrow();
            assertThat(failure.body()).hasSize(2 + 255 + 1_000);
            assertThat(new String(failure.body(), 257, 1_000, StandardCharsets.UTF_8))
                    .isEqualTo("é".repeat(500));
        }
    }

    @Test
    void aPeerThatDoesNotReadItsFailuresIsGivenUp() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            for (int id = 1; id <= 30_000; id++) {
                rig.link.failure(id, new Failure.Overloaded("queue"));
            }
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).isInstanceOf(ProtocolException.class).hasMessageContaining("does not read");
        }
    }

    @Test
    void aPeerThatDoesNotReadItsCancelsIsGivenUp() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            for (int id = 1; id <= 30_000; id++) {
                rig.link.cancel(id);
            }
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).isInstanceOf(ProtocolException.class).hasMessageContaining("does not read");
        }
    }

    @Test
    void aPeerThatDoesNotReadWhatItIsAskedAfterACutIsGivenUp() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            for (int id = 1; id <= 30_000; id++) {
                rig.link.resume(new UUID(1, 2), id, numbered -> {});
            }
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).isInstanceOf(ProtocolException.class).hasMessageContaining("does not read");
        }
    }

    @Test
    void aPeerThatDoesNotReadItsAbortsIsGivenUp() throws Exception {
        var oneInFlight = new Limits(1 << 20, 1, (4L << 20) + Limits.WINDOW_SLACK); // 66 controls may wait
        try (var rig = new Rig(oneInFlight, Seal.NONE, new Recorder())) {
            rig.pipe.allowOnly(0);
            rig.ask(new byte[10]);
            var begun = new ArrayList<Rig.Call>();
            for (int i = 0; i < 13; i++) {
                begun.add(rig.ask(new byte[17_000]));
            }
            var filler = rig.start("filler", () -> {
                for (int id = 1; id < 10_000; id++) {
                    rig.link.answer(id, new byte[100], Rig.SOON.nanoTime());
                }
            });
            Rig.awaitWaiting(filler); // from here on there is room for six of the largest controls
            for (int id = 1; id <= 62; id++) {
                rig.link.failure(id, new Failure.HandlerFailed("T".repeat(255), "x".repeat(1_000)));
            }
            assertThat(rig.seen.cause).isNull();
            begun.forEach(call -> assertThat(rig.link.withdraw(call)).isTrue());
            assertThat(List.of(rig.seen.next(), rig.seen.next()))
                    .containsExactlyInAnyOrder("filler: LinkClosedException", "ended");
            assertThat(rig.seen.cause).isInstanceOf(ProtocolException.class).hasMessageContaining("does not read");
        }
    }

    @Test
    void flushedIsFalseAtTheDeadlineAndTrueWhenAllIsAccepted() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(10);
            rig.ask(new byte[100_000]);
            assertThat(rig.link.flushed(Deadline.after(Duration.ofMillis(20)))).isFalse();
            Thread.currentThread().interrupt();
            rig.pipe.allowAll();
            assertThat(rig.link.flushed(Rig.SOON)).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(rig.peer.available()).isGreaterThan(100_000);
        }
    }
}
