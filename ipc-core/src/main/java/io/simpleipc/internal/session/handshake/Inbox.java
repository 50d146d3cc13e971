package io.simpleipc.internal.session.handshake;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the other side's messages together, in whatever pieces their bytes come. Holds at most one message, 512 bytes; says
 * no at the first byte that cannot be right. Not thread-safe.
 */
final class Inbox {
    private static final byte TLS_ALERT = 21;
    private static final byte TLS_HANDSHAKE = 22;

    private final ByteBuffer held = ByteBuffer.allocate(Message.LIMIT);
    private int prefix = Message.MAGIC_LENGTH; // bytes of magic before this message: none but before the first
    private boolean magicSeen;

    /**
     * Takes bytes up to the end of one message.
     *
     * @param in bytes received; those of later messages stay
     * @param expected the types that may come now
     * @return the message, or null if it is not complete yet: all of {@code in} was taken
     */
    @Nullable
    Message next(ByteBuffer in, int... expected) throws MalformedException {
        take(in, prefix + Message.HEADER);
        checkMagic();
        checkType(expected);
        if (held.position() < prefix + Message.HEADER) {
            return null;
        }
        int total = prefix + Message.HEADER + Short.toUnsignedInt(held.getShort(prefix + 1));
        if (total > Message.LIMIT) {
            throw new MalformedException("a message of " + total + " bytes");
        }
        take(in, total);
        if (held.position() < total) {
            return null;
        }
        var asSent = Arrays.copyOf(held.array(), total);
        var message = new Message(held.get(prefix), Arrays.copyOfRange(asSent, prefix + Message.HEADER, total), asSent);
        held.clear();
        prefix = 0;
        return message;
    }

    /** Whether the other side has said who it is: eight bytes of magic. */
    boolean magicSeen() {
        return magicSeen;
    }

    boolean isEmpty() {
        return prefix > 0 && held.position() == 0;
    }

    /** The first bytes that arrived, 16 at most, for the message that says what they are not. */
    byte[] firstBytes(ByteBuffer rest) {
        var bytes = Arrays.copyOf(held.array(), Math.min(16, held.position() + rest.remaining()));
        for (int i = held.position(); i < bytes.length; i++) {
            bytes[i] = rest.get(rest.position() + i - held.position());
        }
        return bytes;
    }

    /**
     * Whether what arrived instead of the magic begins as TLS does: with a record of its handshake, or an alert. Told by
     * the first byte, like all that is no magic, so that it does not depend on how many came with that.
     */
    boolean isTls(ByteBuffer rest) {
        var bytes = firstBytes(rest);
        return bytes.length > 0 && (bytes[0] == TLS_HANDSHAKE || bytes[0] == TLS_ALERT);
    }

    private void take(ByteBuffer in, int upTo) {
        int count = Math.min(in.remaining(), upTo - held.position());
        if (count > 0) {
            held.put(held.position(), in, in.position(), count);
            held.position(held.position() + count);
            in.position(in.position() + count);
        }
    }

    private void checkMagic() throws MalformedException {
        for (int i = 0; i < Math.min(prefix, held.position()); i++) {
            if (held.get(i) != Message.magic(i)) {
                throw new MalformedException("another protocol");
            }
        }
        magicSeen |= held.position() >= prefix;
    }

    private void checkType(int... expected) throws MalformedException {
        if (held.position() > prefix) {
            int type = Byte.toUnsignedInt(held.get(prefix));
            if (Arrays.stream(expected).noneMatch(each -> each == type)) {
                throw new MalformedException("a message of type " + type + " where it has no place");
            }
        }
    }
}
