package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionEncryption;
import io.simpleipc.spi.SessionKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The encryption of somebody else's making, before there is a link: what it does wrong is named, and costs no more. */
class PayloadEncryptionTest {
    /** Encrypts nothing; says its kind and makes its sessions as the test wants. */
    private record Sessions(Supplier<@Nullable String> saying, Supplier<@Nullable EncryptionSession> making)
            implements SessionEncryption {
        @Override
        public String kind() {
            return saying.get();
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
        public @Nullable EncryptionSession session(SessionKeys keys) {
            return making.get();
        }
    }

    private static final class Closeable implements EncryptionProvider, AutoCloseable {
        final AtomicInteger closed = new AtomicInteger();

        @Nullable
        Exception failure;

        @Override
        public byte[] encrypt(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decrypt(byte[] encrypted) {
            return encrypted;
        }

        @Override
        public void close() throws Exception {
            closed.incrementAndGet();
            if (failure != null) {
                throw failure;
            }
        }
    }

    @Test
    void anEncryptionThatFailsToTellItsKindIsNamed() {
        var broken = new Sessions(
                () -> {
                    throw new NoClassDefFoundError("a/Library");
                },
                () -> null);
        assertThatThrownBy(() -> PayloadEncryption.of(broken))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(Sessions.class.getName())
                .hasMessageContaining("failed to tell its kind")
                .hasMessageContaining("a/Library");
    }

    @Test
    void aKindThatIsNoneIsNamed() {
        assertThatThrownBy(() -> PayloadEncryption.of(new Sessions(() -> null, () -> null)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("calls its kind null; a kind has");
        for (var kind : new String[] {"", "none", "custom", "UPPER", "x".repeat(33)}) {
            assertThatThrownBy(() -> PayloadEncryption.of(new Sessions(() -> kind, () -> null)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("calls its kind \"" + kind + "\"");
        }
    }

    @Test
    void onlyWhatTheEngineMadeIsClosedByIt() {
        var users = new Closeable();
        PayloadEncryption.of(users).close();
        assertThat(users.closed).hasValue(0);

        var ours = new Closeable();
        PayloadEncryption.named("ours", ours).close();
        assertThat(ours.closed).hasValue(1);
        PayloadEncryption.named("not-closeable", Fixtures.xor(1)).close();
    }

    @Test
    void anEncryptionThatCannotBeClosedIsNamed() {
        var ours = new Closeable();
        ours.failure = new IOException("busy");
        assertThatThrownBy(() -> PayloadEncryption.named("ours", ours).close())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"ours\" could not be closed")
                .hasRootCauseMessage("busy");
    }

    @Test
    void nothingOfTheProviderShows() {
        assertThat(PayloadEncryption.named("ours", Fixtures.xor(1))).hasToString("PayloadEncryption[ours]");
        assertThat(new HandshakeKeys(true, new byte[32], new byte[32])).hasToString("HandshakeKeys[dialler]");
        assertThat(new HandshakeKeys(false, new byte[32], new byte[32])).hasToString("HandshakeKeys[listener]");
    }

    @Test
    void anEncryptionWithoutSessionsIsNamed() throws GeneralSecurityException {
        var none = new Sessions(() -> "test-none", () -> null);
        var duel = new Duel(Fixtures.dialer(Fixtures.SECRET, none), Fixtures.listener(Fixtures.SECRET, none)).play();
        assertThat(duel.rejection()).isEqualTo(Rejection.OWN_FAILURE);
        assertThat(((ListenerHandshake.Step.Rejected) duel.listenerEnd).cause())
                .hasMessageContaining("returned null for a session");
    }

    @Test
    void whatDoesNotDecryptTheCanaryIsAnotherKey() throws GeneralSecurityException {
        var plain = new byte[16];
        assertThat(Canary.opens(null, new byte[0], plain)).isTrue();
        assertThat(Canary.opens(null, new byte[1], plain)).isFalse();
        assertThat(Canary.opens(Fixtures.xor(1), Fixtures.xor(1).encrypt(plain), plain))
                .isTrue();
        assertThat(Canary.opens(opening(() -> null), plain, plain)).isFalse();
        assertThat(Canary.opens(opening(() -> new byte[15]), plain, plain)).isFalse();
        assertThat(Canary.opens(
                        opening(() -> {
                            throw new IllegalStateException("another key");
                        }),
                        plain,
                        plain))
                .isFalse();
        assertThat(Canary.opens(
                        opening(() -> {
                            throw new StackOverflowError();
                        }),
                        plain,
                        plain))
                .isFalse();
    }

    private static EncryptionProvider opening(Supplier<byte @Nullable []> decrypted) {
        return new EncryptionProvider() {
            @Override
            public byte[] encrypt(byte[] plain) {
                return plain;
            }

            @Override
            public byte[] decrypt(byte[] encrypted) {
                return decrypted.get();
            }
        };
    }
}
