package io.simpleipc.internal.session.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and what is built from it: HMAC (RFC 2104) and the expanding half of HKDF (RFC 5869). Stateless. */
final class Sha256 {
    static final int LENGTH = 32;

    private Sha256() {}

    static byte[] hash(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256; this one has not", e);
        }
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256; this one has not", e);
        }
    }

    /** HKDF-Expand to one block: {@code HMAC(key, label ‖ context ‖ 01)}. */
    static byte[] expand(byte[] key, String label, byte[] context) {
        return hmac(key, ascii(label), context, new byte[] {1});
    }

    static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }
}
