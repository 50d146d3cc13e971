package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionLostException;
import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.Spec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two connections of one process, joined through the in-memory transport. */
@Timeout(60)
final class AesGcmLinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void twoProcessesThatNameTheSameKeyFileTalk() {
        var keyFile = folder.resolve("encryption.key");
        EncryptionKey.generate().writeTo(keyFile);
        var spec = spec("named", Encryption.of("aes-256-gcm").with("keyFile", keyFile.toString()));

        try (var first = Connection.of(spec, query -> query + " there");
                var second = Connection.of(spec, query -> query + " back")) {
            join(first, second);

            assertThat(second.query("hello")).isEqualTo("hello there");
            assertThat(first.query("hello")).isEqualTo("hello back");
        }
    }

    @Test
    void anObjectAndTheNameUnderstandEachOther() {
        var keyFile = folder.resolve("encryption.key");
        var key = EncryptionKey.generate();
        key.writeTo(keyFile);
        var byName = spec("both ways", Encryption.of("aes-256-gcm").with("keyFile", keyFile.toString()));
        var byObject = spec("both ways", null);

        try (var encryption = new AesGcmEncryption(key);
                var first = Connection.of(byName, query -> query);
                var second = connection(byObject, encryption)) {
            join(first, second);

            var large = new byte[3 << 20];
            new Random(1).nextBytes(large);
            assertThat(first.query(large)).isEqualTo(large);
        }
    }

    @Test
    void aLinkGoesOnThroughManyChangesOfItsKeys() {
        var key = EncryptionKey.generate();
        var limits = new GcmDirection.Rekey(5, 100_000);
        try (var first = connection(spec("rekey", null), new AesGcmEncryption(key, limits));
                var second = connection(spec("rekey", null), new AesGcmEncryption(key, limits))) {
            join(first, second);

            for (int i = 0; i < 300; i++) {
                var bytes = new byte[i * 1000];
                assertThat(first.query(bytes)).isEqualTo(bytes);
                assertThat(second.query(bytes)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void aPeerThatDoesNotChangeItsKeysIsLost() {
        var key = EncryptionKey.generate();
        try (var first = connection(
                        spec("no rekey", null), new AesGcmEncryption(key, new GcmDirection.Rekey(5, 1 << 20)));
                var second = connection(spec("no rekey", null), new AesGcmEncryption(key))) {
            join(first, second);

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            second.query(new byte[] {1});
                        }
                    })
                    .isInstanceOf(ConnectionLostException.class);
        }
    }

    private static Connection connection(Spec spec, EncryptionProvider encryption) {
        return Connection.builder(spec)
                .onBytes(query -> query)
                .encryption(encryption)
                .build();
    }

    @Test
    void anotherKeyIsAnIncompatiblePeer() {
        try (var first = new AesGcmEncryption(EncryptionKey.generate());
                var second = new AesGcmEncryption(EncryptionKey.generate())) {
            assertIncompatible("other key", first, second, "same encryption provider and key");
        }
    }

    @Test
    void noKeyOnOneSideIsAnIncompatiblePeerThatSaysSo() {
        try (var encryption = new AesGcmEncryption(EncryptionKey.generate())) {
            assertIncompatible(
                    "no key there", null, encryption, "encrypts with \"none\", this side with \"aes-256-gcm\"");
            assertIncompatible(
                    "no key here", encryption, null, "encrypts with \"aes-256-gcm\", this side with \"none\"");
        }
    }

    private static void assertIncompatible(
            String address, EncryptionProvider listeners, EncryptionProvider diallers, String text) {
        try (var first = connection(spec(address, null), listeners);
                var second = connection(spec(address, null), diallers)) {
            first.connect();
            assertThatThrownBy(second::connect)
                    .isInstanceOf(IncompatiblePeerException.class)
                    .hasMessageContaining(text);
        }
    }

    private static Spec spec(String address, Encryption encryption) {
        var builder = Spec.builder().type("memory").address("aes " + address).secret("marker-secret-zx81");
        return encryption == null
                ? builder.build()
                : builder.encryption(encryption).build();
    }

    private static void join(Connection first, Connection second) {
        first.connect();
        second.connect();
        assertThat(first.awaitConnected(PATIENCE)).isTrue();
    }
}
