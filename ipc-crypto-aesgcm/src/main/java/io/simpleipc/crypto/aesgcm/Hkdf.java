package io.simpleipc.crypto.aesgcm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with HMAC-SHA-256. Stateless. Source: RFC 5869. */
final class Hkdf {
    static final int HASH = 32;

    private static final int LONGEST = 255 * HASH;

    private Hkdf() {}

    /**
     * Concentrates what is secret into one key.
     *
     * @param salt may be empty
     * @param input the keying material
     * @return 32 bytes
     */
    static byte[] extract(byte[] salt, byte[] input) {
        return hmac(salt.length == 0 ? new byte[HASH] : salt).doFinal(input); // Java takes no empty key
    }

    /**
     * Makes a key of any length.
     *
     * @param key 32 bytes or more
     * @param info what the key is for
     * @param length up to 8,160 bytes
     */
    static byte[] expand(byte[] key, byte[] info, int length) {
        if (length > LONGEST) {
            throw new IllegalArgumentException("HKDF makes at most " + LONGEST + " bytes, not " + length);
        }
        var mac = hmac(key);
        var output = new byte[length];
        var block = new byte[0];
        for (int done = 0, counter = 1; done < length; done += HASH, counter++) {
            mac.update(block);
            mac.update(info);
            var next = mac.doFinal(new byte[] {(byte) counter});
            System.arraycopy(next, 0, output, done, Math.min(HASH, length - done));
            Arrays.fill(block, (byte) 0);
            block = next;
        }
        Arrays.fill(block, (byte) 0);
        return output;
    }

    /** A key of 32 bytes for a purpose that has an ASCII name. */
    static byte[] expand(byte[] key, String label) {
        return expand(key, label.getBytes(StandardCharsets.US_ASCII), HASH);
    }

    private static Mac hmac(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256; this one has not", e);
        }
    }
}
