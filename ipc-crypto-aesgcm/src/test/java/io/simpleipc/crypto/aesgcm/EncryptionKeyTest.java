package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class EncryptionKeyTest {
    @TempDir
    Path folder;

    @Test
    void aKeyIsTheSameAfterItsFile() throws IOException {
        var file = folder.resolve("encryption.key");
        var key = EncryptionKey.generate();
        key.writeTo(file);

        assertThat(Files.readAllBytes(file)).hasSize(32).isEqualTo(key.copy());
        assertThat(EncryptionKey.load(file).copy()).isEqualTo(key.copy());
    }

    @Test
    void noTwoKeysAreAlike() {
        assertThat(EncryptionKey.generate().copy())
                .isNotEqualTo(EncryptionKey.generate().copy());
    }

    @Test
    void onlyItsOwnerMayReadAKeyFile() throws IOException {
        var file = folder.resolve("encryption.key");
        EncryptionKey.generate().writeTo(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(warningsOf(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-"})
    void aFileThatOthersMayReadOrWriteIsWarnedAboutAndLoaded(String mode) throws IOException {
        var file = folder.resolve("encryption.key");
        EncryptionKey.generate().writeTo(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThat(warningsOf(file)).singleElement().asString().contains("chmod 600 " + file);
    }

    private static List<String> warningsOf(Path file) {
        var warnings = new ArrayList<String>();
        EncryptionKey.load(file, warnings::add).close();
        return warnings;
    }

    @Test
    void aFileThatExistsIsNeverOverwritten() throws IOException {
        var file = folder.resolve("encryption.key");
        Files.writeString(file, "something else");

        assertThatThrownBy(() -> EncryptionKey.generate().writeTo(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("not overwritten");
        assertThat(Files.readString(file)).isEqualTo("something else");
    }

    @Test
    void aFileThatCannotBeWrittenIsAConfigurationError() {
        var file = folder.resolve("missing").resolve("encryption.key");

        assertThatThrownBy(() -> EncryptionKey.generate().writeTo(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be written");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 64, 100_000})
    void aFileOfAnotherLengthIsNamedWithBothNumbersAndTheCure(int length) throws IOException {
        var file = folder.resolve("encryption.key");
        Files.write(file, new byte[length]);

        assertThatThrownBy(() -> EncryptionKey.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("exactly 32 bytes")
                .hasMessageContaining("has " + length)
                .hasMessageContaining("EncryptionKey.generate().writeTo(path)");
    }

    @Test
    void aFileThatIsNotThereIsAConfigurationError() {
        assertThatThrownBy(() -> EncryptionKey.load(folder.resolve("nothing")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> EncryptionKey.load(folder)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aClosedKeyIsWipedAndGoodForNothing() {
        var bytes = new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
            30, 31, 32
        };
        var key = EncryptionKey.of(bytes);
        key.close();
        key.close();

        assertThat(bytes).containsOnly(0);
        assertThatThrownBy(() -> key.writeTo(folder.resolve("encryption.key")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new AesGcmEncryption(key)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEncryptionGoesOnWhenItsKeyIsClosedAndEndsWhenItIsClosedItself() throws Exception {
        var key = EncryptionKey.generate();
        var encryption = new AesGcmEncryption(key);
        key.close();
        assertThat(encryption.decrypt(encryption.encrypt(new byte[] {1}))).containsExactly(1);

        encryption.close();
        assertThatThrownBy(() -> encryption.encrypt(new byte[1])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyDoesNotPrintItself() {
        var key = EncryptionKey.generate();

        assertThat(key + " " + new AesGcmEncryption(key))
                .doesNotContain(HexFormat.of().formatHex(key.copy()))
                .isEqualTo("EncryptionKey[256 bits] AesGcmEncryption[EncryptionKey[256 bits]]");
    }
}
