package io.simpleipc.guide;

import io.simpleipc.EncryptionProvider;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

// guide: provider
final class ChaCha implements EncryptionProvider {
    private final SecureRandom random = new SecureRandom();
    private final Key key;

    ChaCha(byte[] key) {
        this.key = new SecretKeySpec(key, "ChaCha20");
    }

    @Override
    public byte[] encrypt(byte[] plain) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce);
        byte[] encrypted = Arrays.copyOf(nonce, 12 + cipher.getOutputSize(plain.length));
        cipher.doFinal(plain, 0, plain.length, encrypted, 12);
        return encrypted;
    }

    @Override
    public byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
        if (encrypted.length < 12) {
            throw new GeneralSecurityException("shorter than a nonce");
        }
        return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(encrypted, 12)).doFinal(encrypted, 12, encrypted.length - 12);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, key, new IvParameterSpec(nonce));
        return cipher;
    }
}
// end
