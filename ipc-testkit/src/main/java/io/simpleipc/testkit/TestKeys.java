package io.simpleipc.testkit;

import io.simpleipc.spi.SessionKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** Keys as a handshake would give them: the same at both sides, others for each session. */
record TestKeys(boolean dialler, int handshake) implements SessionKeys {
    @Override
    public byte[] derive(String label) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((handshake + label).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256; this one has not", e);
        }
    }
}
