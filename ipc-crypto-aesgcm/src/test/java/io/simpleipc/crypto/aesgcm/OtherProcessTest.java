package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a process that has slf4j-api only, and a small heap. */
@Timeout(60)
final class OtherProcessTest {
    @TempDir
    Path directory;

    /** Its program: makes an encryption, of a keyFile or with argon2 of a passphrase, or says why not. */
    public static void main(String[] option) {
        var encryption = Encryption.of("aes-256-gcm").with(option[0], option[1]);
        try {
            new AesGcmFactory()
                    .create(option[0].equals("argon2") ? encryption.with("passphrase", "correct horse") : encryption);
        } catch (ConfigurationException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    @Test
    void withoutAnSlf4jProviderTheWarningReachesThePlatformsLog() throws Exception {
        var file = directory.resolve("encryption.key");
        try (var key = EncryptionKey.generate()) {
            key.writeTo(file);
        }
        assertThat(outputOf("keyFile", file.toString())).doesNotContain("key file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(outputOf("keyFile", file.toString())).contains("others may read or write the key file " + file);
    }

    @ParameterizedTest
    @CsvSource({"interactive, 64 MiB", "moderate, 256 MiB"})
    void aHeapTooSmallForAPassphraseIsAnErrorOfTheSettings(String argon2, String size) throws Exception {
        assertThat(outputOf("argon2", argon2))
                .contains("refused: ", argon2, "needs " + size, "-Xmx", "keyFile")
                .doesNotContain("correct horse");
    }

    private String outputOf(String... options) throws IOException, InterruptedException {
        var output = directory.resolve("output");
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                classPath(),
                OtherProcessTest.class.getName());
        builder.command().addAll(Arrays.asList(options));
        var process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        var text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j-simple"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
