package io.simpleipc.spi;

import io.simpleipc.EncryptionProvider;

/**
 * The richer form of a provider: one that wants fresh keys for each session, knows its direction, and authenticates what
 * it encrypts, so that the engine adds no MAC of its own. The two methods of {@link EncryptionProvider} serve the
 * canary: they show during the handshake that both sides hold the same key. Source: docs/protocol.md, "Records".
 */
public interface SessionEncryption extends EncryptionProvider {
    /**
     * What is announced to the other side, which must announce the same.
     *
     * @return as {@link EncryptionFactory#type()}
     */
    String kind();

    /**
     * Starts the encryption of one session. Called during its handshake; must not wait.
     *
     * @param keys what this session has for itself
     * @return both directions of the session, closed with it
     * @throws java.security.GeneralSecurityException if that is not possible: the link is closed
     */
    EncryptionSession session(SessionKeys keys) throws java.security.GeneralSecurityException;
}
