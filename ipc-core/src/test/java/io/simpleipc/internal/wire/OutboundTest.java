package io.simpleipc.internal.wire;

import static io.simpleipc.internal.wire.Bytes.frame;
import static io.simpleipc.internal.wire.Bytes.pattern;
import static io.simpleipc.internal.wire.Bytes.receiveRecord;
import static io.simpleipc.internal.wire.Bytes.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboundTest {
    private static final Limits HUGE = new Limits(16 << 20, 64, (64L << 20) + Limits.WINDOW_SLACK);

    private static List<Bytes.Sent> receiveUntil(MemoryPipe end, int type, int flags) throws Exception {
        var all = new ArrayList<Bytes.Sent>();
        while (all.isEmpty()
                || all.get(all.size() - 1).type() != type
                || all.get(all.size() - 1).flags() != flags) {
            all.addAll(receiveRecord(end));
        }
        return all;
    }

    @Test
    void aSmallQueryTravelsInOneFrame() throws Exception {
        try (var rig = new Rig()) {
            var call = new Rig.Call();
            rig.link.query(
                    new byte[] {42},
                    7,
                    3,
                    Deadline.after(Duration.ofMillis(1_500)).nanoTime(),
                    call);

            var query = receiveRecord(rig.peer).get(0);
            var body = ByteBuffer.wrap(query.body());
            assertThat(call.id).isEqualTo(1);
            assertThat(query).matches(f -> f.type() == 1 && f.flags() == 0 && f.id() == 1);
            assertThat(body.getLong()).isEqualTo(7);
            assertThat(body.get()).isEqualTo((byte) 3);
            assertThat(body.getInt()).isBetween(1_000, 1_500);
            assertThat(body.get()).isEqualTo((byte) 42);
            assertThat(body.hasRemaining()).isFalse();
        }
    }

    /** Also after the end; what only asks for a query of a former link, or answers, is none. */
    @Test
    void queriesAndMessagesThatAreGivenToTheLinkAreCounted() throws Exception {
        try (var rig = new Rig()) {
            rig.link.query(
                    new byte[1], 0, 0, Deadline.after(Duration.ofSeconds(1)).nanoTime(), new Rig.Call());
            rig.link.query(
                    new byte[50_000],
                    0,
                    0,
                    Deadline.after(Duration.ofSeconds(1)).nanoTime(),
                    new Rig.Call());
            rig.link.message(new byte[1], Deadline.after(Duration.ofSeconds(1)));
            rig.link.answer(
                    1, new byte[1], Deadline.after(Duration.ofSeconds(1)).nanoTime());
            rig.link.resume(UUID.randomUUID(), 1, id -> {});
            assertThat(rig.link.sent()).isEqualTo(new Sent(2, 1));

            rig.link.close(new IOException("over"));
            assertThatThrownBy(() -> rig.link.message(new byte[1], Deadline.after(Duration.ofSeconds(1))))
                    .isInstanceOf(LinkClosedException.class);
            assertThat(rig.link.sent()).isEqualTo(new Sent(2, 1));
        }
    }

    @Test
    void remainingIsRoundedUpAndBounded() throws Exception {
        try (var rig = new Rig()) {
            rig.link.query(new byte[0], 0, 0, Rig.SOON.nanoTime(), Rig.Call.withRemaining(Duration.ofNanos(1)));
            rig.link.query(new byte[0], 0, 0, Rig.SOON.nanoTime(), Rig.Call.withRemaining(Duration.ofDays(400)));
            assertThat(ByteBuffer.wrap(receiveRecord(rig.peer).get(0).body()).getInt(9))
                    .isEqualTo(1);
            assertThat(ByteBuffer.wrap(receiveRecord(rig.peer).get(0).body()).getInt(9))
                    .isEqualTo(-1);
        }
    }

    @Test
    void largeMessagesOfAllKindsArriveInPieces() throws Exception {
        byte[] payload = pattern(100_000, 1);
        for (int kind = 0; kind < 3; kind++) {
            try (var rig = new Rig()) {
                switch (kind) {
                    case 0 -> rig.ask(payload);
                    case 1 -> rig.link.message(payload, Rig.SOON);
                    default -> rig.link.answer(9, payload, Rig.SOON.nanoTime());
                }
                int answer = kind == 2 ? 2 : 0;
                var frames = receiveUntil(rig.peer, 6, answer);
                var first = ByteBuffer.wrap(frames.get(0).body());
                first.position(kind == 0 ? 13 : 0);
                assertThat(first.getInt()).isEqualTo(100_000);
                var got = new ByteArrayOutputStream();
                got.write(first.array(), first.position(), first.remaining());
                for (var chunk : frames.subList(1, frames.size())) {
                    assertThat(chunk.type()).isEqualTo(6);
                    assertThat(chunk.id()).isEqualTo(kind == 2 ? 9 : 1);
                    assertThat(chunk.flags() & 2).isEqualTo(answer);
                    got.write(chunk.body());
                }
                assertThat(got.toByteArray()).isEqualTo(payload);
            }
        }
    }

    @Test
    void framesOfSixteenKibibytesAreWholeAndOneByteMoreIsNot() throws Exception {
        try (var rig = new Rig()) {
            rig.ask(new byte[16_384]);
            rig.ask(new byte[16_385]);
            assertThat(receiveRecord(rig.peer).get(0).flags()).isZero();
            assertThat(receiveRecord(rig.peer).get(0).flags()).isEqualTo(1);
        }
    }

    @Test
    void queriesOfManyThreadsLeaveInFewWritesAndInTheOrderOfTheirIds() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                threads.add(rig.start("asker", () -> {
                    for (int j = 0; j < 100; j++) {
                        rig.ask(new byte[64]);
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            long before = rig.pipe.writes();
            rig.pipe.allowAll();

            int size = 4 + 12 + 13 + 64;
            var seen = new ArrayList<Long>();
            while (seen.size() < 800) {
                receiveRecord(rig.peer).forEach(f -> seen.add(f.id()));
            }
            assertThat(seen).isSorted().doesNotHaveDuplicates();
            assertThat(rig.pipe.writes() - before).isLessThan(10);
            assertThat(rig.peer.available()).isLessThan(size);
            assertThat(rig.link.flushed(Rig.SOON)).isTrue();
        }
    }

    @Test
    void whatIsStagedWhileTheWriterIsAboutToLeaveIsWrittenByHim() throws Exception {
        try (var rig = new Rig()) {
            var late = new AtomicReference<Thread>();
            rig.pipe.onFlush(() -> {
                if (late.get() == null) {
                    late.set(rig.start("late", () -> rig.link.message(new byte[] {2}, Rig.SOON)));
                    Rig.until(() -> !late.get().isAlive());
                }
            });
            rig.link.message(new byte[] {1}, Rig.SOON);
            assertThat(receiveRecord(rig.peer).get(0).body()).containsExactly(1);
            assertThat(receiveRecord(rig.peer).get(0).body()).containsExactly(2);
        }
    }

    @Test
    void aSmallQueryPassesALargeOne() throws Exception {
        try (var rig = new Rig(HUGE, HUGE, Seal.NONE, new Recorder(), new byte[0])) {
            var large = rig.ask(pattern(16 << 20, 1)); // leaves the rest to the reading thread when the pipe is full
            var small = rig.ask(new byte[10]);
            assertThat(rig.link.departed(large)).isFalse();

            var between = new ArrayList<Bytes.Sent>();
            int alreadyWritten = rig.peer.available() / 32_768;
            int records = 0;
            while (between.stream().noneMatch(f -> f.id() == small.id)) {
                between.addAll(receiveRecord(rig.peer));
                records++;
            }
            // What the pipe had and what was loaded may go first, of 512 records.
            assertThat(records).isLessThanOrEqualTo(alreadyWritten + 4 + 2);
            receiveUntil(rig.peer, 6, 0);
            assertThat(rig.link.flushed(Rig.SOON)).isTrue();
            assertThat(rig.link.departed(large)).isTrue();
        }
    }

    @Test
    void largeMessagesTakeTurns() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            rig.ask(new byte[500_000]);
            rig.ask(new byte[500_000]);
            rig.ask(new byte[500_000]);
            rig.pipe.allowAll();
            var order = new ArrayList<Long>();
            while (order.size() < 30) {
                receiveRecord(rig.peer).stream().filter(f -> f.type() == 6).forEach(f -> order.add(f.id()));
            }
            for (int i = 6; i < 30; i += 3) {
                assertThat(new HashSet<>(order.subList(i, i + 3))).hasSize(3);
            }
        }
    }

    @Test
    void aQueryHasDepartedWhenTheLastByteOfItsRecordWasAcceptedAndNotEarlier() throws Exception {
        for (int accepted : new int[] {0, 1, 4, 38, 39}) {
            try (var rig = new Rig()) {
                rig.pipe.allowOnly(accepted);
                var call = rig.ask(new byte[10]); // a record of 4 + 12 + 13 + 10 bytes
                if (accepted < 39) {
                    awaitNotDeparted(rig, call);
                    rig.pipe.allowMore(39 - accepted);
                }
                Rig.until(() -> rig.link.departed(call));
            }
        }
    }

    @Test
    void aFrameInAPartlyAcceptedRecordHasNotDeparted() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            var blocker = rig.ask(new byte[10]);
            var first = rig.ask(new byte[10]);
            var second = rig.ask(new byte[10]); // one record with the one before
            rig.pipe.allowMore(39 + 4 + 35 + 34);
            Rig.until(() -> rig.peer.available() == 39 + 4 + 35 + 34);
            assertThat(rig.link.departed(blocker)).isTrue();
            awaitNotDeparted(rig, first);
            rig.pipe.allowMore(1);
            Rig.until(() -> rig.link.departed(second));
            assertThat(rig.link.departed(first)).isTrue();
        }
    }

    @Test
    void alsoOfSealedRecordsOnlyWholeOnesHaveDeparted() throws Exception {
        var seal = new MacSeal(MacSealTest.IDENTITY, new byte[32], new byte[32], 1);
        try (var rig = new Rig(Rig.LIMITS, seal, new Recorder())) {
            rig.pipe.allowOnly(54);
            var call = rig.ask(new byte[10]); // 4 + 12 + 13 + 10 + 16 bytes
            awaitNotDeparted(rig, call);
            rig.pipe.allowMore(1);
            Rig.until(() -> rig.link.departed(call));
        }
    }

    /** While somebody tries to write the rest it may have departed; between two tries it has not. */
    private static void awaitNotDeparted(Rig rig, Departure departure) {
        Rig.until(() -> !rig.link.departed(departure));
    }

    @Test
    void whatIsStillToBeStagedIsWithdrawnAndAborted() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            var small = rig.ask(new byte[10]);
            var large = rig.ask(new byte[1_000_000]);
            assertThat(rig.link.withdraw(small)).isFalse();
            assertThat(rig.link.withdraw(large)).isTrue();
            assertThat(rig.link.withdraw(large)).isTrue();
            rig.pipe.allowAll();

            var frames = receiveUntil(rig.peer, 7, 0);
            assertThat(frames.get(frames.size() - 1).id()).isEqualTo(large.id);
            assertThat(frames).filteredOn(f -> f.type() == 6).hasSizeLessThanOrEqualTo(4);
            assertThat(frames).filteredOn(f -> f.type() == 7).hasSize(1);
            assertThat(rig.link.flushed(Rig.SOON)).isTrue();
            assertThat(rig.link.departed(large)).isFalse();
        }
    }

    @Test
    void onlyTheWithdrawnOneOfSeveralIsAborted() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.allowOnly(0);
            rig.ask(new byte[10]);
            var first = rig.ask(new byte[400_000]);
            var second = rig.ask(new byte[400_000]);
            assertThat(rig.link.withdraw(second)).isTrue();
            rig.pipe.allowAll();

            var frames = receiveUntil(rig.peer, 6, 0);
            assertThat(frames.get(frames.size() - 1).id()).isEqualTo(first.id);
            assertThat(frames)
                    .filteredOn(f -> f.type() == 7)
                    .extracting(Bytes.Sent::id)
                    .containsExactly(second.id);
        }
    }

    @Test
    void onlyTheWithdrawnOneOfThoseThatWaitForRoomGivesUp() throws Exception {
        try (var rig = new Rig(new Limits(10_000, 64, 40_000), Seal.NONE, new Recorder())) {
            rig.ask(new byte[10_000]);
            rig.ask(new byte[9_000]);
            var calls = new Rig.Call[] {new Rig.Call(), new Rig.Call()};
            var waiting = new Thread[2];
            for (int i = 0; i < 2; i++) {
                var call = calls[i];
                waiting[i] =
                        rig.start("waiting", () -> rig.link.query(new byte[5_000], 0, 0, Rig.SOON.nanoTime(), call));
                Rig.awaitWaiting(waiting[i]);
            }
            assertThat(rig.link.withdraw(calls[1])).isTrue();
            waiting[1].join();
            assertThat(waiting[0].isAlive()).isTrue();
            rig.peer.send(record(frame(8, 0, 19_000)));
            waiting[0].join();
            assertThat(calls[0].id).isEqualTo(3);
            assertThat(calls[1].id).isZero();
        }
    }

    @Test
    void aDepartedQueryIsNotWithdrawn() throws Exception {
        try (var rig = new Rig()) {
            var large = rig.ask(new byte[100_000]);
            receiveUntil(rig.peer, 6, 0);
            assertThat(rig.link.withdraw(large)).isFalse();
        }
    }

    @Test
    void aQueryWithdrawnBeforeItIsSentIsNeverStaged() throws Exception {
        try (var rig = new Rig()) {
            var call = new Rig.Call();
            assertThat(rig.link.withdraw(call)).isTrue();
            rig.link.query(new byte[1], 0, 0, Rig.SOON.nanoTime(), call);
            assertThat(call.id).isZero();
        }
    }

    @Test
    void piecesAndWhatIsDueFitBesideAsManySmallFramesAsGetIn() throws Exception {
        try (var rig = new Rig(HUGE, Seal.NONE, new Recorder())) {
            rig.pipe.allowOnly(0);
            rig.link.answer(1, new byte[1_000], Rig.SOON.nanoTime()); // stuck in the writer's hands
            rig.link.answer(2, new byte[100_000], Rig.SOON.nanoTime());
            var filler = rig.start("filler", () -> {
                for (int id = 10; id < 25_000; id++) {
                    rig.link.answer(id, new byte[1], Rig.SOON.nanoTime());
                }
            });
            Rig.awaitWaiting(filler);
            rig.link.ping();
            rig.link.consumed(5_000);
            rig.link.closing(1);
            rig.pipe.allowAll();

            var frames = new ArrayList<Bytes.Sent>();
            int ends = 0; // of the last small and of the large answer
            while (ends < 2) {
                var some = receiveRecord(rig.peer);
                ends += (int) some.stream()
                        .filter(f -> f.id() == 24_999 || (f.type() == 6 && f.flags() == 2))
                        .count();
                frames.addAll(some);
            }
            assertThat(frames).extracting(Bytes.Sent::type).contains(8, 9, 11);
        }
    }

    @Test
    void aPingIsAnsweredAtOnce() throws Exception {
        try (var rig = new Rig()) {
            rig.peer.send(record(frame(9, 0, 5)));
            assertThat(receiveRecord(rig.peer)).singleElement().matches(f -> f.type() == 10 && f.id() == 5);
        }
    }

    @Test
    void whatThePeerSentBeforeTheWriteBrokeIsStillRead() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.breakWrites(new IOException("broken pipe"));
            rig.peer.send(record(frame(2, 0, 1, new byte[3])));
            var call = rig.ask(new byte[1]);
            assertThat(rig.seen.next()).startsWith("answer 1 ");
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).hasMessage("broken pipe");
            assertThat(rig.link.departed(call)).isTrue(); // nobody knows what a failed write did
            assertThatThrownBy(() -> rig.ask(new byte[1]))
                    .isInstanceOf(LinkClosedException.class)
                    .hasMessageContaining("broken pipe");
        }
    }

    @Test
    void lastSentMovesWithEveryWrite() throws Exception {
        try (var rig = new Rig()) {
            long before = System.nanoTime();
            rig.link.ping();
            Rig.until(() -> rig.link.lastSent() - before > 0);
        }
    }

    @Test
    void aPayloadBeyondTheSmallerLimitIsRefused() throws Exception {
        try (var rig = new Rig(new Limits(100, 64, 1 << 20), Seal.NONE, new Recorder())) {
            assertThatThrownBy(() -> rig.ask(new byte[101])).isInstanceOf(IllegalArgumentException.class);
            rig.ask(new byte[100]);
        }
    }
}
