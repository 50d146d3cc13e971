package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.Secret;
import io.simpleipc.spi.EncryptionFactory;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class AesGcmFactoryTest {
    private static final Encryption NAMED = Encryption.of("aes-256-gcm");

    @TempDir
    Path folder;

    private String keyFile() {
        var file = folder.resolve("encryption.key");
        EncryptionKey.generate().writeTo(file);
        return file.toString();
    }

    private static AesGcmEncryption create(Encryption encryption) {
        return (AesGcmEncryption) new AesGcmFactory().create(encryption);
    }

    private static void assertUnderstand(Encryption one, Encryption other) throws GeneralSecurityException {
        assertThat(create(other).decrypt(create(one).encrypt(new byte[] {1}))).containsExactly(1);
    }

    private static void assertDoNotUnderstand(Encryption one, Encryption other) throws GeneralSecurityException {
        var encrypted = create(one).encrypt(new byte[] {1});
        assertThatThrownBy(() -> create(other).decrypt(encrypted)).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(EncryptionFactory.class))
                .anyMatch(factory -> factory.type().equals("aes-256-gcm") && factory instanceof AesGcmFactory);
    }

    @Test
    void equalKeyFilesMakeProvidersThatUnderstandEachOther() throws GeneralSecurityException {
        var encryption = NAMED.with("keyFile", keyFile());
        assertUnderstand(encryption, encryption);
    }

    @Test
    void equalPassphrasesMakeProvidersThatUnderstandEachOther() throws GeneralSecurityException {
        assertUnderstand(
                NAMED.with("passphrase", "correct horse"),
                NAMED.with("passphrase", "correct horse").with("argon2", "interactive"));
        assertDoNotUnderstand(NAMED.with("passphrase", "correct horse"), NAMED.with("passphrase", "correct hors"));
    }

    @Test
    void anotherSaltMakesAnotherKey() throws GeneralSecurityException {
        var encryption = NAMED.with("passphrase", "correct horse");
        assertUnderstand(encryption.with("salt", "house 1"), encryption.with("salt", "house 1"));
        assertDoNotUnderstand(encryption.with("salt", "house 1"), encryption.with("salt", "house 2"));
        assertDoNotUnderstand(encryption, encryption.with("salt", "house 1"));
    }

    @Test
    void keyFileAndPassphraseExcludeEachOtherAndOneIsNeeded() {
        assertThatThrownBy(() -> create(NAMED))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("neither is set");
        assertThatThrownBy(() -> create(NAMED.with("keyFile", keyFile()).with("passphrase", "marker-secret-zx81")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("both are set")
                .hasMessageNotContaining("marker-secret-zx81");
    }

    @Test
    void optionsOfPassphrasesAreRefusedWithAKeyFile() {
        assertThatThrownBy(() -> create(NAMED.with("keyFile", keyFile()).with("salt", "house 1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("with a passphrase only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keyfile", "keyPath", "pass", "iterations"})
    void anUnknownOptionIsAnErrorThatNamesTheNearest(String name) {
        assertThatThrownBy(() -> create(NAMED.with(name, "x")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no option \"" + name + "\"")
                .hasMessageContaining("the nearest is");
    }

    @Test
    void anUnknownSetOfParametersIsAnErrorThatNamesTheNearest() {
        assertThatThrownBy(() ->
                        create(NAMED.with("passphrase", "marker-secret-zx81").with("argon2", "modest")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"modest\"")
                .hasMessageContaining("nearest is \"moderate\"")
                .hasMessageNotContaining("marker-secret-zx81");
    }

    @Test
    void aPassphraseIsASecretAndAPathIsNone() {
        assertThatThrownBy(() -> create(new Encryption("aes-256-gcm", Map.of("passphrase", "x"), Map.of())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("as a Secret");
        assertThatThrownBy(() -> create(NAMED.with("keyFile", Secret.of("x"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("as plain text");
    }

    @Test
    void whatIsNoPathIsNamed() {
        assertThatThrownBy(() -> create(NAMED.with("keyFile", "a\0b")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is no path");
    }
}
