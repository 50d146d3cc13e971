package io.simpleipc.internal.wire;

import io.simpleipc.EncryptionProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The seal around a two-method provider: whatever that one does, no record is changed, replayed, reordered or reflected.
 * <pre>
 * body = ciphertext ‖ first 16 of HMAC-SHA-256(direction u8 ‖ sequence u64 ‖ length u32 ‖ ciphertext)
 *        direction: 0 = listener to dialler, 1 = dialler to listener; sequence: from 0; length: of the ciphertext
 * </pre>
 * A provider that throws, or returns nonsense, ends the link and no more. Source: docs/protocol.md, section 2.
 */
public final class MacSeal implements Seal {
    private static final int MAX_PLAIN = 32_768;
    private static final int MAC = 16;
    private static final int LONGEST = Frame.LARGEST_RECORD - MAC;

    private final EncryptionProvider provider;
    private final Direction out; // sealing thread only, and so is sealed
    private final Direction in; // opening thread only
    private final ByteBuffer sealed = ByteBuffer.allocate(Frame.LARGEST_RECORD);

    /**
     * Makes the seal of one session.
     *
     * @param provider encrypts and decrypts
     * @param sendMacKey mac key of the direction in which this side sends
     * @param receiveMacKey mac key of the other direction
     * @param sendDirection 0 if this side is the listener, 1 if it is the dialler
     */
    public MacSeal(EncryptionProvider provider, byte[] sendMacKey, byte[] receiveMacKey, int sendDirection) {
        this.provider = provider;
        this.out = new Direction(sendDirection, sendMacKey);
        this.in = new Direction(1 - sendDirection, receiveMacKey);
    }

    @Override
    public int maxPlain() {
        return MAX_PLAIN;
    }

    @Override
    public ByteBuffer seal(ByteBuffer plain) throws IOException {
        byte[] text = new byte[plain.remaining()];
        plain.get(text);
        byte[] encrypted = encrypt(text);
        byte[] mac = out.nextMac(encrypted);
        return sealed.clear().put(encrypted).put(mac, 0, MAC).flip();
    }

    private byte[] encrypt(byte[] text) throws IOException {
        byte @Nullable [] encrypted;
        try {
            encrypted = provider.encrypt(text);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException("the encryption provider could not encrypt: " + e, e);
        }
        if (encrypted == null) {
            throw new IOException("the encryption provider returned null from encrypt");
        }
        if (encrypted.length > LONGEST) {
            throw new IOException("the encryption provider made " + encrypted.length + " bytes of " + text.length
                    + "; a record takes at most " + LONGEST);
        }
        return encrypted;
    }

    @Override
    public ByteBuffer open(ByteBuffer body) throws IOException {
        if (body.remaining() < MAC) {
            throw new ProtocolException("a sealed record has at least " + MAC + " bytes, not " + body.remaining());
        }
        byte[] encrypted = new byte[body.remaining() - MAC];
        body.get(encrypted);
        byte[] mac = new byte[MAC];
        body.get(mac);
        byte[] expected = in.nextMac(encrypted);
        if (!isEqual(expected, mac)) {
            throw new ProtocolException("a record was changed, replayed, reordered or reflected: its mac is wrong");
        }
        return ByteBuffer.wrap(decrypt(encrypted));
    }

    /** Compares in constant time. */
    private static boolean isEqual(byte[] expected, byte[] mac) {
        byte[] cut = new byte[MAC];
        System.arraycopy(expected, 0, cut, 0, MAC);
        return MessageDigest.isEqual(cut, mac);
    }

    private byte[] decrypt(byte[] encrypted) throws IOException {
        byte @Nullable [] text;
        try {
            text = provider.decrypt(encrypted);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException("the encryption provider could not decrypt: " + e, e);
        }
        if (text == null) {
            throw new IOException("the encryption provider returned null from decrypt");
        }
        if (text.length > MAX_PLAIN) {
            throw new IOException("the encryption provider made " + text.length + " bytes of " + encrypted.length
                    + "; a record holds at most " + MAX_PLAIN);
        }
        return text;
    }

    /** One direction's mac and count of records. Confined to one thread at a time. */
    private static final class Direction {
        private final byte direction;
        private final Mac mac;
        private final ByteBuffer head = ByteBuffer.allocate(13);
        private long sequence;

        Direction(int direction, byte[] key) {
            this.direction = (byte) direction;
            try {
                this.mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK lacks HmacSHA256, which every JDK has to have", e);
            }
        }

        byte[] nextMac(byte[] encrypted) {
            mac.update(head.clear()
                    .put(direction)
                    .putLong(sequence)
                    .putInt(encrypted.length)
                    .flip());
            sequence++;
            return mac.doFinal(encrypted);
        }
    }
}
