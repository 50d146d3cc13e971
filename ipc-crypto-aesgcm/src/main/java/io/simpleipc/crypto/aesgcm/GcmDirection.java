package io.simpleipc.crypto.aesgcm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One direction of a session: its key of the moment and its count of records. Strict: what fails once is over. Confined
 * to one thread at a time. The cipher is the JDK's, which wants arrays: direct buffers are copied piece by piece there.
 */
final class GcmDirection {
    /**
     * When a direction gets its next key.
     *
     * @param records that one key seals at most
     * @param bytes after so many plain bytes a key is not used for a further record
     */
    record Rekey(long records, long bytes) {
        static final Rekey DEFAULT = new Rekey(1L << 30, 1L << 36);
    }

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

    GcmDirection(int mode, byte[] key, Rekey limits) throws GeneralSecurityException {
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
        cipher.init(mode, keySpec, new GCMParameterSpec(GcmSession.TAG * 8, nonce));
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
            var next = nextKey(key, rekeys);
            System.arraycopy(next, 0, key, 0, key.length);
            Arrays.fill(next, (byte) 0);
            keySpec = new SecretKeySpec(key, "AES");
            records = 0;
            bytes = 0;
        }
    }

    static byte[] nextKey(byte[] key, int number) {
        var label = (GcmSession.LABEL + "rekey").getBytes(StandardCharsets.US_ASCII);
        var info = ByteBuffer.allocate(label.length + 4).put(label).putInt(number);
        return Hkdf.expand(key, info.array(), key.length);
    }

    /** The JDK keeps copies in {@code SecretKeySpec} and {@code Cipher}, which nobody can wipe. */
    void wipe() {
        over = true;
        Arrays.fill(key, (byte) 0);
    }
}
