package io.simpleipc.internal.session.handshake;

import io.simpleipc.internal.wire.Limits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;

/**
 * What each side says of itself in the clear, the same way in HELLO and CHOICE.
 * <pre>
 *  0                4             8                16             20                  36
 * +----------------+-------------+----------------+--------------+-------------------+
 * | maxMessageSize | maxInFlight | receive window | queryTimeout | instance id       |
 * |  u32           |  u32        |  u64           |  ms, u32     |  16 bytes         |
 * +----------------+-------------+----------------+--------------+-------------------+
 * </pre>
 * Source: docs/protocol.md, sections 1.1 and 1.2.
 */
record Terms(Limits limits, Duration queryTimeout, UUID instance) {
    static final int LENGTH = 36;

    private static final long LONGEST_TIMEOUT = 0xffff_ffffL;

    static Terms read(Fields fields) throws MalformedException {
        long maxMessageSize = fields.u32();
        long maxInFlight = fields.u32();
        long window = fields.u63();
        long millis = fields.u32();
        if (maxMessageSize < 1 || maxMessageSize > Integer.MAX_VALUE || maxInFlight < 1 || millis < 1) {
            throw new MalformedException("a limit or timeout out of range");
        }
        var limits = new Limits((int) maxMessageSize, (int) Math.min(maxInFlight, Integer.MAX_VALUE), window);
        if (!windowFits(limits)) {
            throw new MalformedException("a receive window that is too small for its messages");
        }
        return new Terms(limits, Duration.ofMillis(millis), fields.uuid());
    }

    /** Section 4: the window must hold four of the largest messages, and some credit that is held back. */
    static boolean windowFits(Limits limits) {
        return limits.window() >= 4L * limits.maxMessageSize() + Limits.WINDOW_SLACK;
    }

    void write(ByteBuffer target) {
        target.putInt(limits.maxMessageSize()).putInt(limits.maxInFlight()).putLong(limits.window());
        target.putInt((int) millis(queryTimeout));
        target.putLong(instance.getMostSignificantBits()).putLong(instance.getLeastSignificantBits());
    }

    private static long millis(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(LONGEST_TIMEOUT)) >= 0) {
            return LONGEST_TIMEOUT;
        }
        return Math.max(1, timeout.toMillis());
    }
}
