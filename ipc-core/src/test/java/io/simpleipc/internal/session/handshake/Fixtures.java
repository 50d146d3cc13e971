package io.simpleipc.internal.session.handshake;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionEncryption;
import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Two processes to introduce to each other, and values that are the same in every run. */
final class Fixtures {
    static final String SECRET = "marker-secret-zx81";
    static final ChannelBinding UNIX = ChannelBinding.of("unix", Sha256.hash(Sha256.ascii("/run/chat")));
    static final Limits LIMITS = new Limits(1 << 20, 1024, (4 << 20) + Limits.WINDOW_SLACK);
    static final UUID DIALER = UUID.fromString("d1d1d1d1-d1d1-d1d1-d1d1-d1d1d1d1d1d1");
    static final UUID LISTENER = UUID.fromString("1e1e1e1e-1e1e-1e1e-1e1e-1e1e1e1e1e1e");
    static final UUID SESSION = UUID.fromString("5e5e5e5e-5e5e-5e5e-5e5e-5e5e5e5e5e5e");

    private Fixtures() {}

    static byte[] psk(String secret) {
        return Introduction.psk(secret.getBytes(StandardCharsets.UTF_8));
    }

    static Introduction dialer(String secret, @Nullable EncryptionProvider encryption) {
        return dialer(secret, encryption, false);
    }

    static Introduction dialer(String secret, @Nullable EncryptionProvider encryption, boolean resumes) {
        return new Introduction(
                DIALER,
                1001,
                Instant.ofEpochMilli(1_700_000_000_001L),
                LIMITS,
                Duration.ofSeconds(5),
                psk(secret),
                PayloadEncryption.of(encryption),
                resumes);
    }

    static Introduction listener(String secret, @Nullable EncryptionProvider encryption) {
        return listener(secret, encryption, false);
    }

    static Introduction listener(String secret, @Nullable EncryptionProvider encryption, boolean resumes) {
        return new Introduction(
                LISTENER,
                1002,
                Instant.ofEpochMilli(1_700_000_000_002L),
                LIMITS,
                Duration.ofSeconds(3),
                psk(secret),
                PayloadEncryption.of(encryption),
                resumes);
    }

    /** A key pair of a private key that consists of one byte, 32 times. */
    static Randomness fixed(int privateKeyByte) {
        var scalar = new byte[32];
        Arrays.fill(scalar, (byte) privateKeyByte);
        return new Randomness() {
            @Override
            public X25519 ephemeral() {
                try {
                    return X25519.of(scalar);
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public UUID sessionId() {
                return SESSION;
            }
        };
    }

    /** A provider of fifteen lines: no security, but a key. */
    static EncryptionProvider xor(int key) {
        return new EncryptionProvider() {
            @Override
            public byte[] encrypt(byte[] plain) {
                var bytes = plain.clone();
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] ^= (byte) key;
                }
                return bytes;
            }

            @Override
            public byte[] decrypt(byte[] encrypted) {
                return encrypt(encrypted);
            }
        };
    }

    /** A provider whose encrypt does what the test says. */
    interface Broken extends EncryptionProvider {
        @Override
        default byte[] decrypt(byte[] encrypted) {
            return encrypted;
        }
    }

    /** Sessions that do nothing, and throw when they are closed. */
    static final class Unclosable implements SessionEncryption {
        @Override
        public String kind() {
            return "test-unclosable";
        }

        @Override
        public byte[] encrypt(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decrypt(byte[] encrypted) {
            return encrypted;
        }

        @Override
        public EncryptionSession session(SessionKeys keys) {
            return new EncryptionSession() {
                @Override
                public int overhead() {
                    return 0;
                }

                @Override
                public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) {
                    target.put(plain);
                }

                @Override
                public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) {
                    target.put(sealed);
                }

                @Override
                public void close() {
                    throw new IllegalStateException("no luck");
                }
            };
        }
    }
}
