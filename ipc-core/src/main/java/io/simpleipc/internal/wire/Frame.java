package io.simpleipc.internal.wire;

import java.nio.ByteBuffer;

/**
 * Types, flags and header of a frame.
 * <pre>
 * 0      1       2        4            12
 * +------+-------+--------+------------+------------------+
 * | type | flags | length | id         | body: length     |
 * |  u8  |  u8   |  u16   | u64        | bytes            |
 * +------+-------+--------+------------+------------------+
 * </pre>
 * Stateless. Source: docs/protocol.md, section 3.
 */
final class Frame {
    static final int HEADER = 12;

    static final int QUERY = 1;
    static final int ANSWER = 2;
    static final int FAILURE = 3;
    static final int MESSAGE = 4;
    static final int CANCEL = 5;
    static final int CHUNK = 6;
    static final int ABORT = 7;
    static final int CREDIT = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int CLOSING = 11;
    static final int RESUME = 12;

    static final int MORE = 0x01;
    static final int OF_ANSWER = 0x02;
    static final int OPTIONAL = 0x80;

    /** Bytes of a QUERY before total and payload: parent u64, depth u8, remaining u32. */
    static final int QUERY_PREFIX = 13;

    /** Bytes of a RESUME: session 16, id u64. */
    static final int RESUME_BODY = 24;

    /** Bytes of the total in a frame with MORE. */
    static final int TOTAL = 4;

    /** The value of remaining that means "that or longer". */
    static final long LONGEST_REMAINING = 0xffff_ffffL;

    /** Largest payload sent in one frame; the first piece of a larger one has this size. */
    static final int WHOLE = 16_384;

    /** Largest payload of a CHUNK sent: fills a sealed record. */
    static final int PIECE = 32_768 - HEADER;

    /** Largest body of a record, either way. */
    static final int LARGEST_RECORD = 65_536;

    private static final String[] NAMES = {
        "", "QUERY", "ANSWER", "FAILURE", "MESSAGE", "CANCEL", "CHUNK", "ABORT", "CREDIT", "PING", "PONG", "CLOSING",
        "RESUME"
    };

    private Frame() {}

    static void header(ByteBuffer to, int type, int flags, int length, long id) {
        to.put((byte) type).put((byte) flags).putShort((short) length).putLong(id);
    }

    /** The flags that a known type may carry besides OPTIONAL. */
    static int allowedFlags(int type) {
        return switch (type) {
            case QUERY, ANSWER, MESSAGE -> MORE;
            case CHUNK -> MORE | OF_ANSWER;
            case ABORT -> OF_ANSWER;
            default -> 0;
        };
    }

    static boolean isKnown(int type) {
        return type >= QUERY && type <= RESUME;
    }

    static String name(int type) {
        return isKnown(type) ? NAMES[type] : "frame of type " + type;
    }
}
