package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.test.Property;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all frames, records and chunks that a peer may send, made by hand and heard by the real reader. */
@Timeout(60)
class FramePropertiesTest {
    private static final int LARGEST = 20_000;
    private static final Limits LIMITS = new Limits(LARGEST, 64, 1L << 40);
    private static final int[] PAYLOAD_TYPES = {Frame.QUERY, Frame.ANSWER, Frame.MESSAGE};
    private static final int[] BARE_TYPES = {
        Frame.CANCEL, Frame.ABORT, Frame.CREDIT, Frame.PING, Frame.PONG, Frame.CLOSING
    };

    @ParameterizedTest
    @MethodSource({"frames", "chunks", "failures"})
    void holds(Property property) {
        property.play();
    }

    static Stream<Property> frames() {
        return Stream.of(
                new Property("what was said is heard", random -> {
                    var said = talk(random);
                    assertThat(hear(records(random, said)).said()).isEqualTo(said);
                }),
                new Property("how the bytes are cut does not matter", random -> {
                    var said = talk(random);
                    var cut = Hearing.of(records(random, said), LIMITS, there -> 1 + random.nextInt(there));
                    assertThat(cut.said()).isEqualTo(said);
                    assertThat(cut.isWhole()).isTrue();
                }),
                new Property("bytes one by one are heard like all at once", random -> {
                    var said = talk(random, 5, 200);
                    assertThat(Hearing.of(records(random, said), LIMITS, there -> 1)
                                    .said())
                            .isEqualTo(said);
                }),
                new Property("a stream cut short gives its beginning and is the end", random -> {
                    var said = talk(random);
                    byte[] bytes = records(random, said);
                    var heard = hear(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                    assertThat(heard.said())
                            .isEqualTo(said.subList(0, heard.said().size()));
                    assertThat(heard.end()).isInstanceOf(EOFException.class);
                }),
                new Property("nothing but typed failures, whatever is changed", random -> {
                    byte[] bytes = records(random, talk(random));
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    assertThat(hear(bytes).end()).isInstanceOfAny(ProtocolException.class, EOFException.class);
                }),
                new Property("what was heard before a broken record stands", random -> {
                    var said = talk(random);
                    byte[] broken = Bytes.u32(1 + Frame.LARGEST_RECORD + random.nextInt(1 << 30));
                    var heard = hear(Bytes.join(records(random, said), broken, new byte[100]));
                    assertThat(heard.said()).isEqualTo(said);
                    assertThat(heard.end()).isInstanceOf(ProtocolException.class);
                }),
                new Property("a length that is none is refused", random -> {
                    int length = random.nextBoolean() ? -1 - random.nextInt(1 << 30) : 0;
                    refuses("1 to 65536 bytes", Bytes.u32(length));
                }),
                new Property("an unknown optional frame is passed over", random -> {
                    var said = talk(random);
                    var frames = new ArrayList<>(frames(random, said));
                    byte[] unknown = Bytes.frame(
                            type(random, true), 0x80 | random.nextInt(128), random.nextLong(), bytes(random, 50));
                    frames.add(random.nextInt(frames.size() + 1), unknown);
                    assertThat(hear(records(frames)).said()).isEqualTo(said);
                }),
                new Property("an unknown frame that is not optional is refused", random -> {
                    byte[] unknown =
                            Bytes.frame(type(random, true), random.nextInt(128), random.nextLong(), bytes(random, 50));
                    refuses("has type", Bytes.record(unknown));
                }),
                new Property("a known frame may say that it is optional", random -> {
                    var said = talk(random);
                    var optional = frames(random, said).stream()
                            .map(frame -> with(frame, 1, frame[1] | Frame.OPTIONAL))
                            .toList();
                    assertThat(hear(records(optional)).said()).isEqualTo(said);
                }),
                new Property("a flag that has no meaning for its type is refused", random -> {
                    int type = type(random, false);
                    int flags = 1 << random.nextInt(7);
                    if ((Frame.allowedFlags(type) & flags) == 0) {
                        refuses("flags ", Bytes.record(Bytes.frame(type, flags, 1, bytes(random, 50))));
                    }
                }),
                new Property("a frame that has no body is refused with one", random -> {
                    int type = BARE_TYPES[random.nextInt(BARE_TYPES.length)];
                    refuses("has no body", Bytes.record(Bytes.frame(type, 0, random.nextLong(), some(random, 50))));
                }),
                new Property("a frame never reaches beyond its record", random -> {
                    byte[] frame = Bytes.frame(Frame.MESSAGE, 0, 1, some(random, 100));
                    int cut = 1 + random.nextInt(frame.length - 1);
                    byte[] next = Bytes.record(Bytes.frame(Frame.MESSAGE, 0, 2, bytes(random, 100)));
                    refuses(
                            cut < Frame.HEADER ? "at least 12 bytes" : "cut off",
                            Bytes.join(Bytes.record(Arrays.copyOf(frame, cut)), next));
                }),
                new Property("a query or message that is not newer is dropped", random -> {
                    long id = random.nextLong();
                    long late = id == 0 ? 0 : random.nextBoolean() ? id : Long.divideUnsigned(id, 2);
                    byte[] first = Bytes.frame(Frame.MESSAGE, 0, id, new byte[] {1});
                    byte[] second = random.nextBoolean()
                            ? Bytes.frame(Frame.MESSAGE, 0, late, new byte[] {2})
                            : Bytes.frame(Frame.QUERY, 0, late, Bytes.asked(0, 0, 1), new byte[] {2});
                    var heard = hear(Bytes.record(first, second));
                    assertThat(heard.said()).hasSize(id == 0 ? 0 : 1);
                    assertThat(heard.dropped()).isEqualTo(id == 0 ? 2 : 1);
                    assertThat(heard.isWhole()).isTrue();
                }));
    }

    static Stream<Property> chunks() {
        return Stream.of(
                new Property("a message in pieces is the message", random -> {
                    var said = large(random);
                    assertThat(hear(records(said.frames(1, 1 + random.nextInt(5_000))))
                                    .said())
                            .isEqualTo(List.of(said));
                }),
                new Property("pieces of several messages may take turns", random -> {
                    var said = List.of(large(random, 1), large(random, 2), large(random, 3));
                    var heard = hear(records(interleaved(random, said)));
                    assertThat(heard.said()).containsExactlyInAnyOrderElementsOf(said);
                }),
                new Property("a query and an answer of the same id are two messages", random -> {
                    var query = new Said.Query(7, 0, 0, payload(random, LARGEST));
                    var answer = new Said.Answer(7, payload(random, LARGEST));
                    var heard = hear(records(interleaved(random, List.of(query, answer))));
                    assertThat(heard.said()).containsExactlyInAnyOrder(query, answer);
                }),
                new Property("empty pieces change nothing", random -> {
                    byte[] bytes = some(random, 300);
                    byte[] empty = Bytes.frame(Frame.CHUNK, Frame.MORE, 1);
                    var heard = hear(Bytes.record(
                            Bytes.frame(Frame.MESSAGE, Frame.MORE, 1, Bytes.u32(bytes.length)),
                            empty,
                            empty,
                            Bytes.frame(Frame.CHUNK, 0, 1, bytes)));
                    assertThat(heard.said()).containsExactly(new Said.Message(ByteBuffer.wrap(bytes)));
                }),
                new Property("nothing is heard of a message whose last piece is missing", random -> {
                    var frames = large(random).frames(1, 1 + random.nextInt(5_000));
                    var heard = hear(records(frames.subList(0, frames.size() - 1)));
                    assertThat(heard.said()).isEmpty();
                    assertThat(heard.isWhole()).isTrue();
                }),
                new Property("a total that is not met is refused", random -> {
                    var frames = new ArrayList<>(large(random).frames(1, 1_500));
                    frames.remove(1 + random.nextInt(frames.size() - 2)); // not the last one
                    refusesAfter(frames, "have|belongs");
                }),
                new Property("one byte more than the total is refused", random -> {
                    int total = random.nextInt(1_000);
                    byte[] first = Bytes.frame(
                            Frame.ANSWER, Frame.MORE, 1, Bytes.u32(total), new byte[random.nextInt(total + 1)]);
                    refuses(
                            "more than their total",
                            Bytes.record(first, Bytes.frame(Frame.CHUNK, Frame.OF_ANSWER, 1, new byte[total + 1])));
                }),
                new Property("a total above the limit is refused, at once and without memory", random -> {
                    int total = LARGEST + 1 + random.nextInt(1 << 30);
                    int type = PAYLOAD_TYPES[random.nextInt(PAYLOAD_TYPES.length)];
                    byte[] prefix = type == Frame.QUERY ? Bytes.asked(0, 0, 1) : new byte[0];
                    byte[] record = Bytes.record(Bytes.frame(type, Frame.MORE, 1, prefix, Bytes.u32(total)));
                    refuses("at most " + LARGEST, record);
                    assertThat(hear(record).allocated()).isLessThan(1 << 20);
                }),
                new Property("a claim takes at most 64 times the memory of what has come", random -> {
                    int total = 1 << 29;
                    byte[] begun = some(random, 1_000);
                    var limits = new Limits(total, 64, 1L << 40);
                    byte[] record = Bytes.record(Bytes.frame(Frame.ANSWER, Frame.MORE, 1, Bytes.u32(total), begun));
                    Hearing.of(record, limits, there -> there); // loads classes
                    assertThat(Hearing.of(record, limits, there -> there).allocated())
                            .isLessThan(64L * begun.length + (64 << 10));
                }),
                new Property("a message begun twice is refused", random -> {
                    byte[] begin = Bytes.frame(
                            Frame.ANSWER, Frame.MORE, 1 + random.nextInt(9), Bytes.u32(100), bytes(random, 100));
                    refuses("began anew", Bytes.record(begin, begin));
                }),
                new Property("an aborted message is not heard, and its pieces are refused from then on", random -> {
                    var frames = large(random).frames(1, 2_000);
                    var until = new ArrayList<>(frames.subList(0, 1 + random.nextInt(frames.size() - 1)));
                    boolean answer = frames.get(0)[0] == Frame.ANSWER;
                    long id = ByteBuffer.wrap(frames.get(0)).getLong(4);
                    until.add(Bytes.frame(Frame.ABORT, answer ? Frame.OF_ANSWER : 0, id));
                    var aborted = hear(records(until));
                    assertThat(aborted.said()).isEmpty();
                    assertThat(aborted.isWhole()).isTrue();
                    until.add(frames.get(frames.size() - 1));
                    refusesAfter(until, "belongs to no message");
                }));
    }

    static Stream<Property> failures() {
        return Stream.of(
                new Property("a failure is decoded as it was encoded", random -> {
                    var failure = failure(random, 40);
                    assertThat(FailureCodec.decode(ByteBuffer.wrap(FailureCodec.encode(failure))))
                            .isEqualTo(failure);
                }),
                new Property(
                        "a failure of any length is encoded within the limit, as a beginning of its text", random -> {
                            var failure = new Failure.Overloaded(text(random, 2_000));
                            byte[] encoded = FailureCodec.encode(failure);
                            var decoded = (Failure.Overloaded) FailureCodec.decode(ByteBuffer.wrap(encoded));
                            assertThat(encoded.length).isLessThanOrEqualTo(201);
                            assertThat(failure.text()).startsWith(decoded.text());
                            assertThat(decoded.text().length())
                                    .isGreaterThanOrEqualTo(
                                            Math.min(50, failure.text().length()));
                        }),
                new Property("a handler's failure is cut between characters", random -> {
                    var failure = new Failure.HandlerFailed(text(random, 1_000), text(random, 3_000));
                    byte[] encoded = FailureCodec.encode(failure);
                    var decoded = (Failure.HandlerFailed) FailureCodec.decode(ByteBuffer.wrap(encoded));
                    assertThat(encoded.length).isLessThanOrEqualTo(FailureCodec.LONGEST);
                    assertThat(failure.typeName()).startsWith(decoded.typeName());
                    assertThat(failure.message()).startsWith(decoded.message());
                }),
                new Property("any bytes are a failure or refused", random -> {
                    byte[] body = bytes(random, 300);
                    if (body.length > 0 && random.nextBoolean()) {
                        body[0] = (byte) (1 + random.nextInt(9));
                    }
                    try {
                        assertThat(FailureCodec.decode(ByteBuffer.wrap(body))).isNotNull();
                    } catch (ProtocolException e) {
                        assertThat(e).hasMessageContaining("FAILURE");
                    }
                }));
    }

    // What chance makes.

    private static List<Said> talk(Random random) {
        return talk(random, 12, 3_000);
    }

    /** Ids of queries ascend by their places, as messages, which are not told theirs, take those between. */
    private static List<Said> talk(Random random, int most, int longest) {
        var said = new ArrayList<Said>();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            long id = said.size() + 1;
            said.add(
                    switch (random.nextInt(8)) {
                        case 0 -> new Said.Query(id, random.nextLong(), random.nextInt(256), payload(random, longest));
                        case 1 -> new Said.Answer(random.nextLong(), payload(random, longest));
                        case 2 -> new Said.Message(payload(random, longest));
                        case 3 -> new Said.Failed(random.nextLong(), failure(random, 40));
                        case 4 -> new Said.Cancel(random.nextLong());
                        case 5 -> new Said.Closing(random.nextLong());
                        case 6 ->
                            new Said.Resume(id, new UUID(random.nextLong(), random.nextLong()), random.nextLong());
                        default -> new Said.Pong(random.nextLong());
                    });
        }
        return said;
    }

    private static Said large(Random random) {
        return large(random, 1);
    }

    /** One that does not fit into pieces of up to 5,000 bytes. */
    private static Said large(Random random, long id) {
        var payload = ByteBuffer.wrap(Bytes.pattern(5_001 + random.nextInt(LARGEST - 5_001), random.nextLong()));
        return switch (random.nextInt(2)) {
            case 0 -> new Said.Query(id, random.nextLong(), random.nextInt(256), payload);
            default -> new Said.Answer(id, payload);
        };
    }

    private static ByteBuffer payload(Random random, int longest) {
        return ByteBuffer.wrap(Bytes.pattern(random.nextInt(longest + 1), random.nextLong()));
    }

    private static byte[] bytes(Random random, int longest) {
        return Bytes.pattern(random.nextInt(longest + 1), random.nextLong());
    }

    private static byte[] some(Random random, int longest) {
        return Bytes.pattern(1 + random.nextInt(longest), random.nextLong());
    }

    private static String text(Random random, int longest) {
        var text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(List.of("a", "\u00e4", "\u20ac", "\ud834\udd1e").get(random.nextInt(4)));
        }
        return text.toString();
    }

    private static Failure failure(Random random, int longest) {
        return switch (random.nextInt(9)) {
            case 0 -> new Failure.HandlerFailed(text(random, longest), text(random, longest));
            case 1 -> new Failure.NoHandler(text(random, longest));
            case 2 -> new Failure.Overloaded(text(random, longest));
            case 3 -> new Failure.AnswerTooLarge(random.nextLong(), random.nextLong());
            case 4 -> new Failure.Closing();
            case 5 -> new Failure.Expired();
            case 6 -> new Failure.Late();
            case 7 -> new Failure.NotSeen();
            default -> new Failure.Forgotten();
        };
    }

    /** A type that is not known, or one that is. */
    private static int type(Random random, boolean unknown) {
        int type = 1 + random.nextInt(Frame.RESUME);
        return unknown ? (Frame.RESUME + 1 + random.nextInt(244)) % 256 : type;
    }

    // Frames into records, and into the reader.

    private static List<byte[]> frames(Random random, List<Said> said) {
        var frames = new ArrayList<byte[]>();
        for (int i = 0; i < said.size(); i++) {
            frames.addAll(said.get(i).frames(i + 1, 1 + random.nextInt(5_000)));
        }
        return frames;
    }

    private static List<byte[]> interleaved(Random random, List<Said> said) {
        var rest = new ArrayList<List<byte[]>>();
        var frames = new ArrayList<byte[]>();
        for (int i = 0; i < said.size(); i++) {
            var own = new ArrayList<>(said.get(i).frames(i + 1, 1 + random.nextInt(5_000)));
            frames.add(own.remove(0)); // ids ascend with the first pieces
            rest.add(own);
        }
        rest.removeIf(List::isEmpty);
        while (!rest.isEmpty()) {
            Collections.shuffle(rest, random);
            frames.add(rest.get(0).remove(0));
            rest.removeIf(List::isEmpty);
        }
        return frames;
    }

    private static byte[] records(Random random, List<Said> said) {
        return packed(
                frames(random, said), frames -> frames.subList(0, 1 + random.nextInt(Math.min(3, frames.size()))));
    }

    private static byte[] records(List<byte[]> frames) {
        return packed(frames, rest -> rest.subList(0, 1));
    }

    private static byte[] packed(List<byte[]> frames, UnaryOperator<List<byte[]>> next) {
        var records = new ArrayList<byte[]>();
        for (var rest = frames; !rest.isEmpty(); ) {
            var taken = next.apply(rest);
            records.add(Bytes.record(taken.toArray(byte[][]::new)));
            rest = rest.subList(taken.size(), rest.size());
        }
        return Bytes.join(records.toArray(byte[][]::new));
    }

    private static byte[] with(byte[] frame, int index, int value) {
        byte[] changed = frame.clone();
        changed[index] = (byte) value;
        return changed;
    }

    private static Hearing hear(byte[] bytes) {
        return Hearing.of(bytes, LIMITS, there -> there);
    }

    private static void refuses(String why, byte[] bytes) {
        var heard = hear(bytes);
        assertThat(heard.said()).isEmpty();
        assertThat(heard.end()).isInstanceOf(ProtocolException.class).hasMessageContaining(why);
    }

    private static void refusesAfter(List<byte[]> frames, String why) {
        var heard = hear(records(frames));
        assertThat(heard.said()).isEmpty();
        assertThat(heard.end()).isInstanceOf(ProtocolException.class);
        assertThat(heard.end().getMessage()).containsPattern(why);
    }
}
