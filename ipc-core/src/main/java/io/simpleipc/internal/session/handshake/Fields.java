package io.simpleipc.internal.session.handshake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Reads the fields of one body, in order; whatever is missing, out of range or left over is malformed. */
final class Fields {
    /** The extension without value that says: exported key material is at hand (HELLO), is used (CHOICE). */
    static final int EXPORTER = 1;

    private static final int LONGEST_KIND = 32;

    private final ByteBuffer body;

    Fields(byte[] body) {
        this.body = ByteBuffer.wrap(body);
    }

    int u8() throws MalformedException {
        need(1);
        return Byte.toUnsignedInt(body.get());
    }

    int u16() throws MalformedException {
        need(2);
        return Short.toUnsignedInt(body.getShort());
    }

    long u32() throws MalformedException {
        need(4);
        return Integer.toUnsignedLong(body.getInt());
    }

    /** Sixty-four bits that are no number. */
    long bits() throws MalformedException {
        need(8);
        return body.getLong();
    }

    /** A u64 that must fit into a {@code long}. */
    long u63() throws MalformedException {
        long value = bits();
        if (value < 0) {
            throw new MalformedException("a number above 2^63");
        }
        return value;
    }

    Instant millis() throws MalformedException {
        return Instant.ofEpochMilli(u63());
    }

    UUID uuid() throws MalformedException {
        return new UUID(bits(), bits());
    }

    byte[] bytes(int length) throws MalformedException {
        need(length);
        var bytes = new byte[length];
        body.get(bytes);
        return bytes;
    }

    /** The kind of a channel or encryption: {@code k u8 ‖ k ASCII characters}. */
    String kind() throws MalformedException {
        int length = u8();
        if (length < 1 || length > LONGEST_KIND) {
            throw new MalformedException("a kind of " + length + " characters");
        }
        var bytes = bytes(length);
        for (byte b : bytes) {
            if (b <= ' ' || b >= 0x7f) {
                throw new MalformedException("a kind with characters other than printable ASCII");
            }
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** A canary: {@code c u16 ‖ c bytes}. */
    byte[] canary() throws MalformedException {
        int length = u16();
        if (length > Canary.LONGEST) {
            throw new MalformedException("a canary of " + length + " bytes");
        }
        return bytes(length);
    }

    /**
     * The rest: extensions.
     *
     * @return whether there is the one about the exporter, the only one that this version knows
     */
    boolean extensions() throws MalformedException {
        boolean exporter = false;
        while (body.hasRemaining()) {
            int type = u8();
            var value = bytes(u8());
            if (type == EXPORTER) {
                if (exporter || value.length > 0) {
                    throw new MalformedException("an extension about the exporter that is doubled or has a value");
                }
                exporter = true;
            }
            if (type >= 128) {
                throw new MalformedException("an extension of type " + type + " that must be understood");
            }
        }
        return exporter;
    }

    void end() throws MalformedException {
        if (body.hasRemaining()) {
            throw new MalformedException(body.remaining() + " bytes too many");
        }
    }

    private void need(int length) throws MalformedException {
        if (body.remaining() < length) {
            throw new MalformedException("a message that is too short");
        }
    }
}
