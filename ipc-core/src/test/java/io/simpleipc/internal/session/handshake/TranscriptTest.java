package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.internal.wire.MacSeal;
import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionEncryption;
import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which side has which keys. Two sides that both take them the other way round would understand each other, and nobody else. */
final class TranscriptTest {
    private static final byte[] HASH = new byte[32];
    private static final byte[] TEXT = {1, 2, 3};

    private final Noise.Split split = new Noise(new byte[0], new byte[32], X25519.generate()).split();

    @Test
    void theDiallerSealsWithTheDiallersKeyAndOpensWithTheListeners() throws Exception {
        var provider = Fixtures.xor(1);
        var ofDialer = Sha256.expand(split.export, "simpleipc/1 mac d", HASH);
        var ofListener = Sha256.expand(split.export, "simpleipc/1 mac l", HASH);
        var dialer = Transcript.seal(PayloadEncryption.of(provider), split, HASH, Transcript.DIALER_TO_LISTENER);
        var listener = Transcript.seal(PayloadEncryption.of(provider), split, HASH, Transcript.LISTENER_TO_DIALER);

        assertThat(opened(new MacSeal(provider, ofListener, ofDialer, 0).open(dialer.seal(ByteBuffer.wrap(TEXT)))))
                .isEqualTo(TEXT);
        assertThat(opened(new MacSeal(provider, ofDialer, ofListener, 1).open(listener.seal(ByteBuffer.wrap(TEXT)))))
                .isEqualTo(TEXT);
    }

    @Test
    void anEncryptionWithSessionsLearnsWhichSideItIsOn() throws ProviderFailure {
        var told = new ArrayList<Boolean>();
        var encryption = PayloadEncryption.of(new Listening(told));
        Transcript.seal(encryption, split, HASH, Transcript.DIALER_TO_LISTENER);
        Transcript.seal(encryption, split, HASH, Transcript.LISTENER_TO_DIALER);
        assertThat(told).containsExactly(true, false);
    }

    private static byte[] opened(ByteBuffer plain) {
        var bytes = new byte[plain.remaining()];
        plain.get(bytes);
        return bytes;
    }

    private record Listening(List<Boolean> told) implements SessionEncryption {
        @Override
        public String kind() {
            return "test-listening";
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
        public EncryptionSession session(SessionKeys keys) throws GeneralSecurityException {
            told.add(keys.dialler());
            return new Fixtures.Unclosable().session(keys);
        }
    }
}
