package io.simpleipc;

import java.security.GeneralSecurityException;

/**
 * Encrypts what travels through one connection. Fifteen lines of user code are enough: whatever a provider does, the
 * engine adds a check of its own that no record is changed, replayed, reordered or reflected, and proves during the
 * handshake that both sides hold the same key. Source: docs/protocol.md, "Sealed records".
 *
 * <p>Must be safe for use by any thread, and must neither block nor query. It belongs to one connection. One that wants
 * fresh keys for each session and counters instead of random nonces implements {@link
 * io.simpleipc.spi.SessionEncryption}.
 */
public interface EncryptionProvider {
    /**
     * Encrypts one record.
     *
     * @param plain up to 32 KiB, not to be changed
     * @return the encrypted bytes, at most 65,000; not to be changed afterwards
     * @throws GeneralSecurityException if that is not possible: the link is closed
     */
    byte[] encrypt(byte[] plain) throws GeneralSecurityException;

    /**
     * Decrypts what the same provider encrypted at the other side.
     *
     * @param encrypted what {@link #encrypt} returned, not to be changed
     * @return the plain bytes; not to be changed afterwards
     * @throws GeneralSecurityException if these bytes do not decrypt: the link is closed
     */
    byte[] decrypt(byte[] encrypted) throws GeneralSecurityException;
}
