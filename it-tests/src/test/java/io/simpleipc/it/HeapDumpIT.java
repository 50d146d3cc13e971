package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * After close() the heap holds neither the secret nor a key, though the connection itself is still held. While it is
 * open the same search finds what it needs to know. A secret in a String, and what the JDK's ciphers copy for
 * themselves, are excepted: docs/security.md says so.
 */
@Timeout(90)
class HeapDumpIT {
    private static final List<String> SMALL_HEAP =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx32m");

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @Test
    void noSecretAndNoKeyIsOnTheHeapAfterClose(@TempDir Path folder) throws Exception {
        try (var address = Address.unix()) {
            var secret = HexFormat.of().formatHex(random(24)); // not a constant that a class could hold
            var document = Document.of("unix")
                    .secretFile(secretFile(folder, secret))
                    .aes(folder)
                    .at(address.text());
            var wanted = Map.of(
                    "secret", secret.getBytes(StandardCharsets.UTF_8),
                    "psk", Marker.psk(secret.getBytes(StandardCharsets.UTF_8)),
                    "encryption key", Files.readAllBytes(Document.aesKey(folder)));

            var server = start().openDocument(document);
            var client = start().openDocument(document);
            assertThat(server.connect()).isEqualTo("SERVER");
            assertThat(client.connect()).isEqualTo("CLIENT");
            Pair.await(server, client).talk();
            for (var worker : List.of(server, client)) {
                var open = HeapDump.of(worker, folder);
                report("open", worker, open, wanted);
                assertThat(open.count(wanted.get("psk")))
                        .as("the psk while open")
                        .isPositive();
                assertThat(open.count(wanted.get("encryption key")))
                        .as("the encryption key while open")
                        .isPositive();
            }

            client.closeConnection();
            server.closeConnection();
            for (var worker : List.of(server, client)) {
                var closed = HeapDump.of(worker, folder);
                report("closed", worker, closed, wanted);
                wanted.forEach((what, bytes) -> assertThat(closed.count(bytes))
                        .as("the %s on the heap of %s", what, worker)
                        .isZero());
            }
        }
    }

    private WorkerJvm start() {
        return jvms.start(Path.of(System.getProperty("java.home")), SMALL_HEAP).awaitReady();
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static Path secretFile(Path folder, String secret) throws IOException {
        var file = Files.createFile(
                folder.resolve("ipc.secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, secret);
    }

    private static void report(String state, WorkerJvm worker, HeapDump dump, Map<String, byte[]> wanted) {
        var text =
                new StringBuilder("[fault 52] " + worker + ", " + state + ", " + (dump.size() >> 10) + " KiB of heap:");
        wanted.forEach((what, bytes) -> text.append(' ')
                .append(what)
                .append(' ')
                .append(dump.count(bytes))
                .append(" times;"));
        System.out.println(text);
    }
}
