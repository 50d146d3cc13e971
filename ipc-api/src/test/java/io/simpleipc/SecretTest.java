package io.simpleipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @TempDir
    private Path directory;

    @Test
    void aLiteralIsItsUtf8Bytes() {
        assertThat(Secret.of("gehe\u00efm").resolve()).isEqualTo("gehe\u00efm".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wipingWhatWasResolvedLeavesTheSecretWhole() {
        var secret = Secret.of("abc");
        secret.resolve()[0] = 0;
        assertThat(secret.resolve()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void halfASurrogatePairIsNoSecret() {
        assertThatThrownBy(() -> Secret.of("a\ud800")).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aFileCountsWithoutItsLastLineBreak() throws IOException {
        assertThat(Secret.fromFile(file("abc\n", "rw-------")).resolve())
                .asString()
                .isEqualTo("abc");
        assertThat(Secret.fromFile(file("abc\r\n", "rw-------")).resolve())
                .asString()
                .isEqualTo("abc");
        assertThat(Secret.fromFile(file("abc\n\n", "r--------")).resolve())
                .asString()
                .isEqualTo("abc\n");
        assertThat(Secret.fromFile(file("abc", "rw-------")).resolve())
                .asString()
                .isEqualTo("abc");
    }

    @Test
    void aFileThatOthersMayReadIsRefusedWithTheCure() throws IOException {
        for (var mode : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"}) {
            var secret = Secret.fromFile(file("abc", mode));
            assertThatThrownBy(secret::resolve)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("chmod 600");
        }
    }

    @Test
    void anEmptyMissingOrHugeFileIsRefusedByName() throws IOException {
        assertRefused(Secret.fromFile(file("", "rw-------")), "empty");
        assertRefused(Secret.fromFile(file("\n", "rw-------")), "empty");
        assertRefused(Secret.fromFile(directory.resolve("missing")), "missing");
        assertRefused(Secret.fromFile(file("x".repeat(65 * 1024), "rw-------")), "larger");
    }

    @Test
    void aSourceWithoutANameIsRefusedWithTheCure() {
        for (var empty : new String[] {"", " "}) {
            assertThatThrownBy(() -> Secret.fromEnvironment(empty))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("name one, such as CHAT_SECRET");
            assertThatThrownBy(() -> Secret.fromFile(Path.of(empty)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("name one, such as chat.secret");
        }
    }

    @Test
    void aVariableThatIsNotSetIsNamed() {
        assertRefused(Secret.fromEnvironment("IPC_NO_SUCH_VARIABLE"), "IPC_NO_SUCH_VARIABLE");
    }

    @Test
    void aVariableIsReadWhenResolved() {
        assertThat(Secret.fromEnvironment("PATH").resolve()).asString().isEqualTo(System.getenv("PATH"));
    }

    private static void assertRefused(Secret secret, String part) {
        assertThatThrownBy(secret::resolve)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(part);
    }

    private Path file(String content, String mode) throws IOException {
        var file = Files.createTempFile(directory, "secret", "");
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
