package io.simpleipc.spi;

/**
 * What a session has for itself: keys that nobody outside knows, the same at both sides, fresh for each session. Good
 * until {@link SessionEncryption#session} returns. Source: docs/protocol.md, section 1.3.
 */
public interface SessionKeys {
    /**
     * Whether this side dialled. The two sides of a session differ in it, so it tells the directions apart.
     *
     * @return true at the side that connected the channel, false at the one that accepted it
     */
    boolean dialler();

    /**
     * Derives a key from the handshake.
     *
     * @param label says what it is for: ASCII, other labels give independent keys
     * @return 32 bytes, the same at both sides; the caller wipes them
     * @throws IllegalArgumentException if the label is not ASCII
     * @throws IllegalStateException if the session has been started already
     */
    byte[] derive(String label);
}
