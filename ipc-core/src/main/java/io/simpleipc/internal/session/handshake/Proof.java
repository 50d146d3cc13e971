package io.simpleipc.internal.session.handshake;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What the dialler says sealed, in NOISE2.
 * <pre>
 *  0      8             16     17               17+k    19+k
 * +------+-------------+------+----------------+-------+-----------+
 * | pid  | start time, | k u8 | encryption     | c u16 | canary, c |
 * | u64  | ms, u64     |      | kind, k        |       |           |
 * +------+-------------+------+----------------+-------+-----------+
 * </pre>
 * Source: docs/protocol.md, section 1.4.
 */
record Proof(long pid, Instant startTime, String encryptionKind, byte[] canary) {
    static final int SHORTEST = 8 + 8 + 1 + 1 + 2;

    byte[] write() {
        var kind = Sha256.ascii(encryptionKind);
        return ByteBuffer.allocate(8 + 8 + 1 + kind.length + 2 + canary.length)
                .putLong(pid)
                .putLong(startTime.toEpochMilli())
                .put((byte) kind.length)
                .put(kind)
                .putShort((short) canary.length)
                .put(canary)
                .array();
    }

    static Proof read(byte[] body) throws MalformedException {
        var fields = new Fields(body);
        var proof = new Proof(fields.u63(), fields.millis(), fields.kind(), fields.canary());
        fields.end();
        return proof;
    }
}
