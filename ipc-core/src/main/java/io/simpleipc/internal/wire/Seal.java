package io.simpleipc.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Protects the records of one session, both directions. {@link #seal} and {@link #open} may be called by two threads at
 * once, each by one thread at a time, in the order of the records.
 */
public interface Seal extends AutoCloseable {
    /**
     * How many bytes of frames one record may hold.
     *
     * @return at most 65,536
     */
    int maxPlain();

    /**
     * Makes the buffers for what {@link #seal} and {@link #open} are given: arrays, which the JDK's ciphers want.
     *
     * @param capacity bytes
     * @return empty
     */
    default ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocate(capacity);
    }

    /**
     * Makes the body of the next record to send.
     *
     * @param plain frames, in a buffer of this seal's kind; all remaining bytes are consumed
     * @return the body, ready to be read until the next call; may be {@code plain} itself
     * @throws IOException if it cannot be protected: the link is closed
     */
    ByteBuffer seal(ByteBuffer plain) throws IOException;

    /**
     * Checks and opens the body of the next record received.
     *
     * @param body exactly one record's body, in a buffer of this seal's kind
     * @return its frames, ready to be read until the next call; may be {@code body} itself
     * @throws IOException if it was changed, replayed, reordered or reflected, or does not decrypt: the link is closed
     */
    ByteBuffer open(ByteBuffer body) throws IOException;

    /**
     * Wipes what can be wiped. May be called by any thread, also while another one seals or opens; afterwards nothing is
     * sealed or opened any more where there is something to wipe. Idempotent.
     */
    @Override
    default void close() {}

    /** The seal of a session without payload encryption: the body is the frames. */
    Seal NONE = new Seal() {
        @Override
        public int maxPlain() {
            return 65_536;
        }

        /** What is only copied to and from a channel lies outside of the heap. */
        @Override
        public ByteBuffer allocate(int capacity) {
            return ByteBuffer.allocateDirect(capacity);
        }

        @Override
        public ByteBuffer seal(ByteBuffer plain) {
            return plain;
        }

        @Override
        public ByteBuffer open(ByteBuffer body) {
            return body;
        }
    };
}
