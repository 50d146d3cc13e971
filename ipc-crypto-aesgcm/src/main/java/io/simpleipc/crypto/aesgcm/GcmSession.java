package io.simpleipc.crypto.aesgcm;

import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

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

    private static final String LABEL = "simpleipc/1 aes-256-gcm ";

    private final Direction sealing;
    private final Direction opening;

    /**
     * When a direction gets its next key.
     *
     * @param records that one key seals at most
     * @param bytes after so many plain bytes a key is not used for a further record
     */
    record Rekey(long records, long bytes) {
        static final Rekey DEFAULT = new Rekey(1L << 30, 1L << 36);
    }

    /**
     * Starts a session.
     *
     * @param userKey 32 bytes; neither kept nor changed
     */
    GcmSession(byte[] userKey, SessionKeys keys, Rekey limits) throws GeneralSecurityException {
        var fresh = keys.derive(NAME);
        var root = Hkdf.extract(userKey, fresh);
        try {
            var ofDialler = Hkdf.expand(root, LABEL + "d");
            var ofListener = Hkdf.expand(root, LABEL + "l");
            sealing = new Direction(Cipher.ENCRYPT_MODE, keys.dialler() ? ofDialler : ofListener, limits);
            opening = new Direction(Cipher.DECRYPT_MODE, keys.dialler() ? ofListener : ofDialler, limits);
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

    /** One direction: its key of the moment, its count of records. Confined to one thread at a time. */
    private static final class Direction {
        private final int mode;
        private final Rekey limits;
        private final Cipher cipher;
        private final byte[] nonce = new byte[12];
        private final ByteBuffer counter = ByteBuffer.wrap(nonce);
        private final byte[] key;
        private SecretKeySpec keySpec;
        private long record; // number of the next one
        private int rekeys;
        private long records; // with this key
        private long bytes; // with this key
        private boolean over; // a record failed: there is no order to go on in; or the keys are wiped

        Direction(int mode, byte[] key, Rekey limits) throws GeneralSecurityException {
            this.mode = mode;
            this.limits = limits;
            this.key = key;
            this.keySpec = new SecretKeySpec(key, "AES");
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        }

        void next(ByteBuffer header, ByteBuffer source, ByteBuffer target, int result, int plain)
                throws GeneralSecurityException {
            if (over) {
                throw new GeneralSecurityException("this direction is over: a record failed, or it was closed");
            }
            if (target.remaining() < result) {
                throw new ShortBufferException(result + " bytes do not fit into " + target.remaining());
            }
            over = true; // until this one has succeeded
            counter.putLong(4, record);
            cipher.init(mode, keySpec, new GCMParameterSpec(TAG * 8, nonce));
            cipher.updateAAD(header.array(), header.arrayOffset() + header.position(), header.remaining());
            int made = cipher.doFinal(
                    source.array(),
                    source.arrayOffset() + source.position(),
                    source.remaining(),
                    target.array(),
                    target.arrayOffset() + target.position());
            source.position(source.limit());
            target.position(target.position() + made);
            record++;
            count(plain);
            over = false;
        }

        private void count(int plain) {
            records++;
            bytes += plain;
            if (records >= limits.records() || bytes >= limits.bytes()) {
                rekeys++;
                var label = (LABEL + "rekey").getBytes(StandardCharsets.US_ASCII);
                var info = ByteBuffer.allocate(label.length + 4).put(label).putInt(rekeys);
                var next = Hkdf.expand(key, info.array(), key.length);
                System.arraycopy(next, 0, key, 0, key.length);
                Arrays.fill(next, (byte) 0);
                keySpec = new SecretKeySpec(key, "AES");
                records = 0;
                bytes = 0;
            }
        }

        /** The JDK keeps copies in {@code SecretKeySpec} and {@code Cipher}, which nobody can wipe. */
        void wipe() {
            over = true;
            Arrays.fill(key, (byte) 0);
        }
    }
}
