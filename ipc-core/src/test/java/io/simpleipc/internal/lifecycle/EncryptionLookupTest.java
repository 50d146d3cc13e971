package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.internal.session.handshake.PayloadEncryption;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.Services.Found;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EncryptionLookupTest {
    @Test
    void theFactoryOfTheNameMakesTheProvider() {
        var rot13 = new Named("rot13");

        assertThat(EncryptionLookup.in(found(new Named("xor"), rot13), Encryption.of("rot13")))
                .isEqualTo(PayloadEncryption.named("rot13", rot13.provider));
    }

    @Test
    void anUnknownNameListsWhatWasFoundAndTheArtifact() {
        assertThatThrownBy(() -> EncryptionLookup.in(found(new Named("xor")), Encryption.of("aes-256-gcm")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"aes-256-gcm\"")
                .hasMessageContaining("found: xor")
                .hasMessageContaining("io.simpleipc:ipc-crypto-aesgcm");
    }

    @Test
    void twoFactoriesOfOneNameAreAnErrorThatNamesBoth() {
        assertThatThrownBy(() -> EncryptionLookup.in(found(new Named("xor"), new Other()), Encryption.of("xor")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(Named.class.getName())
                .hasMessageContaining(Other.class.getName());
    }

    @Test
    void aNameThatIsTakenOrUnfitIsReportedAndHidesNoOther() {
        var xor = new Named("xor");
        for (var name : List.of("none", "custom", "", "Xor", "a b")) {
            var found = found(new Named(name), xor);

            assertThat(EncryptionLookup.in(found, Encryption.of("xor")).provider())
                    .isSameAs(xor.provider);
            assertThatThrownBy(() -> EncryptionLookup.in(found, Encryption.of("other")))
                    .hasMessageContaining("\"" + name + "\" cannot be the name");
        }
    }

    @Test
    void aFactoryThatFailsIsNamedAndNoSecretShown() {
        var encryption = Encryption.of("xor").with("passphrase", "marker-secret-zx81");
        var failing = new Named("xor") {
            @Override
            public EncryptionProvider create(Encryption options) {
                throw new IllegalStateException("no luck");
            }
        };

        assertThatThrownBy(() -> EncryptionLookup.in(found(failing), encryption))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no luck")
                .hasMessageContaining("passphrase")
                .hasMessageNotContaining("marker-secret-zx81");
    }

    private static Found<EncryptionFactory> found(EncryptionFactory... factories) {
        return new Found<>(List.of(factories), List.of());
    }

    private static class Named implements EncryptionFactory {
        final EncryptionProvider provider = new Same();
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String type() {
            return name;
        }

        @Override
        public EncryptionProvider create(Encryption encryption) {
            return provider;
        }
    }

    private static final class Other extends Named {
        Other() {
            super("xor");
        }
    }

    private static final class Same implements EncryptionProvider {
        @Override
        public byte[] encrypt(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decrypt(byte[] encrypted) {
            return encrypted;
        }
    }
}
