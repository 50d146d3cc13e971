package io.simpleipc.internal.session.handshake;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/**
 * What the listener says, sealed, to a dialler that has proved the secret.
 * <pre>
 *  0           1          9            17
 * +-----------+----------+------------+-------------------------------------------------------+
 * | status u8 | pid u64  | start time | 0 Joined: session id 16 ‖ 0 u64 ‖ c u16 ‖ canary, c    |
 * |           |          |  ms, u64   | 1 Busy: pid u64 ‖ start time u64 of the seat's holder  |
 * |           |          |            | 2 Encryption: k u8 ‖ kind, k      3 Closing: nothing   |
 * +-----------+----------+------------+-------------------------------------------------------+
 * </pre>
 * Source: docs/protocol.md, section 1.5.
 */
sealed interface Verdict {
    /** The seat is the dialler's, provisionally. */
    record Joined(long pid, Instant startTime, UUID session, byte[] canary) implements Verdict {}

    /** Another process has the seat. */
    record Busy(long holderPid, Instant holderStartTime) implements Verdict {}

    /** The two encrypt differently. */
    record Encryption(String kind) implements Verdict {}

    /** The listener is about to leave. */
    record Closing() implements Verdict {}

    /** Encodes a verdict. */
    static byte[] write(Verdict verdict, long pid, Instant startTime) {
        var body = ByteBuffer.allocate(Message.LIMIT);
        body.put((byte) status(verdict)).putLong(pid).putLong(startTime.toEpochMilli());
        if (verdict instanceof Joined joined) {
            body.putLong(joined.session.getMostSignificantBits());
            body.putLong(joined.session.getLeastSignificantBits());
            body.putLong(0); // last query id accepted: reserved
            body.putShort((short) joined.canary.length).put(joined.canary);
        } else if (verdict instanceof Busy busy) {
            body.putLong(busy.holderPid).putLong(busy.holderStartTime.toEpochMilli());
        } else if (verdict instanceof Encryption encryption) {
            body.put((byte) encryption.kind.length()).put(Sha256.ascii(encryption.kind));
        }
        var bytes = new byte[body.flip().remaining()];
        body.get(bytes);
        return bytes;
    }

    /** Decodes a verdict that has been opened. */
    static Verdict read(byte[] body) throws MalformedException {
        var fields = new Fields(body);
        int status = fields.u8();
        long pid = fields.u63();
        var startTime = fields.millis();
        var verdict = switch (status) {
            case 0 -> joined(fields, pid, startTime);
            case 1 -> new Busy(fields.u63(), fields.millis());
            case 2 -> new Encryption(fields.kind());
            case 3 -> new Closing();
            default -> throw new MalformedException("a verdict of status " + status);
        };
        fields.end();
        return verdict;
    }

    private static Joined joined(Fields fields, long pid, Instant startTime) throws MalformedException {
        var session = fields.uuid();
        fields.bits(); // last query id accepted: reserved
        return new Joined(pid, startTime, session, fields.canary());
    }

    private static int status(Verdict verdict) {
        if (verdict instanceof Joined) {
            return 0;
        }
        if (verdict instanceof Busy) {
            return 1;
        }
        return verdict instanceof Encryption ? 2 : 3;
    }
}
