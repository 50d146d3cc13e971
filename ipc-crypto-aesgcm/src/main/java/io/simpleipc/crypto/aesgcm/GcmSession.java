package io.simpleipc.crypto.aesgcm;

import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/**
 * One session's records: a key and a counter for each direction, the record's header as associated data.
 * <pre>
 * root             = HMAC-SHA-256(user's key, SessionKeys.derive("aes-256-gcm"))
 * key D → L, 0     = HKDF-Expand(root, "simpleipc/1 aes-256-gcm d", 32), and "l" for L → D
 * key, n + 1       = HKDF-Expand(key n, "simpleipc/1 aes-256-gcm rekey" ‖ (n + 1) u32, 32)
 * nonce            = 00 00 00 00 ‖ number of the record u64, from 0 in each direction, never sent
 * </pre>
 * The two directions share nothing, so that one thread may seal while another one opens. Source: docs/protocol.md,
 * section 2.1; NIST SP 800-38D.
 */
final class GcmSession implements EncryptionSession {
    static final String NAME = "aes-256-gcm";
    static final int TAG = 16;

    static final String LABEL = "simpleipc/1 aes-256-gcm ";

    private final GcmDirection sealing;
    private final GcmDirection opening;

    /**
     * Starts a session.
     *
     * @param userKey 32 bytes; neither kept nor changed
     */
    GcmSession(byte[] userKey, SessionKeys keys, GcmDirection.Rekey limits) throws GeneralSecurityException {
        var fresh = keys.derive(NAME);
        var root = Hkdf.extract(userKey, fresh);
        try {
            var ofDialler = Hkdf.expand(root, LABEL + "d");
            var ofListener = Hkdf.expand(root, LABEL + "l");
            sealing = new GcmDirection(Cipher.ENCRYPT_MODE, keys.dialler() ? ofDialler : ofListener, limits);
            opening = new GcmDirection(Cipher.DECRYPT_MODE, keys.dialler() ? ofListener : ofDialler, limits);
        } finally {
            Arrays.fill(fresh, (byte) 0);
            Arrays.fill(root, (byte) 0);
        }
    }

    @Override
    public int overhead() {
        return TAG;
    }

    @Override
    public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) throws GeneralSecurityException {
        int length = plain.remaining();
        sealing.next(header, plain, target, length + TAG, length);
    }

    @Override
    public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) throws GeneralSecurityException {
        int length = sealed.remaining() - TAG;
        if (length < 0) { // Java 17 throws something unchecked
            throw new AEADBadTagException("a sealed record has at least " + TAG + " bytes, not " + sealed.remaining());
        }
        opening.next(header, sealed, target, length, length);
    }

    @Override
    public void close() {
        sealing.wipe();
        opening.wipe();
    }
}
