package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simpleipc.ConfigurationException;
import io.simpleipc.Secret;
import io.simpleipc.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.io.TempDir;

/**
 * PEM files by chance, as the key of a sound certificate and as the certificate of a sound key: either the pair is taken, or
 * refused with a message that names the file and the cure and never shows the password; in time, and without taking memory
 * that the file only claims. The input: one byte that says in which file and in what block, then the block's content, or
 * the text of the file.
 */
class PemFuzz {
    private static final String PASSWORD = "marker-open-sesame";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final int FIXED = 64 << 20; // what scrypt may take
    private static final String[] TYPES = {
        "CERTIFICATE", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "EC PARAMETERS",
    };

    @TempDir
    static Path directory;

    @FuzzTest(maxDuration = "1h")
    void files(byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        boolean asKey = (data[0] & 8) == 0;
        byte[] rest = Arrays.copyOfRange(data, 1, data.length);
        byte[] file = (data[0] & 7) < TYPES.length ? block(TYPES[data[0] & 7], rest) : rest;
        var tls = Tls.of(
                        write("fuzz.crt", asKey ? sound("fuzz.crt") : file),
                        write("fuzz.key", asKey ? file : sound("fuzz.key")))
                .withKeyPassword(Secret.of(PASSWORD));
        long bound = FIXED + 2_000L * data.length;
        if (allocated(tls) > bound) { // once more: the first time classes are loaded
            assertThat(allocated(tls))
                    .as("bytes allocated for an input of %d", data.length)
                    .isLessThan(bound);
        }
    }

    private static long allocated(Tls tls) {
        long before = allocatedBytes();
        play(tls);
        return allocatedBytes() - before;
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static void play(Tls tls) {
        try {
            PemFiles.read(tls, CLOCK);
        } catch (ConfigurationException e) {
            assertThat(e.getMessage())
                    .contains("fuzz.")
                    .contains("; ")
                    .doesNotContain(PASSWORD)
                    .hasSizeLessThan(2_000);
        }
    }

    private static byte[] block(String type, byte[] content) {
        var text = "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + type + "-----\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    /** A pair that was made for this test, and opens nothing. */
    private static byte[] sound(String name) {
        try (var resource = PemFuzz.class.getResourceAsStream("PemFuzzPair/" + name + ".der")) {
            return block(name.endsWith(".crt") ? "CERTIFICATE" : "PRIVATE KEY", resource.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
