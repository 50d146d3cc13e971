package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Connection;
import io.simpleipc.Encryption;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The commands that make files, and that what they make works. */
class MakingFilesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine ipc =
            Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @ParameterizedTest
    @CsvSource({"tcp,2", "tls,4"})
    void aSpecWorksAtOnceBetweenTwoConnections(String type, int files) throws IOException {
        run("spec", type, "--dir", directory.toString(), "--name", "talk");

        assertThat(directory.toFile().list()).hasSize(files);
        assertAllPrivate();
        assertTheyTalk();
    }

    @Test
    void forAnAddressThatNoConnectionTakesNothingIsWritten() {
        for (var type : new String[] {"tcp", "tls"}) {
            assertThat(ipc.execute("spec", type, "--dir", directory.toString(), "--address", "foo"))
                    .isEqualTo(2);
        }

        assertThat(err.toString()).contains("the address \"foo\"");
        assertThat(directory).isEmptyDirectory();
    }

    /** Another machine may be met through TLS, and not in plain text. */
    @Test
    void anAddressThatOthersReachNeedsTls() {
        assertThat(ipc.execute("spec", "tcp", "--dir", directory.toString(), "--address", "192.0.2.1:4000"))
                .isEqualTo(2);
        assertThat(directory).isEmptyDirectory();

        run("spec", "tls", "--dir", directory.toString(), "--address", "192.0.2.1:4000");
        assertThat(directory.resolve("chat.json")).content().contains("192.0.2.1:4000");
    }

    @Test
    void aUnixSpecTakesItsNameOrAPathAsAddress() throws IOException {
        run("spec", "unix", "--dir", directory.toString(), "--name", "talk");
        assertThat(Spec.load(directory.resolve("talk.json")).address()).isEqualTo("talk");

        run("spec", "unix", "--dir", directory.toString(), "--name", "talk", "--address", "./s", "--force");
        assertAllPrivate();
        assertTheyTalk();
    }

    @Test
    void theFilesOfASpecMayMoveTogether() throws IOException {
        var first = Files.createDirectory(directory.resolve("first"));
        run("spec", "tls", "--dir", first.toString(), "--name", "talk");
        var second = Files.move(first, directory.resolve("second"));

        var spec = Spec.load(second.resolve("talk.json"));

        assertThat(spec.type()).isEqualTo("tls+tcp");
        assertThat(spec.secret()).isEqualTo(Secret.fromFile(second.resolve("talk.secret")));
        Connection.builder(spec).build().close();
    }

    @Test
    void aSpecSaysWhatItWroteAndWhatToTypeNext() {
        run("spec", "tls", "--dir", directory.toString(), "--name", "talk");

        assertThat(out.toString())
                .contains("wrote " + directory.resolve("talk.json"), "wrote " + directory.resolve("talk.secret"))
                .contains("wrote " + directory.resolve("talk.crt"), "wrote " + directory.resolve("talk.key"))
                .contains("  ipc chat " + directory.resolve("talk.json"))
                .contains("  ipc doctor " + directory.resolve("talk.json"));
    }

    @Test
    void oneFileThatExistsKeepsAllOthersFromBeingWritten() throws IOException {
        var mine = Files.writeString(directory.resolve("talk.key"), "mine");

        assertThat(ipc.execute("spec", "tls", "--dir", directory.toString(), "--name", "talk"))
                .isNotZero();

        assertThat(mine).hasContent("mine");
        assertThat(directory.toFile().list()).containsExactly("talk.key");
    }

    @Test
    void namesAndTypesThatCannotBeAreRefused() {
        assertThat(ipc.execute("spec", "pigeon", "--dir", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("write unix, tcp or tls, not \"pigeon\"");

        assertThat(ipc.execute("spec", "tls", "--dir", directory.toString(), "--days", "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'--days': from 1 to 36500, not 0");

        assertThat(ipc.execute("spec", "unix", "--dir", directory.toString(), "--name", "../up"))
                .isNotZero();
        assertThat(ipc.execute("keygen")).isEqualTo(2);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aKeyIsTakenByTheEncryption() throws IOException {
        var file = directory.resolve("e.key");
        run("keygen", file.toString());

        var spec = Spec.unix(directory.resolve("s").toString(), "any secret at all").toBuilder()
                .encryption(Encryption.of("aes-256-gcm").with("keyFile", file.toString()))
                .build();
        assertAllPrivate();
        assertThat(out.toString()).contains("wrote " + file, "\"keyFile\": \"" + file + "\"");
        assertTheyTalk(spec, spec);
    }

    @Test
    void aSecretIsTakenByASpecIsRandomAndIsNotShown() throws IOException {
        var file = directory.resolve("s.secret");
        run("secret", file.toString());

        var first = Secret.fromFile(file).resolve();
        assertThat(Base64.getDecoder().decode(first)).hasSize(32);
        assertAllPrivate();
        assertThat(out.toString()).contains("wrote " + file).doesNotContain(new String(first));

        run("secret", "--force", file.toString());
        assertThat(Secret.fromFile(file).resolve()).isNotEqualTo(first);
    }

    @Test
    void aSecretIsNeverOverwrittenUnasked() throws IOException {
        var file = directory.resolve("s.secret");
        run("secret", file.toString());
        var before = Files.readString(file);

        assertThat(ipc.execute("secret", file.toString())).isNotZero();

        assertThat(file).hasContent(before.strip());
        assertThat(directory.toFile().list()).containsExactly("s.secret");
    }

    @Test
    void aCertificateIsValidForTheDaysAskedForAndItsKeyFits() throws Exception {
        var certificate = directory.resolve("a.crt");
        var key = directory.resolve("a.key");
        run("certgen", "--cert", certificate.toString(), "--key", key.toString(), "--days", "30");

        assertAllPrivate();
        try (var in = new FileInputStream(certificate.toFile())) {
            var made = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            assertThat(made.getNotAfter().toInstant())
                    .isBetween(
                            Instant.now().plus(Duration.ofDays(29)),
                            Instant.now().plus(Duration.ofDays(30)));
        }
        var spec = Spec.tls("unix", directory.resolve("s").toString(), certificate, key, "any secret at all");
        assertTheyTalk(spec, spec);
    }

    @Test
    void certificateAndKeyAreTwoFiles() {
        var file = directory.resolve("both.pem").toString();

        assertThat(ipc.execute("certgen", "--cert", file, "--key", file)).isNotZero();
        assertThat(ipc.execute("certgen", "--cert", file)).isEqualTo(2);

        assertThat(directory).isEmptyDirectory();
    }

    private void run(String... arguments) {
        assertThat(ipc.execute(arguments)).as("%s", err).isZero();
    }

    private void assertAllPrivate() throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("mode of %s", file)
                        .isEqualTo("rw-------");
            }
        }
    }

    private void assertTheyTalk() {
        var document = directory.resolve("talk.json");
        assertTheyTalk(Spec.load(document), Spec.load(document));
    }

    private static void assertTheyTalk(Spec here, Spec there) {
        try (var one = Connection.of(here, query -> "one: " + query);
                var other = Connection.of(there, query -> "other: " + query)) {
            one.connect(LIMIT);
            other.connect(LIMIT);
            assertThat(one.awaitConnected(LIMIT)).isTrue();
            assertThat(one.query("hello", LIMIT)).isEqualTo("other: hello");
            assertThat(other.query("hello", LIMIT)).isEqualTo("one: hello");
        }
    }
}
