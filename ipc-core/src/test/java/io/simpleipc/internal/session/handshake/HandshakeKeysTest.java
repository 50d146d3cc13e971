package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HandshakeKeysTest {
    private static final byte[] EXPORT = filled(1);
    private static final byte[] HASH = filled(2);

    private static byte[] filled(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void bothSidesDeriveTheSameAndOtherLabelsOtherKeys() {
        var dialler = new HandshakeKeys(true, EXPORT, HASH);
        var listener = new HandshakeKeys(false, EXPORT, HASH);

        assertThat(dialler.dialler()).isTrue();
        assertThat(listener.dialler()).isFalse();
        assertThat(dialler.derive("aes")).hasSize(32).isEqualTo(listener.derive("aes"));
        assertThat(dialler.derive("aes")).isNotEqualTo(dialler.derive("aes2")).isNotEqualTo(dialler.derive(""));
    }

    @Test
    void everyHandshakeHasKeysOfItsOwn() {
        var key = new HandshakeKeys(true, EXPORT, HASH).derive("aes");

        assertThat(new HandshakeKeys(true, filled(3), HASH).derive("aes")).isNotEqualTo(key);
        assertThat(new HandshakeKeys(true, EXPORT, filled(3)).derive("aes")).isNotEqualTo(key);
    }

    @Test
    void noLabelYieldsAKeyOfTheMac() {
        var mac = Sha256.expand(EXPORT, "simpleipc/1 mac d", HASH);

        for (var label : new String[] {"", "d", "mac d", "simpleipc/1 mac d"}) {
            assertThat(new HandshakeKeys(true, EXPORT, HASH).derive(label)).isNotEqualTo(mac);
        }
    }

    @Test
    void keysCanBeDerivedOnlyWhileTheSessionStarts() {
        var keys = new HandshakeKeys(true, EXPORT, HASH);
        keys.close();

        assertThatThrownBy(() -> keys.derive("aes")).isInstanceOf(IllegalStateException.class);
        assertThat(EXPORT).isEqualTo(filled(1)); // only the copy is wiped
    }

    @Test
    void aLabelIsAscii() {
        assertThat(new HandshakeKeys(true, EXPORT, HASH).derive("\u007f")).hasSize(32);
        assertThatThrownBy(() -> new HandshakeKeys(true, EXPORT, HASH).derive("\u0080"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HandshakeKeys(true, EXPORT, HASH).derive("schlüssel"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
