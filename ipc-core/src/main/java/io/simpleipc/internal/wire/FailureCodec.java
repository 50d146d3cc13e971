package io.simpleipc.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The body of a FAILURE frame.
 * <pre>
 *  0      1                    HANDLER_FAILED:   n u8, type name (n bytes), message (at most 1,000)
 * +------+----------------+    OVERLOADED:       text (at most 200)
 * | code | data           |    ANSWER_TOO_LARGE: size u64, limit u64
 * +------+----------------+    all others:       empty
 * </pre>
 * Text is UTF-8. What is too long is cut between characters when sent and refused when received. Stateless. Source:
 * docs/protocol.md, section 3.2.
 */
final class FailureCodec {
    static final int LONGEST = 1 + 1 + 255 + 1_000;

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_MESSAGE = 1_000;
    private static final int LONGEST_TEXT = 200;

    private FailureCodec() {}

    static byte[] encode(Failure failure) {
        if (failure instanceof Failure.HandlerFailed failed) {
            byte[] name = utf8(failed.typeName(), LONGEST_NAME);
            byte[] message = utf8(failed.message(), LONGEST_MESSAGE);
            return ByteBuffer.allocate(2 + name.length + message.length)
                    .put((byte) 1)
                    .put((byte) name.length)
                    .put(name)
                    .put(message)
                    .array();
        }
        if (failure instanceof Failure.NoHandler none) {
            return worded(2, none.text());
        }
        if (failure instanceof Failure.Overloaded overloaded) {
            return worded(3, overloaded.text());
        }
        if (failure instanceof Failure.AnswerTooLarge tooLarge) {
            return ByteBuffer.allocate(17)
                    .put((byte) 4)
                    .putLong(tooLarge.size())
                    .putLong(tooLarge.limit())
                    .array();
        }
        return new byte[] {plainCode(failure)};
    }

    private static byte[] worded(int code, String words) {
        byte[] text = utf8(words, LONGEST_TEXT);
        return ByteBuffer.allocate(1 + text.length).put((byte) code).put(text).array();
    }

    private static byte plainCode(Failure failure) {
        if (failure instanceof Failure.Closing) {
            return 5;
        }
        if (failure instanceof Failure.Expired) {
            return 6;
        }
        if (failure instanceof Failure.Late) {
            return 7;
        }
        return (byte) (failure instanceof Failure.NotSeen ? 8 : 9);
    }

    /** Reads a body: all remaining bytes. */
    static Failure decode(ByteBuffer body) throws ProtocolException {
        if (!body.hasRemaining()) {
            throw new ProtocolException("a FAILURE has at least 1 byte, not 0");
        }
        int code = body.get() & 0xff;
        return switch (code) {
            case 1 -> handlerFailed(body);
            case 2 -> new Failure.NoHandler(text(take(body, body.remaining(), LONGEST_TEXT)));
            case 3 -> new Failure.Overloaded(text(take(body, body.remaining(), LONGEST_TEXT)));
            case 4 -> tooLarge(body);
            case 5 -> empty(body, new Failure.Closing());
            case 6 -> empty(body, new Failure.Expired());
            case 7 -> empty(body, new Failure.Late());
            case 8 -> empty(body, new Failure.NotSeen());
            case 9 -> empty(body, new Failure.Forgotten());
            default -> throw new ProtocolException("a FAILURE has a code from 1 to 9, not " + code);
        };
    }

    private static Failure handlerFailed(ByteBuffer body) throws ProtocolException {
        int length = body.hasRemaining() ? body.get() & 0xff : 256;
        if (length > body.remaining()) {
            throw new ProtocolException("the type name in a FAILURE does not fit into it");
        }
        String name = text(take(body, length, LONGEST_NAME));
        return new Failure.HandlerFailed(name, text(take(body, body.remaining(), LONGEST_MESSAGE)));
    }

    private static Failure tooLarge(ByteBuffer body) throws ProtocolException {
        if (body.remaining() != 16) {
            throw new ProtocolException("FAILURE 4 has 16 bytes of data, not " + body.remaining());
        }
        return new Failure.AnswerTooLarge(body.getLong(), body.getLong());
    }

    private static Failure empty(ByteBuffer body, Failure failure) throws ProtocolException {
        if (body.hasRemaining()) {
            throw new ProtocolException("this FAILURE has no data, but came with " + body.remaining() + " bytes");
        }
        return failure;
    }

    private static byte[] take(ByteBuffer body, int length, int longest) throws ProtocolException {
        if (length > longest) {
            throw new ProtocolException("a text of a FAILURE has at most " + longest + " bytes, not " + length);
        }
        byte[] bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text, int longest) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= longest) {
            return bytes;
        }
        int end = longest;
        while ((bytes[end] & 0xc0) == 0x80) { // the first byte left out must start a character
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
