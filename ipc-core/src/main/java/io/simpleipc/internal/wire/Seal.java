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
     * Makes the body of the next record to send.
     *
     * @param plain frames; all remaining bytes are consumed
     * @return the body, ready to be read; may be {@code plain} itself
     * @throws IOException if it cannot be protected: the link is closed
     */
    ByteBuffer seal(ByteBuffer plain) throws IOException;

    /**
     * Checks and opens the body of the next record received.
     *
     * @param body exactly one record's body
     * @return its frames, ready to be read; may be {@code body} itself
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
