package io.simpleipc.internal.session.handshake;

import io.simpleipc.EncryptionProvider;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Shows that both sides encrypt alike: 16 bytes that both can derive, encrypted by the user's provider at one side,
 * decrypted by the user's provider at the other. The provider is foreign code: whatever it throws stays here. Stateless.
 * Source: docs/protocol.md, section 1.4.
 */
final class Canary {
    static final int LONGEST = 256;

    private static final byte[] NOTHING = {};

    private Canary() {}

    /** What the dialler encrypts; its argument is the handshake hash after NOISE1. */
    static byte[] ofDialer(byte[] hash) {
        return plain("simpleipc/1 canary d", hash);
    }

    /** What the listener encrypts; its argument is the handshake hash after NOISE2. */
    static byte[] ofListener(byte[] hash) {
        return plain("simpleipc/1 canary l", hash);
    }

    /** Encrypts a canary; empty without a provider. */
    static byte[] make(@Nullable EncryptionProvider provider, byte[] plain) throws ProviderFailure {
        if (provider == null) {
            return NOTHING;
        }
        byte @Nullable [] encrypted;
        try {
            encrypted = provider.encrypt(plain);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new ProviderFailure(provider, "failed to encrypt 16 bytes", e);
        }
        if (encrypted == null) {
            throw new ProviderFailure(provider, "returned null for 16 bytes", null);
        }
        if (encrypted.length > LONGEST) {
            throw new ProviderFailure(
                    provider, "makes " + encrypted.length + " bytes of 16, and " + LONGEST + " are the limit", null);
        }
        return encrypted.clone();
    }

    /** Whether the other side's canary decrypts to what it must. */
    static boolean opens(@Nullable EncryptionProvider provider, byte[] canary, byte[] plain) {
        if (provider == null) {
            return canary.length == 0;
        }
        try {
            byte @Nullable [] decrypted = provider.decrypt(canary);
            return decrypted != null && MessageDigest.isEqual(decrypted, plain);
        } catch (Exception | LinkageError | StackOverflowError e) {
            return false; // another key: this is how most providers say so
        }
    }

    private static byte[] plain(String label, byte[] hash) {
        return Arrays.copyOf(Sha256.hash(Sha256.ascii(label), hash), 16);
    }
}
