package io.simpleipc.internal.wire;

import static io.simpleipc.internal.wire.Bytes.asked;
import static io.simpleipc.internal.wire.Bytes.frame;
import static io.simpleipc.internal.wire.Bytes.hex;
import static io.simpleipc.internal.wire.Bytes.join;
import static io.simpleipc.internal.wire.Bytes.pattern;
import static io.simpleipc.internal.wire.Bytes.query;
import static io.simpleipc.internal.wire.Bytes.record;
import static io.simpleipc.internal.wire.Bytes.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class InboundTest {
    private static final byte[] BIG = pattern(40_000, 1);

    /** Every kind of frame, large messages interleaved; all in the order of the events. */
    private static final byte[] ALL_KINDS = join(
            record(query(1, new byte[] {7}), frame(9, 0, 99)),
            record(frame(1, 1, 2, asked(5, 3, -1), u32(40_000), piece(0, 10_000))),
            record(frame(2, 1, 4, u32(40_000), piece(0, 20_000)), frame(6, 1, 2, piece(10_000, 30_000))),
            record(frame(4, 0, 3, new byte[] {1, 2}), frame(2, 0, 8)),
            record(frame(6, 2, 4, piece(20_000, 40_000))),
            record(frame(6, 0, 2, piece(30_000, 40_000))),
            record(frame(3, 0, 6, new byte[] {2}), frame(5, 0, 1), frame(10, 0, 1), frame(11, 0, 17)),
            record(frame(200, 0x80, 1, new byte[9]), frame(4, 1, 9, u32(300), new byte[100])),
            record(frame(7, 0, 9)),
            record(frame(3, 0x80, 7, new byte[] {1, 1, 'E', 'm'})));

    private static final List<String> ALL_EVENTS = List.of(
            "query 1 parent 0 depth 0 remaining 5000 " + Recorder.of(new byte[] {7}),
            "message " + Recorder.of(new byte[] {1, 2}),
            "answer 8 " + Recorder.of(new byte[0]),
            "answer 4 " + Recorder.of(BIG),
            "query 2 parent 5 depth 3 remaining 4294967295 " + Recorder.of(BIG),
            "failure 6 NoHandler[text=]",
            "cancel 1",
            "pong 1",
            "closing 17",
            "failure 7 HandlerFailed[typeName=E, message=m]",
            "ended");

    private static byte[] piece(int from, int to) {
        return Arrays.copyOfRange(BIG, from, to);
    }

    private static List<String> events(Rig rig) throws Exception {
        var events = new ArrayList<String>();
        do {
            events.add(rig.seen.next());
        } while (!events.get(events.size() - 1).equals("ended"));
        return events;
    }

    @Test
    void everyKindOfFrameArrives() throws Exception {
        try (var rig = new Rig()) {
            rig.peer.send(ALL_KINDS);
            rig.peer.close();

            assertThat(events(rig)).isEqualTo(ALL_EVENTS);
            assertThat(rig.seen.cause).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void theQueriesOfWhichAPartHasComeAreKnownAtTheEnd() throws Exception {
        try (var rig = new Rig()) {
            rig.peer.send(record(
                    query(1, new byte[] {7}),
                    frame(1, 1, 2, asked(0, 0, 5_000), u32(40_000), piece(0, 10_000)),
                    frame(4, 1, 3, u32(40_000), piece(0, 10_000)),
                    frame(2, 1, 4, u32(40_000), piece(0, 10_000))));
            rig.peer.close();

            assertThat(events(rig)).hasSize(2);
            assertThat(rig.link.incompleteQueries()).containsExactly(2L);
        }
    }

    @Test
    void theTimeThatThePiecesOfAQueryTookIsNotLeftToIt() throws Exception {
        try (var rig = new Rig()) {
            rig.peer.send(record(
                    frame(1, 1, 1, asked(0, 0, 0), u32(40_000), piece(0, 20_000)),
                    frame(1, 1, 2, asked(0, 0, 3_600_000), u32(40_000), piece(0, 20_000)),
                    frame(10, 0, 1)));
            assertThat(rig.seen.next()).isEqualTo("pong 1");
            long from = System.nanoTime();
            Rig.until(() -> System.nanoTime() - from > 2_000_000);
            rig.peer.send(record(frame(6, 0, 1, piece(20_000, 40_000)), frame(6, 0, 2, piece(20_000, 40_000))));

            assertThat(rig.seen.next()).startsWith("query 1 parent 0 depth 0 remaining 0 ");
            assertThat(remaining(rig.seen.next())).isBetween(0L, 3_600_000L - 2);
        }
    }

    private static long remaining(String query) {
        return Long.parseLong(query.replaceFirst(".* remaining (\\d+) .*", "$1"));
    }

    /** Splits at every byte where a header or a small frame may be, and every 97th within the large pieces. */
    @Test
    @Tag("many-rounds")
    @Timeout(300)
    void bytesMayBeSplitAnywhere() throws Exception {
        for (int split = 1; split < ALL_KINDS.length; split += isDull(split) ? 97 : 1) {
            byte[] first = Arrays.copyOf(ALL_KINDS, split);
            try (var rig = new Rig(Rig.LIMITS, Rig.LIMITS, Seal.NONE, new Recorder(), first)) {
                rig.peer.send(Arrays.copyOfRange(ALL_KINDS, split, ALL_KINDS.length));
                rig.peer.close();

                assertThat(events(rig)).as("split at " + split).isEqualTo(ALL_EVENTS);
            }
        }
    }

    @Test
    void bytesMayComeOneByOne() throws Exception {
        try (var rig = new Rig()) {
            rig.pipe.cutBy(there -> 1);
            rig.peer.send(ALL_KINDS);
            rig.peer.close();

            assertThat(events(rig)).isEqualTo(ALL_EVENTS);
            assertThat(rig.seen.heard.get()).isEqualTo(ALL_KINDS.length);
        }
    }

    @Test
    @Tag("many-rounds")
    @Timeout(300)
    void aStreamCutShortEndsTheLinkAfterItsWholeRecords() throws Exception {
        for (int length = 0; length < ALL_KINDS.length; length += isDull(length) ? 997 : 1) {
            try (var rig = new Rig()) {
                rig.peer.send(Arrays.copyOf(ALL_KINDS, length));
                rig.peer.close();

                var events = events(rig);
                assertThat(rig.seen.cause).as("cut after " + length).isInstanceOf(EOFException.class);
                int whole = events.size() - 1;
                assertThat(events.subList(0, whole)).isEqualTo(ALL_EVENTS.subList(0, whole));
            }
        }
    }

    private static boolean isDull(int offset) {
        return offset > 200 && offset < 80_100 && !(offset > 10_000 && offset < 10_250);
    }

    static Stream<Arguments> malformed() {
        byte[] start = frame(4, 1, 1, u32(100), new byte[60]);
        return Stream.of(
                bad("an empty record", "at least one frame|1 to 65536 bytes, not 0", u32(0)),
                bad("a record that is too long", "1 to 65536 bytes, not 65537", u32(65_537)),
                bad("a negative length", "not 4294967295", u32(-1)),
                bad("half a header", "at least 12 bytes", record(new byte[11])),
                bad("a frame beyond its record", "cut off", record(hex("04 00 0005 0000000000000001 00000000"))),
                bad("an unknown type", "has type 13", record(frame(13, 0, 1))),
                bad("a RESUME without its name", "a RESUME has 24 bytes, not 0", record(frame(12, 0, 1))),
                bad("type 0", "has type 0", record(frame(0, 0x7f, 1))),
                bad("a reserved flag", "flags 4 ", record(frame(4, 4, 1))),
                bad("MORE on a ping", "flags 1 ", record(frame(9, 1, 1))),
                bad("ANSWER on a query", "flags 2 ", record(frame(1, 2, 1, asked(0, 0, 1)))),
                bad("MORE on an abort", "flags 1 ", record(frame(7, 1, 1))),
                bad("a short query", "QUERY has at least 13", record(frame(1, 0, 1, new byte[12]))),
                bad("a query without its total", "at least 4", record(frame(1, 1, 1, asked(0, 0, 1), new byte[3]))),
                bad("an answer without its total", "at least 4", record(frame(2, 1, 1, new byte[3]))),
                bad("a message without its total", "at least 4", record(frame(4, 1, 1))),
                bad("a total that is too large", "at most 1048576", record(frame(4, 1, 1, u32(Rig.MAX + 1)))),
                bad("a negative total", "not 4294967295", record(frame(2, 1, 1, u32(-1)))),
                bad("more than the total", "more than their total", record(frame(4, 1, 1, u32(5), new byte[6]))),
                bad("a chunk too long", "more than their total", record(start, frame(6, 0, 1, new byte[41]))),
                bad("a chunk short", "have 99 bytes", record(start, frame(6, 0, 1, new byte[39]))),
                bad("a chunk of nothing", "belongs to no", record(frame(6, 0, 1, new byte[1]))),
                bad("a chunk of an answer", "belongs to no", record(start, frame(6, 2, 1, new byte[40]))),
                bad("a chunk after an abort", "belongs to no", record(start, frame(7, 0, 1), frame(6, 0, 1))),
                bad("an abort of nothing", "belongs to no", record(frame(7, 0, 1))),
                bad("an abort twice", "belongs to no", record(start, frame(7, 0, 1), frame(7, 0, 1))),
                bad("a message begun twice", "began anew", record(start, start)),
                bad("an answer begun twice", "began anew", record(frame(2, 1, 3, u32(9)), frame(2, 1, 3, u32(9)))),
                bad("a cancel with a body", "no body", record(frame(5, 0, 1, new byte[1]))),
                bad("credit never taken", "CREDIT of 1 bytes", record(frame(8, 0, 1))),
                bad("credit of nothing", "CREDIT of 0 bytes", record(frame(8, 0, 0))),
                bad("negative credit", "CREDIT of 18446744073709551615", record(frame(8, 0, -1))),
                bad("a failure without code", "at least 1 byte", record(frame(3, 0, 1))),
                bad("an unknown failure", "not 10", record(frame(3, 0, 1, new byte[] {10}))),
                bad("a failure with data", "no data", record(frame(3, 0, 1, new byte[] {5, 0}))),
                bad("a failure without name", "does not fit", record(frame(3, 0, 1, new byte[] {1}))),
                bad("a failure's name cut", "does not fit", record(frame(3, 0, 1, new byte[] {1, 2, 'x'}))),
                bad("a failure too long", "at most 1000", record(frame(3, 0, 1, new byte[] {1, 0}, new byte[1_001]))),
                bad("a text too long", "at most 200", record(frame(3, 0, 1, new byte[] {3}, new byte[201]))),
                bad("sizes cut", "16 bytes", record(frame(3, 0, 1, new byte[16]), new byte[0])));
    }

    private static Arguments bad(String what, String message, byte[] bytes) {
        return Arguments.of(what, message, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatTheProtocolDoesNotAllowClosesTheLinkOnce(String what, String message, byte[] bytes) throws Exception {
        if (what.equals("sizes cut")) {
            bytes[4 + 12] = 4; // the code
        }
        try (var rig = new Rig()) {
            rig.peer.send(join(bytes, record(frame(4, 0, 50))));

            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause)
                    .isInstanceOf(ProtocolException.class)
                    .message()
                    .containsPattern(message);
            assertThat(rig.end()).isSameAs(rig.seen.cause);
            assertThat(rig.seen.events).isEmpty();
            System.out.println("[fault 29] " + what + ": " + rig.seen.cause.getMessage());
        }
    }

    @Test
    void aRecordOfTheLargestLengthIsTaken() throws Exception {
        try (var rig = new Rig()) {
            byte[] first = pattern(65_536 - 12 - 13, 1);
            byte[] second = pattern(65_536 - 12 - 4, 2);
            rig.peer.send(record(query(1, first)));
            rig.peer.send(record(frame(4, 1, 2, u32(second.length), second)));
            rig.peer.send(record(frame(6, 0, 2)));

            assertThat(rig.seen.next()).endsWith(Recorder.of(first));
            assertThat(rig.seen.next()).isEqualTo("message " + Recorder.of(second));
        }
    }

    @Test
    void idsThatDoNotAscendAreDroppedAndCountedAndTheirWindowGivenBack() throws Exception {
        try (var rig = new Rig()) {
            rig.peer.send(record(query(5, new byte[1]), query(5, new byte[2]), frame(4, 0, 4, new byte[3])));
            rig.peer.send(record(query(0, new byte[0]), frame(1, 1, 3, asked(0, 0, 1), u32(20_000), new byte[9])));
            rig.peer.send(record(frame(6, 1, 3, new byte[19_000]), frame(6, 0, 3, new byte[991])));
            rig.peer.send(record(frame(4, 0, 6, new byte[4])));

            assertThat(rig.seen.next()).startsWith("query 5 ").endsWith(Recorder.of(new byte[1]));
            assertThat(rig.seen.next()).isEqualTo("message " + Recorder.of(new byte[4]));
            assertThat(rig.link.droppedFrames()).isEqualTo(4);
            var credit = Bytes.receiveRecord(rig.peer);
            assertThat(credit.get(0).type()).isEqualTo(8);
            assertThat(credit.get(0).id()).isEqualTo(3 * 256 + 20_000);
        }
    }

    @Test
    void aResumeWhoseIdDoesNotAscendIsDroppedAndCounted() throws Exception {
        try (var rig = new Rig()) {
            var resume = new byte[Frame.RESUME_BODY];
            rig.peer.send(record(frame(4, 0, 5, new byte[0]), frame(12, 0, 5, resume), frame(12, 0, 4, resume)));
            rig.peer.send(record(frame(12, 0, 6, resume)));

            assertThat(rig.seen.next()).isEqualTo("message " + Recorder.of(new byte[0]));
            assertThat(rig.seen.next()).startsWith("resume 6 ");
            assertThat(rig.link.droppedFrames()).isEqualTo(2);
        }
    }

    @Test
    void thePiecesOfAnAbortedMessageAreForgottenAndTheirWindowGivenBack() throws Exception {
        try (var rig = new Rig()) {
            rig.peer.send(record(frame(4, 1, 1, u32(20_000), new byte[9]), frame(7, 0, 1), frame(4, 0, 2)));

            assertThat(rig.seen.next()).isEqualTo("message " + Recorder.of(new byte[0]));
            assertThat(Bytes.receiveRecord(rig.peer).get(0).id()).isEqualTo(20_000);
        }
    }

    @Test
    void usingMoreThanTheWindowClosesTheLink() throws Exception {
        var small = new Limits(1_000, 64, 4_000);
        try (var rig = new Rig(small, Rig.LIMITS, Seal.NONE, new Recorder(), new byte[0])) {
            for (int id = 1; id <= 15; id++) { // each costs 256
                rig.peer.send(record(frame(4, 0, id)));
                rig.seen.next();
            }
            rig.peer.send(record(frame(4, 0, 16)));
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).isInstanceOf(ProtocolException.class).hasMessageContaining("window has 4000");
        }
    }

    @Test
    void whatWasConsumedMayBeUsedAgain() throws Exception {
        var window = new Limits(4_000, 64, 8_000);
        try (var rig = new Rig(window, Rig.LIMITS, Seal.NONE, new Recorder(), new byte[0])) {
            for (int id = 1; id <= 100; id += 2) {
                rig.peer.send(record(frame(4, 0, id, new byte[4_000]), frame(4, 0, id + 1, new byte[0])));
                rig.seen.next();
                rig.seen.next();
                rig.link.consumed(4_000);
                rig.link.consumed(0);
                assertThat(Bytes.receiveRecord(rig.peer).get(0)).matches(c -> c.type() == 8 && c.id() == 4_256);
            }
        }
    }

    @Test
    void fourThousandAndNinetySixBytesOfCreditAreNotHeldBack() throws Exception {
        try (var rig = new Rig()) {
            for (int i = 0; i < 15; i++) {
                rig.link.consumed(10);
            }
            assertThat(rig.peer.available()).isZero();
            rig.link.consumed(256);
            assertThat(Bytes.receiveRecord(rig.peer)).singleElement().matches(c -> c.type() == 8 && c.id() == 4_096);
        }
    }

    @Test
    void aReceiverThatClosesTheLinkGetsNothingMore() throws Exception {
        var rig = new Rig[1];
        var recorder = new Recorder() {
            @Override
            public void cancel(long id) {
                super.cancel(id);
                rig[0].link.close(new ProtocolException("too many"));
            }
        };
        rig[0] = new Rig(Rig.LIMITS, Seal.NONE, recorder);
        try (var link = rig[0]) {
            link.peer.send(join(record(frame(5, 0, 1), frame(5, 0, 2)), record(frame(5, 0, 3))));
            assertThat(link.seen.next()).isEqualTo("cancel 1");
            assertThat(link.seen.next()).isEqualTo("ended");
            assertThat(link.seen.cause).hasMessage("too many");
        }
    }

    @Test
    void aReceiverThatFailsEndsTheLink() throws Exception {
        var recorder = new Recorder() {
            @Override
            public void pong(long id) {
                throw new IllegalStateException("a bug");
            }
        };
        try (var rig = new Rig(Rig.LIMITS, Seal.NONE, recorder)) {
            rig.peer.send(record(frame(10, 0, 1)));
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).hasMessageContaining("a bug").hasCauseInstanceOf(IllegalStateException.class);
        }
    }
}
