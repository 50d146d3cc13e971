package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records and frames by chance: whatever comes, the reader ends with a typed failure, takes no memory for what is only
 * claimed, does not care how the bytes were cut, and what it understood it understands again. The input: one byte that
 * says how to cut, then the bytes of a link.
 */
class RecordFuzz {
    private static final int LARGEST = 1 << 30;
    private static final Limits LIMITS = new Limits(LARGEST, 64, 4L * LARGEST + Limits.WINDOW_SLACK);
    private static final int FIXED = 4 << 20; // what the fuzzer itself takes on this thread

    @FuzzTest(maxDuration = "1h")
    void bytesOfALink(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        var whole = Hearing.of(bytes, LIMITS, there -> there);
        assertThat(whole.end()).isInstanceOfAny(ProtocolException.class, EOFException.class);
        long bound = FIXED + 200L * bytes.length;
        if (whole.allocated() > bound) { // once more: the first time classes are loaded
            assertThat(Hearing.of(bytes, LIMITS, there -> there).allocated())
                    .as("bytes allocated for an input of %d", bytes.length)
                    .isLessThan(bound);
        }

        int most = 1 + Byte.toUnsignedInt(data[0]);
        var cut = Hearing.of(bytes, LIMITS, there -> most);
        assertThat(cut.said()).isEqualTo(whole.said());
        assertThat(cut.end().getMessage()).isEqualTo(whole.end().getMessage());

        var numbered = numbered(whole.said());
        assertThat(Hearing.of(again(numbered, most), LIMITS, there -> there).said())
                .isEqualTo(numbered);
    }

    /** With ids that ascend in the order in which all was there: pieces of other messages may have come in between. */
    private static List<Said> numbered(List<Said> heard) {
        var numbered = new ArrayList<Said>();
        for (var said : heard) {
            numbered.add(numbered(numbered.size() + 1, said));
        }
        return numbered;
    }

    private static Said numbered(long id, Said said) {
        if (said instanceof Said.Query query) {
            return new Said.Query(id, query.parent(), query.depth(), query.payload());
        }
        if (said instanceof Said.Failed failed && failed.failure().toString().contains("\ufffd")) {
            return new Said.Failed(failed.id(), saidOn(failed.failure()));
        }
        return said instanceof Said.Resume resume ? new Said.Resume(id, resume.session(), resume.formerId()) : said;
    }

    /** What was no UTF-8 has become longer, and may be cut when it is sent. */
    private static Failure saidOn(Failure failure) {
        try {
            return FailureCodec.decode(ByteBuffer.wrap(FailureCodec.encode(failure)));
        } catch (ProtocolException e) {
            throw new AssertionError("what is encoded can be decoded", e);
        }
    }

    private static byte[] again(List<Said> numbered, int piece) {
        var records = new ArrayList<byte[]>();
        for (int i = 0; i < numbered.size(); i++) {
            for (byte[] frame : numbered.get(i).frames(i + 1, piece)) {
                records.add(Bytes.record(frame));
            }
        }
        return Bytes.join(records.toArray(byte[][]::new));
    }
}
