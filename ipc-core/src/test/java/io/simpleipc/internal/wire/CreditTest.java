package io.simpleipc.internal.wire;

import static io.simpleipc.internal.wire.Bytes.frame;
import static io.simpleipc.internal.wire.Bytes.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CreditTest {
    // Marks at 20,000, 30,000 and 40,000.
    private static final Limits PEER = new Limits(10_000, 64, 40_000);

    private static Rig rig() {
        return new Rig(PEER, Seal.NONE, new Recorder());
    }

    private static Deadline in(int millis) {
        return Deadline.after(Duration.ofMillis(millis));
    }

    private static void assertNoRoom(Rig rig, int size, int depth) {
        assertThatThrownBy(() -> rig.link.query(new byte[size], 0, depth, in(20).nanoTime(), new Rig.Call()))
                .isInstanceOf(NoRoomException.class);
    }

    @Test
    void eachClassIsHeldToItsMark() throws Exception {
        try (var rig = rig()) {
            rig.ask(new byte[10_000]);
            rig.link.message(new byte[9_800], Rig.SOON);
            assertNoRoom(rig, 0, 0); // 200 are left, and the smallest costs 256
            assertThatThrownBy(() -> rig.link.message(new byte[1], in(20))).isInstanceOf(NoRoomException.class);
            rig.ask(new byte[10_000], 1);
            assertNoRoom(rig, 257, 2);
            rig.link.answer(1, new byte[10_000], Rig.SOON.nanoTime());
            assertThatThrownBy(() -> rig.link.answer(2, new byte[257], in(20).nanoTime()))
                    .isInstanceOf(NoRoomException.class);
            rig.peer.send(record(frame(8, 0, 9_944)));
            rig.link.answer(3, new byte[10_000], Rig.SOON.nanoTime());
        }
    }

    @Test
    void aQueryWithoutTimeIsNotSent() throws Exception {
        try (var rig = rig()) {
            assertThatThrownBy(() -> rig.link.query(new byte[1], 0, 0, in(0).nanoTime(), new Rig.Call()))
                    .isInstanceOf(NoRoomException.class);
            assertThat(rig.peer.available()).isZero();
        }
    }

    @Test
    void creditComesFirstToTheFirstInLineSoThatALargeOneIsNotStarved() throws Exception {
        try (var rig = rig()) {
            rig.ask(new byte[10_000]);
            rig.ask(new byte[10_000]);
            var order = new ArrayList<Thread>();
            order.add(rig.start("large", () -> say(rig, "large", 10_000)));
            Rig.awaitWaiting(order.get(0));
            for (int i = 0; i < 3; i++) {
                order.add(rig.start("small", () -> say(rig, "small", 10)));
                Rig.awaitWaiting(order.get(i + 1));
            }
            rig.peer.send(record(frame(8, 0, 4_096)));
            rig.peer.send(record(frame(10, 0, 1)));
            assertThat(rig.seen.next()).isEqualTo("pong 1"); // credit for the small ones is there; nobody passes
            rig.peer.send(record(frame(8, 0, 5_904)));
            assertThat(rig.seen.next()).isEqualTo("large");
            rig.peer.send(record(frame(8, 0, 9_000)));
            for (int i = 0; i < 3; i++) {
                assertThat(rig.seen.next()).isEqualTo("small");
            }
            for (var thread : order) {
                thread.join();
            }
        }
    }

    private static void say(Rig rig, String name, int size) throws Exception {
        rig.ask(new byte[size]);
        rig.seen.events.add(name);
    }

    @Test
    void whoLeavesTheLineLetsTheNextOneIn() throws Exception {
        try (var rig = rig()) {
            rig.ask(new byte[10_000]);
            rig.ask(new byte[9_000]);
            var large = rig.start("large", () -> say(rig, "large", 10_000));
            Rig.awaitWaiting(large);
            var small = rig.start("small", () -> say(rig, "small", 10));
            Rig.awaitWaiting(small);
            large.interrupt();
            assertThat(List.of(rig.seen.next(), rig.seen.next()))
                    .containsExactlyInAnyOrder("large: InterruptedException", "small");
        }
    }

    @Test
    void closingWakesEverybodyWhoWaits() throws Exception {
        try (var rig = rig()) {
            rig.ask(new byte[10_000]);
            rig.ask(new byte[10_000]);
            rig.ask(new byte[10_000], 1);
            rig.link.answer(1, new byte[10_000], Rig.SOON.nanoTime());
            rig.pipe.allowOnly(0);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 2; i++) {
                threads.add(rig.start("query", () -> rig.ask(new byte[10_000])));
                threads.add(rig.start("nested", () -> rig.ask(new byte[10_000], 1)));
                threads.add(rig.start("answer", () -> rig.link.answer(2, new byte[10_000], Rig.SOON.nanoTime())));
            }
            rig.link.ping();
            threads.add(rig.start(
                    "flushed", () -> assertThat(rig.link.flushed(Rig.SOON)).isFalse()));
            threads.forEach(Rig::awaitWaiting);
            rig.link.close(new IOException("enough"));
            for (var thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(20));
                assertThat(thread.isAlive()).isFalse();
            }
            rig.end();
            assertThat(rig.seen.events)
                    .contains(
                            "query: LinkClosedException", "nested: LinkClosedException", "answer: LinkClosedException")
                    .contains("ended")
                    .hasSize(7);
            assertThatThrownBy(() -> rig.ask(new byte[1])).isInstanceOf(LinkClosedException.class);
        }
    }

    @Test
    void aWaitingQueryCanBeWithdrawn() throws Exception {
        try (var rig = rig()) {
            rig.ask(new byte[10_000]);
            rig.ask(new byte[10_000]);
            var call = new Rig.Call();
            var asker = rig.start("asker", () -> rig.link.query(new byte[1_000], 0, 0, Rig.SOON.nanoTime(), call));
            Rig.awaitWaiting(asker);
            assertThat(rig.link.withdraw(call)).isTrue();
            asker.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(asker.isAlive()).isFalse();
            assertThat(call.id).isZero();
            assertThat(rig.link.departed(call)).isFalse();
        }
    }

    @Test
    void anInterruptedAnswerKeepsWaitingAndKeepsTheFlag() throws Exception {
        try (var rig = rig()) {
            for (int id = 1; id <= 4; id++) {
                rig.link.answer(id, new byte[10_000], Rig.SOON.nanoTime());
            }
            var answerer = rig.start("answerer", () -> {
                Thread.currentThread().interrupt();
                rig.link.answer(5, new byte[10_000], Rig.SOON.nanoTime());
                rig.seen.events.add("flag " + Thread.currentThread().isInterrupted());
            });
            Rig.awaitWaiting(answerer);
            rig.peer.send(record(frame(8, 0, 10_000)));
            assertThat(rig.seen.next()).isEqualTo("flag true");
        }
    }

    @Test
    void anInterruptedSenderHarmsNothing() throws Exception {
        try (var rig = rig()) {
            Thread.currentThread().interrupt();
            rig.ask(new byte[100]);
            assertThat(Thread.interrupted()).isTrue();
            rig.ask(new byte[100]);
            rig.peer.send(record(frame(10, 0, 1)));
            assertThat(rig.seen.next()).isEqualTo("pong 1");
        }
    }

    @Test
    void theReadingThreadNeverWaitsForRoom() throws Exception {
        var rig = new Rig[1];
        var recorder = new Recorder() {
            @Override
            public void cancel(long id) {
                try {
                    rig[0].link.answer(id, new byte[10_000], Rig.SOON.nanoTime());
                    events.add("sent");
                } catch (IOException e) {
                    events.add(e.getClass().getSimpleName());
                }
            }
        };
        rig[0] = new Rig(PEER, Seal.NONE, recorder);
        try (var link = rig[0]) {
            for (int id = 1; id <= 5; id++) {
                link.peer.send(record(frame(5, 0, id)));
                assertThat(link.seen.next()).isEqualTo(id <= 4 ? "sent" : "NoRoomException");
            }
        }
    }
}
