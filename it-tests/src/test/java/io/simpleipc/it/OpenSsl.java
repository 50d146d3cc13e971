package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates as the machine's own openssl makes them, by the commands that a user would type. */
final class OpenSsl {
    /** A certificate and its key; the password opens the key, or is null. */
    record Pair(Path certificate, Path key, String password) {}

    private OpenSsl() {}

    /** PKCS#8. */
    static Pair rsa(Path folder) throws IOException {
        var key = folder.resolve("rsa.key");
        run("genrsa", "-out", key.toString(), "2048");
        return certified(folder, "rsa", key, null);
    }

    /** PKCS#1, as older versions write it. */
    static Pair traditionalRsa(Path folder) throws IOException {
        var key = folder.resolve("traditional.key");
        run("genrsa", "-traditional", "-out", key.toString(), "2048");
        assertThat(key).content().contains("BEGIN RSA PRIVATE KEY");
        return certified(folder, "traditional", key, null);
    }

    /** SEC1, with a block of parameters before it. */
    static Pair ellipticCurve(Path folder) throws IOException {
        var key = folder.resolve("ec.key");
        run("ecparam", "-genkey", "-name", "prime256v1", "-out", key.toString());
        assertThat(key).content().contains("BEGIN EC PARAMETERS");
        return certified(folder, "ec", key, null);
    }

    /** PKCS#8 with a password. */
    static Pair encrypted(Path folder) throws IOException {
        var plain = rsa(folder);
        var key = folder.resolve("encrypted.key");
        run("pkcs8", "-topk8", "-in", plain.key().toString(), "-out", key.toString(), "-passout", "pass:open-sesame");
        assertThat(key).content().contains("BEGIN ENCRYPTED PRIVATE KEY");
        return new Pair(plain.certificate(), key, "open-sesame");
    }

    private static Pair certified(Path folder, String name, Path key, String password) throws IOException {
        var certificate = folder.resolve(name + ".crt");
        run(
                "req",
                "-new",
                "-x509",
                "-sha256",
                "-key",
                key.toString(),
                "-out",
                certificate.toString(),
                "-days",
                "3650",
                "-subj",
                "/CN=" + name);
        return new Pair(certificate, key, password);
    }

    private static void run(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError("the test's own time was over", e);
        }
    }
}
