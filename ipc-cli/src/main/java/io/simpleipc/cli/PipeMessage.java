package io.simpleipc.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What two {@code ipc pipe} say to each other, as queries and answers. Integers are big-endian.
 * <pre>
 *  0            6        7          15         23         31
 * +------------+--------+----------+----------+----------+---------+
 * | "ipcpip"   | kind   | sender   | receiver | number   | payload |
 * |            | u8     | u64      | u64      | u64      |         |
 * +------------+--------+----------+----------+----------+---------+
 * </pre>
 * Sender and receiver are numbers that the two have drawn by lot: another process, though it come to the same address, is
 * not mistaken for the one that was there. Source: docs/cli.md, "How pipe works".
 *
 * @param kind what it says
 * @param sender who says it
 * @param receiver to whom, 0 while that is not known
 * @param number as the kind says
 * @param payload a view of the array that it was read from
 */
record PipeMessage(Kind kind, long sender, long receiver, long number, ByteBuffer payload) {
    static final int HEADER = 31;

    private static final byte[] MAGIC = "ipcpip".getBytes(StandardCharsets.US_ASCII);

    /** What can be said. */
    enum Kind {
        /** The first query; number: the version, 1. */
        HELLO,
        /** Its answer; number: the longest message that the answerer takes. */
        WELCOME,
        /** The next bytes; number: how many such messages went before. */
        DATA,
        /** There are no more; number: how many such messages there were, payload: how many bytes, u64. */
        END,
        /** Both directions are at their end, as far as the sender knows. Number: 0. */
        BYE,
        /** The sender gives up; payload: why, in UTF-8. Number: 0. */
        GIVE_UP,
        /** The answer to all but HELLO: done. Number: that of the query. */
        DONE
    }

    static PipeMessage of(Kind kind, long sender, long receiver, long number) {
        return new PipeMessage(kind, sender, receiver, number, ByteBuffer.allocate(0));
    }

    /**
     * Reads one.
     *
     * @param bytes what came
     * @throws PipeException if it is none
     */
    static PipeMessage parse(byte[] bytes) throws PipeException {
        var in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || in.mismatch(ByteBuffer.wrap(MAGIC)) != MAGIC.length) {
            throw new PipeException("that is no message of ipc pipe, which runs here; run it at both sides");
        }
        in.position(MAGIC.length);
        int kind = in.get();
        if (kind < 0 || kind >= Kind.values().length) {
            throw new PipeException("ipc pipe of this version knows no message of kind " + kind);
        }
        return new PipeMessage(Kind.values()[kind], in.getLong(), in.getLong(), in.getLong(), in.slice());
    }

    byte[] bytes() {
        var out = ByteBuffer.allocate(HEADER + payload.remaining());
        return out.put(MAGIC)
                .put((byte) kind.ordinal())
                .putLong(sender)
                .putLong(receiver)
                .putLong(number)
                .put(payload.duplicate())
                .array();
    }
}
