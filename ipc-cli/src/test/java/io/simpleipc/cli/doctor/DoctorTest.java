package io.simpleipc.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Connection;
import io.simpleipc.ConnectionState;
import io.simpleipc.Encryption;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.Tls;
import io.simpleipc.cli.doctor.Diagnosis.Occupant;
import io.simpleipc.cli.doctor.Finding.Status;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import io.simpleipc.transport.tls.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;

@Timeout(60)
class DoctorTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SECRET = "a secret that is long enough";

    @TempDir
    Path directory;

    private Path socket;
    private Spec unix;

    @BeforeEach
    void closeTheDirectory() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        socket = directory.resolve("s");
        unix = Spec.unix(socket.toString(), SECRET);
    }

    @Test
    void aFreeAddressHasNoProblem() {
        var diagnosis = examine(unix);

        assertThat(diagnosis.status()).as("%s", diagnosis).isEqualTo(Status.OK);
        assertThat(diagnosis.occupant()).isEqualTo(Occupant.FREE);
        assertThat(diagnosis.address()).isEqualTo("unix:" + socket);
        assertThat(finding(diagnosis, "handshake").text()).contains("passed, between two connections of this process");
        assertThat(finding(diagnosis, "directory").text()).contains("mode 700");
        assertThat(socket).doesNotExist();
    }

    @Test
    void itNamesThePlugInsWhereTheyAreAndTheLimits() {
        var diagnosis = examine(unix.toBuilder().maxMessageSize(1 << 20).build());

        assertThat(finding(diagnosis, "transport").text())
                .matches("unix: io\\.simpleipc\\.transport\\.unix\\.UnixTransport \\(/.*\\)");
        assertThat(finding(diagnosis, "engine").text()).contains("Engine (/");
        assertThat(finding(diagnosis, "limits").text())
                .contains("5 s", "messages up to 1 MiB", "1024 queries", "64 MiB held");
    }

    @Test
    void aPairIsNotDisturbedAndItsClientIsNamed() {
        try (var one = Connection.of(unix, query -> "one");
                var other = Connection.of(unix, query -> "other")) {
            one.connect(LIMIT);
            other.connect(LIMIT);
            await().atMost(LIMIT).until(one::isConnected);
            var peer = one.peer();

            var diagnosis = examine(unix);

            assertThat(diagnosis.status()).isEqualTo(Status.OK);
            assertThat(diagnosis.occupant()).isEqualTo(Occupant.OURS);
            assertThat(diagnosis.peer()).isNotNull();
            assertThat(diagnosis.peer().pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(finding(diagnosis, "who is there").text())
                    .contains("a pair of ours", "pid " + ProcessHandle.current().pid() + ", running since ");
            assertThat(one.peer()).isSameAs(peer);
            assertThat(other.query("hello", LIMIT)).isEqualTo("one");
        }
    }

    @Test
    void oneThatWaitsAloneIsNamedAndWaitsOn() {
        try (var one = Connection.of(unix, query -> "one")) {
            one.connect(LIMIT);

            var diagnosis = examine(unix);

            assertThat(diagnosis.status()).isEqualTo(Status.OK);
            assertThat(diagnosis.occupant()).isEqualTo(Occupant.OURS);
            assertThat(finding(diagnosis, "who is there").text())
                    .contains("alone: pid " + ProcessHandle.current().pid());
            await().atMost(LIMIT).until(() -> one.state() == ConnectionState.LISTENING);
        }
    }

    @Test
    void aSocketThatADeadProcessLeftIsStaleAndNoProblem() throws IOException {
        bind().close(); // leaves the file, as kill -9 does

        var diagnosis = examine(unix);

        assertThat(diagnosis.occupant()).isEqualTo(Occupant.STALE);
        assertThat(diagnosis.status()).isEqualTo(Status.WARNING);
        assertThat(finding(diagnosis, "who is there").cure()).contains("nothing to do");
        assertThat(finding(diagnosis, "handshake").status()).isEqualTo(Status.OK);
    }

    @Test
    void aForeignProgramThatHangsUpIsAProblemWithTheWayToFindIt() throws Exception {
        try (var foreign = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var accepting = new Thread(() -> hangUp(foreign), "foreign");
            accepting.start();

            var diagnosis = examine(Spec.tcp(foreign.getLocalPort(), SECRET));

            foreign.close();
            accepting.join();
            assertThat(diagnosis.status()).isEqualTo(Status.PROBLEM);
            assertThat(diagnosis.occupant()).isEqualTo(Occupant.FOREIGN);
            assertThat(finding(diagnosis, "who is there").cure())
                    .startsWith("ss -ltnp 'sport = :" + foreign.getLocalPort() + "'");
        }
    }

    @Test
    void aForeignProgramThatIsSilentAtASocketIsAProblem() throws IOException {
        try (var foreign = bind()) {
            var diagnosis = examine(unix);

            assertThat(foreign.isOpen()).isTrue();
            assertThat(diagnosis.status()).isEqualTo(Status.PROBLEM);
            assertThat(diagnosis.occupant()).isEqualTo(Occupant.FOREIGN);
            assertThat(finding(diagnosis, "who is there").cure()).startsWith("ss -lxp | grep " + directory + " ");
            assertThat(finding(diagnosis, "who is there").text()).doesNotContain("stop it", "choose another");
        }
    }

    @Test
    void aSecretFileThatIsNoneIsMadeAnew() throws IOException {
        var file = Files.createFile(
                directory.resolve("x.secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThat(cureOfSecret(file)).isEqualTo("ipc secret " + file + " --force  # and copy it to the other side");

        assertThat(cureOfSecret(Files.createDirectory(directory.resolve("d"))))
                .startsWith("ipc secret chat.secret  # ");
        assertThat(cureOfSecret(Path.of("/dev/null"))).startsWith("ipc secret chat.secret  # ");

        var link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("gone"));
        assertThat(cureOfSecret(link)).startsWith("ipc secret " + link + " --force  # ");
    }

    private String cureOfSecret(Path file) {
        var finding =
                finding(examine(unix.toBuilder().secret(Secret.fromFile(file)).build()), "secret");
        assertThat(finding.text()).doesNotContain("chmod");
        return String.valueOf(finding.cure());
    }

    @Test
    void aKeyThatIsNoneIsMadeAnew() throws IOException {
        var key = Files.write(directory.resolve("key"), new byte[31]);
        var encryption = Encryption.of("aes-256-gcm").with("keyFile", key.toString());

        var finding = finding(examine(unix.toBuilder().encryption(encryption).build()), "keyFile");

        assertThat(finding.text()).endsWith("has 31 bytes, a key has exactly 32");
        assertThat(finding.cure()).isEqualTo("ipc keygen " + key + " --force  # and copy it to the other side");
    }

    @Test
    void aPlaceWhereNoSocketCanBeIsNotToBeMade() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("gone"));
        for (var place : List.of("/dev/null/s", "/proc/x/s", "/proc/s", link + "/s")) {
            var finding = finding(examine(Spec.unix(place, SECRET)), "directory");

            assertThat(finding.status()).isEqualTo(Status.PROBLEM);
            assertThat(finding.cure()).startsWith("meet at another place").doesNotContain("mkdir");
        }
    }

    @Test
    void anotherSecretIsAProblem() {
        try (var one = Connection.of(Spec.unix(socket.toString(), "quite another secret"), query -> "one")) {
            one.connect(LIMIT);

            var diagnosis = examine(unix);

            assertThat(diagnosis.status()).isEqualTo(Status.PROBLEM);
            assertThat(finding(diagnosis, "handshake").cure()).contains("copy the files");
            assertThat(one.isConnected()).isFalse();
        }
    }

    @Test
    void anotherEncryptionIsAProblem() {
        var key = directory.resolve("e.key");
        try (var generated = EncryptionKey.generate()) {
            generated.writeTo(key);
        }
        try (var one = Connection.of(unix, query -> "one")) {
            one.connect(LIMIT);

            var diagnosis = examine(encrypted(key));

            assertThat(finding(diagnosis, "handshake").status()).isEqualTo(Status.PROBLEM);
            assertThat(diagnosis.occupant()).isEqualTo(Occupant.OURS);
        }
    }

    @Test
    void aSecretFileThatOthersMayReadIsAProblem() throws IOException {
        var file = Files.writeString(directory.resolve("s.secret"), SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        var diagnosis = examine(unix.toBuilder().secret(Secret.fromFile(file)).build());

        assertThat(finding(diagnosis, "secret"))
                .isEqualTo(Finding.problem(
                        "secret", "others may read or write the secret file " + file, "chmod 600 " + file));
        assertThat(finding(diagnosis, "handshake").text()).contains("not tried");
        assertThat(diagnosis.occupant()).isEqualTo(Occupant.UNKNOWN);
    }

    @Test
    void missingFilesAreProblemsWithTheCommandsThatMakeThem() {
        var diagnosis = examine(encrypted(directory.resolve("e.key")).toBuilder()
                .secret(Secret.fromFile(directory.resolve("s.secret")))
                .tls(Tls.of(directory.resolve("t.crt"), directory.resolve("t.key")))
                .build());

        assertThat(finding(diagnosis, "secret").cure()).startsWith("ipc secret " + directory.resolve("s.secret"));
        assertThat(finding(diagnosis, "keyFile").cure()).startsWith("ipc keygen " + directory.resolve("e.key"));
        assertThat(finding(diagnosis, "certificate").cure())
                .startsWith("ipc certgen --cert " + directory.resolve("t.crt") + " --key ");
        assertThat(diagnosis.count(Status.PROBLEM)).isEqualTo(4);
    }

    @Test
    void anUnsetVariableAndAShortSecretAreSaid() {
        var unset = examine(unix.toBuilder()
                .secret(Secret.fromEnvironment("SURELY_NOT_SET"))
                .build());
        assertThat(finding(unset, "secret").cure()).isEqualTo("read -rs SURELY_NOT_SET && export SURELY_NOT_SET");

        var small = examine(unix.toBuilder().secret("short").build());
        assertThat(finding(small, "secret").status()).isEqualTo(Status.WARNING);
        assertThat(small.toString()).doesNotContain("\"short\"");
    }

    @Test
    void aKeyThatOthersMayReadIsAWarning() throws IOException {
        var tls = Certificates.selfSigned(directory.resolve("t.crt"), directory.resolve("t.key"), Duration.ofDays(100));
        Files.setPosixFilePermissions(tls.key(), PosixFilePermissions.fromString("rw-r-----"));

        var diagnosis = examine(unix.toBuilder().tls(tls).build());

        assertThat(finding(diagnosis, "certificate's key"))
                .isEqualTo(Finding.warning(
                        "certificate's key",
                        tls.key() + ", mode 640: others may read or write it",
                        "chmod 600 " + tls.key()));
        assertThat(finding(diagnosis, "layer").text()).startsWith("tls: io.simpleipc.transport.tls.TlsTransport (");
        assertThat(finding(diagnosis, "certificate").text()).contains("valid from ", "(99 more days)");
        assertThat(diagnosis.address()).isEqualTo("tls+unix:" + socket);
        assertThat(diagnosis.status()).isEqualTo(Status.WARNING);
    }

    @Test
    void aCertificateThatHasExpiredIsAProblem() throws IOException {
        var tls =
                Certificates.selfSigned(directory.resolve("t.crt"), directory.resolve("t.key"), Duration.ofSeconds(1));
        var expired = Instant.now().plusSeconds(2); // the dates count whole seconds
        await().atMost(LIMIT).until(() -> Instant.now().isAfter(expired));

        var diagnosis = examine(unix.toBuilder().tls(tls).build());

        assertThat(diagnosis.status()).isEqualTo(Status.PROBLEM);
        assertThat(diagnosis.count(Status.PROBLEM)).isEqualTo(1);
        assertThat(finding(diagnosis, "certificate").text()).contains("has expired at ");
        assertThat(finding(diagnosis, "certificate").cure()).contains("ipc certgen", "--force");
    }

    @Test
    void datesAreJudgedByTheClock() throws IOException {
        var tls = Certificates.selfSigned(directory.resolve("t.crt"), directory.resolve("t.key"), Duration.ofDays(100));
        var now = Instant.now();

        assertThat(new CertificateCheck(tls, now).examine().status()).isEqualTo(Status.OK);
        assertThat(new CertificateCheck(tls, now.plus(Duration.ofDays(80)))
                        .examine()
                        .status())
                .isEqualTo(Status.WARNING);
        assertThat(new CertificateCheck(tls, now.minus(Duration.ofDays(1))).examine())
                .matches(Finding::isProblem)
                .extracting(Finding::text)
                .asString()
                .contains("is not valid before ");
        assertThat(new CertificateCheck(tls.withWarningsOnly(), now.plus(Duration.ofDays(101)))
                        .examine()
                        .status())
                .isEqualTo(Status.WARNING);
        Files.writeString(tls.certificate(), "no certificate");
        assertThat(new CertificateCheck(tls, now).examine().text()).contains("is no certificate");
    }

    @Test
    void aKeyOfAnotherCertificateIsFoundByBuildingAConnection() throws IOException {
        var one = Certificates.selfSigned(directory.resolve("1.crt"), directory.resolve("1.key"), Duration.ofDays(100));
        var two = Certificates.selfSigned(directory.resolve("2.crt"), directory.resolve("2.key"), Duration.ofDays(100));

        var diagnosis = examine(
                unix.toBuilder().tls(Tls.of(one.certificate(), two.key())).build());

        assertThat(finding(diagnosis, "connection").text()).contains("does not belong to the certificate");
        assertThat(finding(diagnosis, "connection").cure())
                .contains("the two files that were made together", "or ipc certgen --cert ");
    }

    @Test
    void aDirectoryThatOthersMayWriteIsAProblemAndSoIsNone() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(finding(examine(unix), "directory").cure()).isEqualTo("chmod go-w " + directory);

        var missing = directory.resolve("missing");
        assertThat(finding(examine(Spec.unix(missing + "/s", SECRET)), "directory")
                        .cure())
                .isEqualTo("mkdir -p -m 700 " + missing);
    }

    @Test
    void aDocumentThatHoldsASecretMustBeClosed() throws IOException {
        var document = Files.writeString(
                directory.resolve("a.json"),
                "{\"type\": \"unix\", \"address\": \"./s\", \"secret\": \"" + SECRET + "\"}");
        Files.setPosixFilePermissions(document, PosixFilePermissions.fromString("rw-r--r--"));

        var diagnosis = Doctor.examine(() -> Spec.load(document), document, NOPLogger.NOP_LOGGER);

        assertThat(finding(diagnosis, "spec").cure()).isEqualTo("chmod 600 " + document);
        assertThat(diagnosis.toString()).doesNotContain(SECRET);
    }

    @Test
    void aSpecThatCannotBeReadOrHasNoTransportIsAProblem() {
        var unread = Doctor.examine(
                () -> {
                    throw new ConfigurationException("a.json, line 1: found nothing; write something", null);
                },
                null,
                NOPLogger.NOP_LOGGER);
        assertThat(unread.findings())
                .containsExactly(Finding.problem("spec", "a.json, line 1: found nothing", "write something"));
        assertThat(unread.status()).isEqualTo(Status.PROBLEM);

        var unknown = examine(Spec.of("pigeon", "loft", SECRET));
        assertThat(finding(unknown, "connection").text()).contains("no transport handles the type \"pigeon\"");
    }

    @Test
    void aPlugInThatCannotBeLoadedIsAWarning() throws Exception {
        var services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.simpleipc.spi.Transport"), "no.such.Pigeon");
        var thread = Thread.currentThread();
        var loader = thread.getContextClassLoader();
        try (var broken = new URLClassLoader(new URL[] {directory.toUri().toURL()}, loader)) {
            thread.setContextClassLoader(broken);

            var diagnosis = examine(unix);

            assertThat(finding(diagnosis, "plug-in").text()).contains("could not be loaded", "no.such.Pigeon");
            assertThat(diagnosis.count(Status.WARNING)).isEqualTo(1);
            assertThat(finding(diagnosis, "handshake").status()).isEqualTo(Status.OK);
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private ServerSocketChannel bind() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    private Spec encrypted(Path key) {
        return unix.toBuilder()
                .encryption(Encryption.of("aes-256-gcm").with("keyFile", key.toString()))
                .build();
    }

    private static void hangUp(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                listening.accept().close();
            } catch (IOException e) {
                continue; // closed, and so over
            }
        }
    }

    private static Diagnosis examine(Spec spec) {
        return Doctor.examine(() -> spec, null, NOPLogger.NOP_LOGGER);
    }

    private static Finding finding(Diagnosis diagnosis, String subject) {
        Optional<Finding> found = diagnosis.findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst();
        assertThat(found).as("%s among %s", subject, diagnosis).isPresent();
        return found.get();
    }
}
