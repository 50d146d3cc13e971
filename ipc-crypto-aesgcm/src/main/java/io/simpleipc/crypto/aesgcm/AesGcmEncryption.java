package io.simpleipc.crypto.aesgcm;

import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionEncryption;
import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under a key that both processes share. Every session has keys of its own, made from that key and from the
 * handshake, one for each direction; its records are counted, so that none can be changed, replayed, reordered or
 * reflected. Who learns the shared key later cannot open what was recorded earlier.
 *
 * <p>The two methods {@link #encrypt} and {@link #decrypt} stand by themselves: a random nonce of 12 bytes, the
 * ciphertext, a tag of 16 bytes, under a key derived for them. The engine uses them for the handshake's canary only; one
 * key should not encrypt more than 2^32 times this way.
 *
 * <p>Thread-safe. Give it to one connection or several; it is not closed with them. Source: docs/protocol.md, section
 * 2.1.
 */
public final class AesGcmEncryption implements SessionEncryption, AutoCloseable {
    private static final int NONCE = 12;

    private final SecureRandom random = new SecureRandom();
    private final EncryptionKey key; // a copy of our own
    private final GcmDirection.Rekey rekey;

    /**
     * Makes an encryption.
     *
     * @param key the same in both processes; copied, so it may be closed at once
     * @throws IllegalStateException if the key is closed
     */
    public AesGcmEncryption(EncryptionKey key) {
        this(key, GcmDirection.Rekey.DEFAULT);
    }

    AesGcmEncryption(EncryptionKey key, GcmDirection.Rekey rekey) {
        this.key = EncryptionKey.of(key.copy());
        this.rekey = rekey;
        var unused = Warmup.begin(); // now: the peer may come at any moment, and with it the first large message
    }

    /** The name of the plug-in, {@code aes-256-gcm}: one side may use the name, the other one this object. */
    @Override
    public String kind() {
        return GcmSession.NAME;
    }

    @Override
    public EncryptionSession session(SessionKeys keys) throws GeneralSecurityException {
        var bytes = key.copy();
        try {
            return new GcmSession(bytes, keys, rekey);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public byte[] encrypt(byte[] plain) throws GeneralSecurityException {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        return encrypt(nonce, plain);
    }

    byte[] encrypt(byte[] nonce, byte[] plain) throws GeneralSecurityException {
        var target = ByteBuffer.allocate(NONCE + plain.length + GcmSession.TAG).put(nonce);
        cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(ByteBuffer.wrap(plain), target);
        return target.array();
    }

    @Override
    public byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
        if (encrypted.length < NONCE + GcmSession.TAG) {
            throw new AEADBadTagException(
                    "a nonce and a tag have " + (NONCE + GcmSession.TAG) + " bytes, these are " + encrypted.length);
        }
        var nonce = Arrays.copyOf(encrypted, NONCE);
        return cipher(Cipher.DECRYPT_MODE, nonce).doFinal(encrypted, NONCE, encrypted.length - NONCE);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var bytes = key.copy();
        var derived = Hkdf.expand(bytes, "simpleipc/1 aes-256-gcm message");
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(derived, "AES"), new GCMParameterSpec(GcmSession.TAG * 8, nonce));
            return cipher;
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** Wipes the key. Running sessions go on, new ones cannot start. Idempotent. */
    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "AesGcmEncryption[" + key + "]";
    }
}
