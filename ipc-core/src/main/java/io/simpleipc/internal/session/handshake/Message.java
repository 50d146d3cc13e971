package io.simpleipc.internal.session.handshake;

import java.nio.ByteBuffer;

/**
 * One message of the handshake.
 * <pre>
 *  0         8      9         11
 * +---------+------+----------+------+
 * | magic,  | type | length   | body |        512 bytes at most, the magic included
 * | once    |  u8  | u16      |      |
 * +---------+------+----------+------+
 * </pre>
 * Source: docs/protocol.md, section 1.
 *
 * @param type one of the constants
 * @param body the bytes behind the header
 * @param asSent all of it, with the magic if that came with it
 */
record Message(int type, byte[] body, byte[] asSent) {
    static final int HELLO = 1;
    static final int CHOICE = 2;
    static final int NOISE1 = 3;
    static final int NOISE2 = 4;
    static final int VERDICT = 5;
    static final int OPEN = 6;
    static final int REFUSE = 127;

    static final int LIMIT = 512;
    static final int HEADER = 3;

    private static final byte[] MAGIC = {(byte) 0x89, 'S', 'I', 'P', 'C', '\r', '\n', 0x1a};

    static final int MAGIC_LENGTH = MAGIC.length;

    static byte magic(int index) {
        return MAGIC[index];
    }

    /** The first message of a side: behind the magic. */
    static byte[] first(int type, byte[] body) {
        return ByteBuffer.allocate(within(MAGIC_LENGTH + HEADER + body.length))
                .put(MAGIC)
                .put(next(type, body))
                .array();
    }

    static byte[] next(int type, byte[] body) {
        return ByteBuffer.allocate(within(HEADER + body.length))
                .put((byte) type)
                .putShort((short) body.length)
                .put(body)
                .array();
    }

    private static int within(int length) {
        if (length > LIMIT) {
            throw new IllegalArgumentException("a handshake message of " + length + " bytes");
        }
        return length;
    }
}
