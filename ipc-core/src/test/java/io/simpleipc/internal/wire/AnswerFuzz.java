package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers and failures by chance: a failure's body is decoded or refused, and what is said of it again means the same;
 * answers in pieces, interleaved and aborted, are put together as a model of a few lines says, and where that says no the
 * reader says no.
 */
class AnswerFuzz {
    private static final int LARGEST = 3_000;
    private static final Limits LIMITS = new Limits(LARGEST, 64, 1L << 40);

    @FuzzTest(maxDuration = "1h")
    void answersOfAPeer(FuzzedDataProvider data) throws Exception {
        if (data.consumeBoolean()) {
            failure(data.consumeRemainingAsBytes());
        } else {
            answers(data);
        }
    }

    private static void failure(byte[] body) throws Exception {
        Failure failure;
        try {
            failure = FailureCodec.decode(ByteBuffer.wrap(body));
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).hasSizeLessThan(200);
            return;
        }
        byte[] encoded = FailureCodec.encode(failure);
        assertThat(encoded.length).isBetween(1, FailureCodec.LONGEST);
        var decoded = FailureCodec.decode(ByteBuffer.wrap(encoded));
        assertThat(FailureCodec.encode(decoded)).isEqualTo(encoded);
        if (!failure.toString().contains("\ufffd")) { // what is no UTF-8 becomes longer, and may be cut then
            assertThat(encoded).isEqualTo(body);
            assertThat(decoded).isEqualTo(failure);
        }
    }

    /** An answer of which pieces are missing. */
    private record Begun(int total, ByteArrayOutputStream bytes) {}

    private static void answers(FuzzedDataProvider data) {
        var records = new ArrayList<byte[]>();
        var expected = new ArrayList<Said>();
        Map<Long, Begun> begun = new HashMap<>();
        boolean sound = true;
        while (sound && data.remainingBytes() > 0) {
            long id = data.consumeInt(1, 3);
            int kind = data.consumeInt(0, 3);
            byte[] bytes = data.consumeBytes(data.consumeInt(0, 40));
            var open = begun.get(id);
            switch (kind) {
                case 0 -> {
                    records.add(Bytes.frame(Frame.ANSWER, 0, id, bytes));
                    expected.add(new Said.Answer(id, ByteBuffer.wrap(bytes)));
                }
                case 1 -> {
                    int total = data.consumeInt(0, LARGEST + 1);
                    records.add(Bytes.frame(Frame.ANSWER, Frame.MORE, id, Bytes.u32(total), bytes));
                    sound = open == null && total <= LARGEST && bytes.length <= total;
                    begun.put(id, of(total, bytes));
                }
                case 2 -> {
                    boolean more = data.consumeBoolean();
                    records.add(
                            Bytes.frame(Frame.CHUNK, more ? Frame.OF_ANSWER | Frame.MORE : Frame.OF_ANSWER, id, bytes));
                    sound = open != null && add(open, bytes, more);
                    if (sound && !more) {
                        begun.remove(id);
                        expected.add(new Said.Answer(id, ByteBuffer.wrap(open.bytes.toByteArray())));
                    }
                }
                default -> {
                    records.add(Bytes.frame(Frame.ABORT, Frame.OF_ANSWER, id));
                    sound = begun.remove(id) != null;
                }
            }
        }
        var heard = Hearing.of(
                Bytes.join(records.stream().map(Bytes::record).toArray(byte[][]::new)), LIMITS, there -> there);
        assertThat(heard.said()).isEqualTo(List.copyOf(expected));
        assertThat(heard.isWhole()).as("%s", heard.end()).isEqualTo(sound);
        if (!sound) {
            assertThat(heard.end()).isInstanceOf(ProtocolException.class);
        }
    }

    private static Begun of(int total, byte[] first) {
        var begun = new Begun(total, new ByteArrayOutputStream());
        begun.bytes.writeBytes(first);
        return begun;
    }

    private static boolean add(Begun open, byte[] bytes, boolean more) {
        open.bytes.writeBytes(bytes);
        return open.bytes.size() <= open.total && (more || open.bytes.size() == open.total);
    }
}
