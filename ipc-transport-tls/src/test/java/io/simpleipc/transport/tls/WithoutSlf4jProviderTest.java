package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Tls;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a process that has slf4j-api only; this one has a provider. */
@Timeout(60)
final class WithoutSlf4jProviderTest {
    @TempDir
    Path directory;

    /** Its program: reads a pair in a year's time. */
    public static void main(String[] files) {
        var later = Clock.offset(Clock.systemUTC(), Duration.ofDays(365));
        PemFiles.read(Tls.of(Path.of(files[0]), Path.of(files[1])).withWarningsOnly(), later);
    }

    @Test
    void warningsReachThePlatformsLog() throws Exception {
        var pair = Certificates.selfSigned(directory.resolve("a.crt"), directory.resolve("a.key"), Duration.ofDays(1));
        Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(outputOf(pair))
                .contains("the certificate in " + pair.certificate() + " has expired")
                .contains("others may read the key file " + pair.key());
    }

    private String outputOf(Tls pair) throws IOException, InterruptedException {
        var output = directory.resolve("output");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        WithoutSlf4jProviderTest.class.getName(),
                        pair.certificate().toString(),
                        pair.key().toString())
                .redirectErrorStream(true)
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
