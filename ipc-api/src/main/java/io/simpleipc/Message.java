package io.simpleipc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A one-way message: bytes that can be read as text. Immutable but for the array that {@link #bytes()} returns. */
public final class Message {
    private final byte[] bytes;

    /**
     * Wraps what arrived.
     *
     * @param bytes the payload; the array is not copied
     */
    public Message(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The payload.
     *
     * @return the bytes as they were sent, not a copy
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The payload as text.
     *
     * @return the bytes read as strict UTF-8
     * @throws CharacterCodingException if they are no UTF-8
     */
    public String text() throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** Tells the size only: payloads do not belong in logs. */
    @Override
    public String toString() {
        return "Message[" + bytes.length + " bytes]";
    }
}
