package io.simpleipc.internal.session.handshake;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One handshake of the pattern {@code Noise_NNpsk2_25519_AESGCM_SHA256}, either side of it.
 * <pre>
 * initiator                                  responder
 *  -> e                  writeFirst ───────▶ readFirst
 *  <- e, ee, psk         readSecond ◀─────── writeSecond
 *     split()                                   split()
 * message: ephemeral public key 32 ‖ sealed payload ‖ tag 16
 * </pre>
 * The methods are called in this order, once each; after an exception the object is good for nothing but {@link #wipe}.
 * Not thread-safe. Source: The Noise Protocol Framework, revision 34, sections 5 and 9; docs/protocol.md, section 1.3.
 */
final class Noise {
    static final int TAG = 16;
    static final int OVERHEAD = X25519.LENGTH + TAG;

    private static final byte[] NOTHING = {};
    private static final byte[] NAME = Sha256.ascii("Noise_NNpsk2_25519_AESGCM_SHA256"); // 32 bytes: h starts as it is

    private final X25519 ephemeral;
    private final byte[] psk;
    private byte[] chainingKey = NAME.clone();
    private byte[] hash = NAME.clone();
    private CipherState cipher = new CipherState(new byte[Sha256.LENGTH]);
    private byte[] theirEphemeral = NOTHING;

    /**
     * Starts a handshake.
     *
     * @param psk 32 bytes; the caller's array is not kept
     */
    Noise(byte[] prologue, byte[] psk, X25519 ephemeral) {
        this.ephemeral = ephemeral;
        this.psk = psk.clone();
        mixHash(prologue);
    }

    /** Initiator: {@code -> e}. */
    byte[] writeFirst(byte[] payload) throws GeneralSecurityException {
        var key = ephemeral.publicKey();
        mixEphemeral(key);
        return join(key, encryptAndHash(payload));
    }

    /** Responder: {@code -> e}. */
    byte[] readFirst(byte[] message) throws GeneralSecurityException {
        theirEphemeral = ephemeralOf(message);
        mixEphemeral(theirEphemeral);
        return decryptAndHash(restOf(message));
    }

    /** Responder: {@code <- e, ee, psk}. */
    byte[] writeSecond(byte[] payload) throws GeneralSecurityException {
        var key = ephemeral.publicKey();
        mixEphemeral(key);
        mixSecrets();
        return join(key, encryptAndHash(payload));
    }

    /**
     * Initiator: {@code <- e, ee, psk}.
     *
     * @throws AEADBadTagException if the other side has another psk or prologue, or the message was altered
     */
    byte[] readSecond(byte[] message) throws GeneralSecurityException {
        theirEphemeral = ephemeralOf(message);
        mixEphemeral(theirEphemeral);
        mixSecrets();
        return decryptAndHash(restOf(message));
    }

    /** The hash over everything so far: prologue, keys and sealed payloads. Public. */
    byte[] handshakeHash() {
        return hash.clone();
    }

    /** Ends the handshake: what seals the messages after it. Wipes the rest. */
    Split split() {
        var outputs = hkdf(chainingKey, NOTHING);
        wipe();
        return new Split(new CipherState(outputs[0]), new CipherState(outputs[1]), outputs[2]);
    }

    /** Forgets all keys. */
    void wipe() {
        Arrays.fill(psk, (byte) 0);
        Arrays.fill(chainingKey, (byte) 0);
        cipher.wipe();
    }

    private void mixEphemeral(byte[] key) {
        mixHash(key);
        mixKey(key); // in patterns with a psk "e" goes into the key too
    }

    private void mixSecrets() throws GeneralSecurityException {
        var shared = ephemeral.agree(theirEphemeral);
        mixKey(shared);
        Arrays.fill(shared, (byte) 0);
        mixKeyAndHash(psk);
    }

    private void mixHash(byte[] data) {
        hash = Sha256.hash(hash, data);
    }

    private void mixKey(byte[] input) {
        var outputs = hkdf(chainingKey, input);
        replaceKeys(outputs[0], outputs[1]);
        Arrays.fill(outputs[2], (byte) 0);
    }

    private void mixKeyAndHash(byte[] input) {
        var outputs = hkdf(chainingKey, input);
        mixHash(outputs[1]);
        replaceKeys(outputs[0], outputs[2]);
        Arrays.fill(outputs[1], (byte) 0);
    }

    private void replaceKeys(byte[] nextChainingKey, byte[] nextKey) {
        Arrays.fill(chainingKey, (byte) 0);
        cipher.wipe();
        chainingKey = nextChainingKey;
        cipher = new CipherState(nextKey);
    }

    private byte[] encryptAndHash(byte[] plain) throws GeneralSecurityException {
        var sealed = cipher.seal(hash, plain);
        mixHash(sealed);
        return sealed;
    }

    private byte[] decryptAndHash(byte[] sealed) throws GeneralSecurityException {
        var plain = cipher.open(hash, sealed);
        mixHash(sealed);
        return plain;
    }

    /** Noise's HKDF, always to three outputs: the first two are the same as with two. */
    private static byte[][] hkdf(byte[] chainingKey, byte[] input) {
        var key = Sha256.hmac(chainingKey, input);
        var first = Sha256.hmac(key, new byte[] {1});
        var second = Sha256.hmac(key, first, new byte[] {2});
        var third = Sha256.hmac(key, second, new byte[] {3});
        Arrays.fill(key, (byte) 0);
        return new byte[][] {first, second, third};
    }

    private static byte[] ephemeralOf(byte[] message) throws GeneralSecurityException {
        if (message.length < OVERHEAD) {
            throw new AEADBadTagException("too short for a key and a tag");
        }
        return Arrays.copyOf(message, X25519.LENGTH);
    }

    private static byte[] restOf(byte[] message) {
        return Arrays.copyOfRange(message, X25519.LENGTH, message.length);
    }

    private static byte[] join(byte[] key, byte[] sealed) {
        return ByteBuffer.allocate(key.length + sealed.length)
                .put(key)
                .put(sealed)
                .array();
    }

    /**
     * What a finished handshake leaves: the cipher from initiator to responder, the one back, and 32 bytes from which
     * further keys are made.
     */
    static final class Split {
        final CipherState fromInitiator;
        final CipherState fromResponder;
        final byte[] export;

        private Split(CipherState fromInitiator, CipherState fromResponder, byte[] export) {
            this.fromInitiator = fromInitiator;
            this.fromResponder = fromResponder;
            this.export = export;
        }

        void wipe() {
            fromInitiator.wipe();
            fromResponder.wipe();
            Arrays.fill(export, (byte) 0);
        }
    }

    /** AES-256-GCM with a counted nonce: 32 zero bits, then 64 bits. */
    static final class CipherState {
        private final byte[] key;
        private long nonce;

        private CipherState(byte[] key) {
            this.key = key;
        }

        byte[] seal(byte[] associated, byte[] plain) throws GeneralSecurityException {
            return run(Cipher.ENCRYPT_MODE, associated, plain);
        }

        /**
         * Opens the next message.
         *
         * @throws AEADBadTagException if it was not sealed with this key, nonce and associated data
         */
        byte[] open(byte[] associated, byte[] sealed) throws GeneralSecurityException {
            if (sealed.length < TAG) {
                throw new AEADBadTagException("too short for a tag"); // Java 17 throws something unchecked
            }
            return run(Cipher.DECRYPT_MODE, associated, sealed);
        }

        private byte[] run(int mode, byte[] associated, byte[] input) throws GeneralSecurityException {
            var iv = ByteBuffer.allocate(12).putInt(0).putLong(nonce).array();
            var aes = Cipher.getInstance("AES/GCM/NoPadding");
            aes.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * 8, iv));
            aes.updateAAD(associated);
            var output = aes.doFinal(input);
            nonce++;
            return output;
        }

        void wipe() {
            Arrays.fill(key, (byte) 0);
        }
    }
}
