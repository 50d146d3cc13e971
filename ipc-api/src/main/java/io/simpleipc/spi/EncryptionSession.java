package io.simpleipc.spi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * Protects the records of one session. {@link #seal} and {@link #open} may be called by two threads at once, each by one
 * thread at a time, in the order of the records: a counter per direction is enough to refuse what was replayed, dropped
 * or reordered. Must neither block nor query. All buffers are backed by
 * arrays, of which they may be a part: mind {@code arrayOffset()} and {@code position()}, and keep neither buffer nor array.
 */
public interface EncryptionSession extends AutoCloseable {
    /**
     * How many bytes a sealed record has more than its plain one: always the same number.
     *
     * @return 0 to 256
     */
    int overhead();

    /**
     * Seals the next record to send.
     *
     * @param header the record's header as it travels in the clear; protected, but not part of the output
     * @param plain up to 32 KiB; all remaining bytes are consumed
     * @param target receives {@link #overhead()} bytes more than {@code plain} has; has room for them
     * @throws GeneralSecurityException if that is not possible: the link is closed
     */
    void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) throws GeneralSecurityException;

    /**
     * Opens the next record received.
     *
     * @param header the record's header as it came
     * @param sealed its body; all remaining bytes are consumed
     * @param target receives {@link #overhead()} bytes fewer than {@code sealed} has; has room for them
     * @throws GeneralSecurityException if it was changed, replayed, reordered or reflected: the link is closed
     */
    void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) throws GeneralSecurityException;

    /**
     * Wipes the keys; nothing can be sealed or opened afterwards. Idempotent; called once both directions are at rest, by
     * any thread.
     */
    @Override
    void close();
}
