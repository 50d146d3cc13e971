package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A key that has done its work is overwritten, so that whoever gets at the memory later cannot open what was recorded. */
@Timeout(60)
final class ForgottenKeysTest {
    private static final byte[] ZEROS = new byte[32];

    @Test
    void eachKeyIsOverwrittenWhenTheNextOneIsMade() throws GeneralSecurityException {
        var noise = noise();
        for (int step = 0; step < 2; step++) {
            var former = keys(noise);
            if (step == 0) {
                noise.readFirst(noise().writeFirst(new byte[0]));
            } else {
                noise.writeSecond(new byte[0]);
            }
            assertThat(former)
                    .as("chaining key and key before message %d", step)
                    .containsOnly(ZEROS);
            assertThat(keys(noise)).doesNotContain(ZEROS);
        }
    }

    @Test
    void theEndOfTheHandshakeOverwritesTheSecretAndAllKeys() throws GeneralSecurityException {
        var noise = noise();
        noise.writeFirst(new byte[0]);
        noise.split();
        assertThat(keys(noise)).containsOnly(ZEROS);
        assertThat(bytes(noise, "psk")).isEqualTo(ZEROS);
    }

    @Test
    void aHandshakeThatFailsOverwritesThemToo() throws GeneralSecurityException {
        var noise = noise();
        noise.writeFirst(new byte[0]);
        noise.wipe();
        assertThat(keys(noise)).containsOnly(ZEROS);
        assertThat(bytes(noise, "psk")).isEqualTo(ZEROS);
    }

    @Test
    void whatTheHandshakeLeavesIsOverwrittenWithBothDirections() throws GeneralSecurityException {
        var noise = noise();
        noise.writeFirst(new byte[0]);
        var split = noise.split();
        var left = List.of(bytes(split.fromInitiator, "key"), bytes(split.fromResponder, "key"), split.export);
        assertThat(left).doesNotContain(ZEROS);
        split.wipe();
        assertThat(left).containsOnly(ZEROS);
    }

    @Test
    void keysForAnEncryptionAreOverwrittenWhenItsSessionHasStarted() {
        var keys = new HandshakeKeys(true, filled(), filled());
        var export = bytes(keys, "export");
        keys.close();
        assertThat(export).isEqualTo(ZEROS);
    }

    @Test
    void aClosedConnectionKeepsNoPsk() {
        var self = Fixtures.dialer(Fixtures.SECRET, null);
        assertThat(bytes(self, "psk")).isNotEqualTo(ZEROS);
        self.close();
        assertThat(bytes(self, "psk")).isEqualTo(ZEROS);
    }

    private static Noise noise() {
        return new Noise(new byte[0], filled(), X25519.generate());
    }

    private static byte[] filled() {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    /** The arrays themselves. */
    private static List<byte[]> keys(Noise noise) {
        return List.of(bytes(noise, "chainingKey"), bytes(field(noise, "cipher"), "key"));
    }

    private static byte[] bytes(Object holder, String name) {
        return (byte[]) field(holder, name);
    }

    private static Object field(Object holder, String name) {
        try {
            var field = holder.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(holder);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
