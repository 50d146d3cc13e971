package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.Tls;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that this machine's openssl writes, right ones and wrong ones. */
@Timeout(60)
class PemFilesTest {
    private static final String REQUEST = "req -x509 -new -key server.key -out server.crt -days 2 -subj /CN=x";

    @TempDir
    Path directory;

    @BeforeEach
    void needsOpenssl() throws Exception {
        Assumptions.assumeTrue(run(List.of("openssl", "version")) == 0, "this machine has no openssl");
    }

    private int run(List<String> command) throws Exception {
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("openssl.log").toFile())
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            return -1;
        }
    }

    private void openssl(String arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        assertThat(run(command))
                .as(Files.readString(directory.resolve("openssl.log")))
                .isZero();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private Tls files() {
        return Tls.of(file("server.crt"), file("server.key"));
    }

    private void assertMessage(Tls tls, String... parts) {
        assertThatThrownBy(() -> PemFiles.read(tls))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
    }

    private static void assertWorks(Tls tls) throws Exception {
        TlsPipeTest.assertTalk(tls, tls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "genrsa -out server.key 2048",
                "genrsa -traditional -out server.key 2048",
                "ecparam -genkey -name secp384r1 -out server.key",
                "ecparam -genkey -noout -name prime256v1 -out server.key",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out server.key",
                "genpkey -algorithm ED25519 -out server.key"
            })
    void everyKindOfKeyThatOpensslWritesWorks(String command) throws Exception {
        openssl(command);
        openssl(REQUEST);
        assertWorks(files());
    }

    @Test
    void theTraditionalFormsAreWhatTheySayTheyAre() throws Exception {
        openssl("genrsa -traditional -out server.key 2048");
        assertThat(Files.readString(file("server.key"))).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        openssl("ecparam -genkey -name secp384r1 -out server.key");
        assertThat(Files.readString(file("server.key")))
                .startsWith("-----BEGIN EC PARAMETERS-----")
                .contains("-----BEGIN EC PRIVATE KEY-----");
    }

    @ParameterizedTest
    @CsvSource({
        "PKCS#8, pkcs8 -topk8 -v2 aes-256-cbc -in plain.key -out server.key -passout pass:open-sesame",
        "PKCS#8 with SHA-512, pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512 -in plain.key -out server.key -passout"
                + " pass:open-sesame",
        "PKCS#1, rsa -aes256 -traditional -in plain.key -out server.key -passout pass:open-sesame"
    })
    void anEncryptedKeyOpensWithItsPasswordOnly(String kind, String command) throws Exception {
        openssl("genrsa -out plain.key 2048");
        openssl(command);
        openssl(REQUEST.replace("server.key", "plain.key"));

        assertWorks(files().withKeyPassword(Secret.of("open-sesame")));
        assertMessage(files(), "server.key", "is encrypted", "keyPassword");
        assertMessage(files().withKeyPassword(Secret.of("marker-password")), "server.key", "does not open");
        assertThatThrownBy(() -> PemFiles.read(files().withKeyPassword(Secret.of("marker-password"))))
                .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain("marker-password"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs8 -topk8",
                "pkcs8 -topk8 -v2 aes-192-cbc -v2prf hmacWithSHA1",
                "pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA384",
                "pkcs8 -topk8 -v2 des3",
                "pkcs8 -topk8 -iter 600000", // OWASP's advice of 2023 for SHA-256
                "pkcs8 -topk8 -scrypt",
                "pkcs8 -topk8 -v1 PBE-SHA1-3DES",
                "pkcs8 -topk8 -v1 PBE-SHA1-2DES",
                "ec -aes256",
                "ec -des3"
            })
    void aPasswordMayHaveAnyCharacters(String command) throws Exception {
        var password = "Gr\u00fc\u00dfe, \u6587\u5b57 \uD83D\uDE00";
        Files.writeString(file("password"), password); // a command line would depend on the locale
        openssl("ecparam -genkey -noout -name prime256v1 -out plain.key");
        openssl(command + " -in plain.key -out server.key -passout file:password");
        openssl(REQUEST.replace("server.key", "plain.key"));

        assertWorks(files().withKeyPassword(Secret.of(password)));
        assertMessage(files().withKeyPassword(Secret.of(password + "!")), "server.key", "does not open");
        assertMessage(files().withKeyPassword(Secret.of("Gr\u00fc\u00dfe")), "server.key", "does not open");
    }

    /** What openssl wrote unasked before 1.1; today it calls that a legacy, which a machine may lack. */
    @Test
    void aKeyOfOldOpensslOpens() throws Exception {
        openssl("ecparam -genkey -noout -name prime256v1 -out plain.key");
        openssl(REQUEST.replace("server.key", "plain.key"));
        var md5 = "pkcs8 -topk8 -v1 PBE-MD5-DES -in plain.key -out server.key -passout pass:\u00fc";
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(md5.split(" ")));
        command.addAll(List.of("-provider", "legacy", "-provider", "default"));
        Assumptions.assumeTrue(run(command) == 0, "this machine's openssl writes no such keys any more");

        assertWorks(files().withKeyPassword(Secret.of("\u00fc")));
        assertMessage(files().withKeyPassword(Secret.of("u")), "server.key", "does not open");
    }

    @ParameterizedTest
    @CsvSource({
        "CAMELLIA, pkcs8 -topk8 -v2 camellia-256-cbc",
        "1.2.410.200046.1.1.2, pkcs8 -topk8 -v2 aria-128-cbc",
        "1.2.840.113549.2.12, pkcs8 -topk8 -v2prf hmacWithSHA512-224",
        "CAMELLIA-256-CBC, ec -camellia256"
    })
    void anEncryptionThatCannotBeReadIsNamedAndNotCalledAWrongPassword(String name, String command) throws Exception {
        openssl("ecparam -genkey -noout -name prime256v1 -out plain.key");
        openssl(command + " -in plain.key -out server.key -passout pass:open-sesame");
        openssl(REQUEST.replace("server.key", "plain.key"));

        assertMessage(
                files().withKeyPassword(Secret.of("open-sesame")),
                "server.key",
                "is encrypted with",
                name,
                "cannot be read here",
                "openssl pkcs8 -topk8 -v2 aes-256-cbc -in " + file("server.key"));
        openssl("pkcs8 -topk8 -v2 aes-256-cbc -passin pass:open-sesame -passout pass:open-sesame"
                + " -in server.key -out readable.key"); // as the message says
        assertWorks(Tls.of(file("server.crt"), file("readable.key")).withKeyPassword(Secret.of("open-sesame")));
    }

    @Test
    void ofAChainTheFirstCertificateCounts() throws Exception {
        openssl("ecparam -genkey -name prime256v1 -out server.key");
        openssl(REQUEST);
        openssl("ecparam -genkey -name prime256v1 -out ca.key");
        openssl("req -x509 -new -key ca.key -out ca.crt -days 2 -subj /CN=ca");
        Files.writeString(file("chain.crt"), Files.readString(file("server.crt")) + Files.readString(file("ca.crt")));
        assertWorks(Tls.of(file("chain.crt"), file("server.key")));
        Files.writeString(file("chain.crt"), Files.readString(file("ca.crt")) + Files.readString(file("server.crt")));
        assertMessage(Tls.of(file("chain.crt"), file("server.key")), "does not belong to the certificate");
    }

    @Test
    void keyAndCertificateMustBelongTogether() throws Exception {
        openssl("ecparam -genkey -name prime256v1 -out server.key");
        openssl(REQUEST);
        openssl("ecparam -genkey -name prime256v1 -out other.key");
        assertMessage(Tls.of(file("server.crt"), file("other.key")), "other.key", "does not belong", "server.crt");
        openssl("genrsa -out rsa.key 2048");
        assertMessage(Tls.of(file("server.crt"), file("rsa.key")), "rsa.key", "is not the EC key", "server.crt");
        openssl("ecparam -genkey -name secp384r1 -out curve.key");
        assertMessage(Tls.of(file("server.crt"), file("curve.key")), "curve.key", "does not belong", "server.crt");
    }

    @Test
    void filesThatAreMissingSwappedEmptyOrDamagedAreNamed() throws Exception {
        openssl("ecparam -genkey -name prime256v1 -out server.key");
        openssl(REQUEST);
        assertMessage(Tls.of(file("none.crt"), file("server.key")), "no certificate file", "none.crt", "openssl");
        assertMessage(Tls.of(file("server.crt"), file("none.key")), "no key file", "none.key");
        assertMessage(Tls.of(file("server.key"), file("server.crt")), "server.key", "swapped");
        assertMessage(Tls.of(file("server.crt"), file("server.crt")), "key file", "server.crt", "swapped");
        assertMessage(Tls.of(directory, file("server.key")), "cannot be read");
        Files.writeString(file("garbage"), "no PEM at all \0\1\2");
        assertMessage(Tls.of(file("garbage"), file("server.key")), "garbage", "no PEM block");
        assertMessage(Tls.of(file("server.crt"), file("garbage")), "garbage", "no PEM block");
        var text = Files.readString(file("server.crt"));
        Files.writeString(file("cut.crt"), text.substring(0, text.length() / 2));
        assertMessage(Tls.of(file("cut.crt"), file("server.key")), "cut.crt", "damaged");
        Files.writeString(file("cut.crt"), text.replaceFirst("MI", "AA"));
        assertMessage(Tls.of(file("cut.crt"), file("server.key")), "cut.crt");
        Files.writeString(file("huge"), "x".repeat(2 << 20));
        assertMessage(Tls.of(file("huge"), file("server.key")), "huge", "larger than");
    }

    /** The text of openssl's dhparam and of ssh-keygen; what is within does not count. */
    private static final String OTHER_BLOCKS = """
            -----BEGIN DH PARAMETERS-----
            MEYCQQDaWDwW2YUiidDkr3VvTMqS3UvlM7gE+w/tlO+cikQD7VdGUNNpmdsp13Yn
            a6LT1BLiGPTdHghM9tgAPnxHdOgzAgEC
            -----END DH PARAMETERS-----
            -----BEGIN OPENSSH PRIVATE KEY-----
            b3BlbnNzaC1rZXktdjEAAAAABG5vbmU=
            -----END OPENSSH PRIVATE KEY-----
            """;

    @Test
    void blocksOfOtherTypesArePassedOver() throws Exception {
        openssl("ecparam -genkey -name prime256v1 -out server.key");
        openssl(REQUEST);
        for (var name : List.of("server.crt", "server.key")) {
            Files.writeString(file(name), OTHER_BLOCKS + Files.readString(file(name)) + OTHER_BLOCKS);
        }
        assertWorks(files());
    }

    @Test
    void ofAFileWithBlocksOfOtherTypesOnlyTheTypesAreNamed() throws Exception {
        openssl("ecparam -genkey -name prime256v1 -out server.key");
        openssl(REQUEST);
        Files.writeString(file("other"), OTHER_BLOCKS);
        var types = "other kinds (DH PARAMETERS, OPENSSH PRIVATE KEY)";
        assertMessage(Tls.of(file("server.crt"), file("other")), "other", types, "BEGIN PRIVATE KEY");
        assertMessage(Tls.of(file("other"), file("server.key")), "other", types, "BEGIN CERTIFICATE");
    }

    @Test
    void aShortRsaKeyIsRefusedWhenAConnectionIsBuilt() throws Exception {
        openssl("genrsa -out server.key 1024");
        openssl(REQUEST);
        assertMessage(files(), "server.key", "RSA key of 1024 bits", "2048", "openssl genrsa -out strong.key 2048");
        assertMessage(files().withWarningsOnly(), "RSA key of 1024 bits");
    }

    @Test
    void aCertificateOutOfDateIsRefusedOrWarnedAbout() throws Exception {
        openssl("ecparam -genkey -name prime256v1 -out server.key");
        openssl("req -new -key server.key -out server.csr -subj /CN=x");
        Files.createFile(file("index.txt"));
        Files.writeString(
                file("ca.cnf"),
                "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\n"
                        + "policy=p\n[p]\ncommonName=supplied\n");
        var sign = "ca -batch -config ca.cnf -selfsign -keyfile server.key -in server.csr -out server.crt";
        openssl(sign + " -startdate 20100101000000Z -enddate 20110101000000Z");
        assertMessage(files(), "server.crt", "has expired", "2011", "warnOnly");
        assertWorks(files().withWarningsOnly());

        Files.writeString(file("index.txt"), "");
        openssl(sign + " -startdate 20900101000000Z -enddate 20910101000000Z");
        assertMessage(files(), "server.crt", "is not valid before 2090");
        assertWorks(files().withWarningsOnly());
        System.out.println("[fault 23] certificates of 2010 and of 2090 were refused, or warned of where that is set");
    }

    @ParameterizedTest
    @CsvSource({"serverAuth, false", "clientAuth, false", "codeSigning, false", "anyExtendedKeyUsage, true"})
    void aCertificateMustServeBothEnds(String use, boolean good) throws Exception {
        openssl("ecparam -genkey -name prime256v1 -out server.key");
        openssl(REQUEST + " -addext extendedKeyUsage=" + use);
        if (good) {
            assertWorks(files());
        } else {
            assertMessage(files(), "server.crt", "serverAuth,clientAuth", "warnOnly");
            assertWorks(files().withWarningsOnly());
        }
    }

    @Test
    void selfSignedMakesAPairThatWorksAndIsItsOwners() throws Exception {
        var tls = Certificates.selfSigned(file("made.crt"), file("made.key"), Duration.ofDays(1));
        assertWorks(tls);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("made.key"))))
                .isEqualTo("rw-------");
        openssl("x509 -in made.crt -noout -text");
        openssl("pkey -in made.key -noout -check");

        assertThatThrownBy(() -> Certificates.selfSigned(file("made.crt"), file("new.key"), Duration.ofDays(1)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file("new.key")).doesNotExist();
    }

    @Test
    void withoutCertificateOrWithAnUnknownOptionThereIsNoEndpoint() {
        var spec = Spec.of("tls+memory", "x", "secret");
        var carrier = new MemoryTransport().endpoint(Spec.of("memory", "x", "secret"));
        assertThatThrownBy(() -> new TlsTransport().endpoint(spec, carrier))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("needs a certificate")
                .hasMessageContaining("selfSigned");
        var wrong = Pairs.spec("tls+memory", "x", Pairs.OURS)
                .options(Map.of("noSuch", "1"))
                .build();
        assertThatThrownBy(() -> new TlsTransport().endpoint(wrong, carrier))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("noSuch");
        assertThat(new TlsTransport()
                        .endpoint(Pairs.spec("tls+memory", "x", Pairs.OURS).build(), carrier)
                        .description())
                .isEqualTo("tls+memory:x");
    }

    @Test
    void noProviderIsAddedToTheJvm() throws Exception {
        Certificates.selfSigned(file("made.crt"), file("made.key"), Duration.ofDays(1));
        assertThat(Security.getProvider("BC")).isNull();
    }
}
