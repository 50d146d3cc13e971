package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.internal.wire.Seal;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Payload encryption is agreed upon, and the same key proved, before anybody is joined. */
@Timeout(60)
final class HandshakeEncryptionTest {
    private static final String SECRET = Fixtures.SECRET;

    @Test
    void sameEncryptionIsProvedAndUsed() throws GeneralSecurityException {
        var duel =
                new Duel(Fixtures.dialer(SECRET, Fixtures.xor(1)), Fixtures.listener(SECRET, Fixtures.xor(1))).play();
        assertThat(duel.seated()).isTrue();
        assertThat(((DialerHandshake.Step.Joined) duel.dialerEnd).agreement().seal())
                .isNotSameAs(Seal.NONE);
    }

    @Test
    void encryptionOnOneSideOnlyIsNamed() throws GeneralSecurityException {
        assertEncryptionRefused(Fixtures.xor(1), null, "it encrypts with \"none\", this side with \"custom\"");
        assertEncryptionRefused(null, Fixtures.xor(1), "it encrypts with \"custom\", this side with \"none\"");
    }

    @Test
    void anotherKeyIsFoundOutByTheCanaryOfTheDialler() throws GeneralSecurityException {
        assertEncryptionRefused(Fixtures.xor(1), Fixtures.xor(2), "same encryption provider and key");
    }

    @Test
    void anotherKeyIsFoundOutByTheCanaryOfTheListenerToo() throws GeneralSecurityException {
        var oneWay = new EncryptionProvider() { // opens what the dialler seals, but seals otherwise
                    @Override
                    public byte[] encrypt(byte[] plain) {
                        return new byte[plain.length];
                    }

                    @Override
                    public byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
                        return Fixtures.xor(1).decrypt(encrypted);
                    }
                };
        var duel = assertEncryptionRefused(Fixtures.xor(1), oneWay, "same encryption provider and key");
        assertThat(duel.flights).hasSize(5); // the listener is told by OPEN
    }

    @Test
    void aProviderThatFailsAtTheListenerIsRefusedWithItsCause() throws GeneralSecurityException {
        Fixtures.Broken broken = plain -> {
            throw new IllegalStateException("no key today");
        };
        EncryptionProvider opens = new EncryptionProvider() {
            @Override
            public byte[] encrypt(byte[] plain) throws GeneralSecurityException {
                return broken.encrypt(plain);
            }

            @Override
            public byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
                return Fixtures.xor(1).decrypt(encrypted);
            }
        };
        var duel = new Duel(Fixtures.dialer(SECRET, Fixtures.xor(1)), Fixtures.listener(SECRET, opens)).play();
        assertThat(duel.dialerFailure()).isInstanceOf(IncompatiblePeerException.class);
        assertThat(duel.rejection()).isEqualTo(Rejection.OWN_FAILURE);
        assertThat(((ListenerHandshake.Step.Rejected) duel.listenerEnd).cause())
                .hasMessageContaining("encryption provider")
                .hasRootCauseMessage("no key today");
    }

    @Test
    void aProviderThatFailsAtTheDiallerIsNamed() throws GeneralSecurityException {
        assertProviderNamed(
                plain -> {
                    throw new GeneralSecurityException("no key today");
                },
                "failed to encrypt");
        assertProviderNamed(
                plain -> {
                    throw new IllegalStateException("broken");
                },
                "failed to encrypt");
        assertProviderNamed(plain -> null, "returned null");
        assertProviderNamed(plain -> new byte[257], "makes 257 bytes of 16");
    }

    @Test
    void aCanaryMayHaveTheFullLength() throws GeneralSecurityException {
        EncryptionProvider padded = new EncryptionProvider() {
            @Override
            public byte[] encrypt(byte[] plain) {
                return Arrays.copyOf(plain, 256);
            }

            @Override
            public byte[] decrypt(byte[] encrypted) {
                return Arrays.copyOf(encrypted, 16);
            }
        };
        assertThat(new Duel(Fixtures.dialer(SECRET, padded), Fixtures.listener(SECRET, padded))
                        .play()
                        .seated())
                .isTrue();
    }

    private static void assertProviderNamed(Fixtures.Broken broken, String what) throws GeneralSecurityException {
        var duel = new Duel(Fixtures.dialer(SECRET, broken), Fixtures.listener(SECRET, Fixtures.xor(1))).play();
        assertThat(duel.dialerFailure())
                .isInstanceOf(IncompatiblePeerException.class)
                .hasMessageContaining("this side's encryption provider")
                .hasMessageContaining(what);
        assertThat(duel.seated()).isFalse();
    }

    private static Duel assertEncryptionRefused(
            @Nullable EncryptionProvider dialers, @Nullable EncryptionProvider listeners, String text)
            throws GeneralSecurityException {
        var duel = new Duel(Fixtures.dialer(SECRET, dialers), Fixtures.listener(SECRET, listeners)).play();
        assertThat(duel.dialerFailure())
                .isInstanceOf(IncompatiblePeerException.class)
                .hasMessageContaining("has the same secret, but")
                .hasMessageContaining(text);
        assertThat(duel.rejection()).isEqualTo(Rejection.ENCRYPTION);
        System.out.println("[fault 22] " + duel.rejection() + " at the listener, at the dialler "
                + duel.dialerFailure().getMessage());
        return duel;
    }
}
