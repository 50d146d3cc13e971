package org.example.chacha;

import io.simpleipc.EncryptionProvider;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** {@code nonce 12 ‖ ciphertext ‖ tag 16}. Order and direction are the engine's business. */
final class ChaCha implements EncryptionProvider {
    private static final int NONCE = 12;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    ChaCha(byte[] key) {
        this.key = new SecretKeySpec(key, "ChaCha20");
    }

    @Override
    public byte[] encrypt(byte[] plain) throws GeneralSecurityException {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        var sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
        var all = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        return all;
    }

    @Override
    public byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
        if (encrypted.length < NONCE) {
            throw new GeneralSecurityException("shorter than a nonce");
        }
        return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(encrypted, NONCE))
                .doFinal(encrypted, NONCE, encrypted.length - NONCE);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, key, new IvParameterSpec(nonce));
        return cipher;
    }
}
