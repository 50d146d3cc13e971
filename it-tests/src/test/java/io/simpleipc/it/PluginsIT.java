package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a JSON document's strings say is what is loaded, between two processes: every type with every encryption. */
@Timeout(60)
class PluginsIT {
    private static final int MIB = 1 << 20;
    private static final Jvms JVMS = new Jvms(Jvms.FULL);

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair rsa;
    private static OpenSsl.Pair traditional;
    private static OpenSsl.Pair curve;
    private static OpenSsl.Pair encrypted;

    @BeforeAll
    static void makeKeys() throws IOException {
        rsa = OpenSsl.rsa(keys);
        traditional = OpenSsl.traditionalRsa(keys);
        curve = OpenSsl.ellipticCurve(keys);
        encrypted = OpenSsl.encrypted(Files.createDirectory(keys.resolve("encrypted")));
    }

    @AfterEach
    void rest() {
        JVMS.rest();
    }

    @AfterAll
    static void endProcesses() {
        JVMS.close();
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource({
        "tcp,       plain, none", "tcp,       aes, none", "tcp,       custom, none",
        "tcp4,      plain, none", "tcp4,      aes, none", "tcp4,      custom, none",
        "tcp6,      plain, none", "tcp6,      aes, none", "tcp6,      custom, none",
        "unix,      plain, none", "unix,      aes, none", "unix,      custom, none",
        "tls,       plain, rsa", "tls,       aes, curve", "tls,       custom, encrypted",
        "tls4,      plain, traditional", "tls4,      aes, rsa", "tls4,      custom, curve",
        "tls6,      plain, curve", "tls6,      aes, encrypted", "tls6,      custom, traditional",
        "tls+tcp,   plain, encrypted", "tls+tcp,   aes, traditional", "tls+tcp,   custom, rsa",
        "tls+unix,  plain, curve", "tls+unix,  aes, rsa", "tls+unix,  custom, rsa",
        "deaf,      plain, none", "deaf,      aes, none", "deaf,      custom, none",
        "tls+deaf,  plain, rsa", "tls+deaf,  aes, curve", "tls+deaf,  custom, encrypted"
    })
    void theTypeAndTheEncryptionThatTheDocumentNamesJoinTwoProcesses(String type, String encryption, String key)
            throws IOException {
        try (var address = type.endsWith("unix") || type.endsWith("deaf") ? Address.unix() : Address.tcp()) {
            var text = document(type, encryption, key)
                    .with("queryTimeout", "\"30s\"") // a young JVM on a busy machine may take more than the default
                    .at(spelled(type, address));
            var first = JVMS.worker(0);
            var second = JVMS.worker(1);
            first.openDocument(text);
            second.openDocument(text);
            assertThat(first.connect()).isEqualTo("SERVER");
            assertThat(second.connect()).isEqualTo("CLIENT");
            var pair = Pair.await(first, second);
            pair.talk();
            assertThat(first.ask("query-size", MIB)).isEqualTo("true");
            assertThat(second.ask("query-size", 3 * MIB + 1)).isEqualTo("true");

            first.closeConnection();
            assertThat(second.reaches("LISTENING", Pair.PATIENCE)).isTrue();
            first.openDocument(text);
            assertThat(first.connect()).isEqualTo("CLIENT");
            Pair.await(first, second).talk();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other key", "none here", "none there", "other provider"})
    void encryptionThatDiffersIsRefusedByName(String how) throws IOException {
        var plain = document("unix", "plain", "none");
        var aes = plain.aes(keys);
        var other = switch (how) {
            case "other key" -> plain.aes(Files.createTempDirectory(keys, "other"));
            case "other provider" -> plain.identity();
            default -> plain;
        };
        var listener = how.equals("none here") ? other : aes;
        var dialler = how.equals("none here") ? aes : other;
        assertThat(refusal(22, listener, dialler)).isEqualTo("IncompatiblePeerException");
    }

    /** AES calls itself the same either way; a provider of the two methods has a name only where a factory made it. */
    @ParameterizedTest(name = "{0} here, {1} there")
    @CsvSource({
        "aes by name, other aes by object", "other aes by object, aes by name",
        "aes by name, identity by object", "identity by object, aes by name",
        "identity by name, identity by object", "identity by object, identity by name"
    })
    void encryptionByNameAndByObjectIsRefusedIfKindOrKeyDiffers(String here, String there) throws IOException {
        assertThat(refusal(22, side(here), side(there))).isEqualTo("IncompatiblePeerException");
    }

    @ParameterizedTest(name = "{0} here, {1} there")
    @CsvSource({"aes by name, aes by object", "aes by object, aes by name", "identity by object, identity by object"})
    void encryptionByNameAndByObjectJoinIfKindAndKeyAreTheSame(String here, String there) throws IOException {
        try (var address = Address.unix()) {
            var first = JVMS.worker(0);
            var second = JVMS.worker(1);
            side(here).open(first, address);
            side(there).open(second, address);
            assertThat(first.connect()).isEqualTo("SERVER");
            assertThat(second.connect()).isEqualTo("CLIENT");
            Pair.await(first, second).talk();
            assertThat(second.ask("query-size", MIB)).isEqualTo("true");
        }
    }

    private static Side side(String how) throws IOException {
        var plain = document("unix", "plain", "none");
        return switch (how) {
            case "aes by name" -> new Side(plain.aes(keys), List.of());
            case "aes by object" -> new Side(plain, List.of("encryption=" + Document.aesKey(keys)));
            case "other aes by object" -> {
                var other = Files.createTempDirectory(keys, "other");
                yield new Side(plain, List.of("encryption=" + Document.aesKey(other)));
            }
            case "identity by name" -> new Side(plain.identity(), List.of());
            case "identity by object" -> new Side(plain, List.of("encryption=identity"));
            default -> throw new IllegalArgumentException(how);
        };
    }

    /** What one process opens: a document, and what its program sets. */
    private record Side(Document document, List<String> settings) {
        void open(WorkerJvm worker, Address address) {
            worker.openDocument(document.at(address.text()), settings.toArray(String[]::new));
        }
    }

    @Test
    void anotherCertificateIsRefusedAsAFailedProof() throws IOException {
        assertThat(refusal(23, document("tls+unix", "plain", "rsa"), document("tls+unix", "plain", "curve")))
                .isEqualTo("AuthenticationException");
    }

    @Test
    void anotherSecretUnderTlsIsRefusedAsAFailedProof() throws IOException {
        var right = document("tls+unix", "plain", "rsa");
        var wrong = right.with("secret", "\"" + Marker.OTHER_SECRET + "\"");
        assertThat(refusal(15, right, wrong)).isEqualTo("AuthenticationException");
    }

    @Test
    void aPlainDiallerAtATlsListenerIsToldThatItIsNoPeer() throws IOException {
        assertThat(refusal(23, document("tls+unix", "plain", "rsa"), document("unix", "plain", "none")))
                .isEqualTo("NotAnIpcPeerException");
    }

    @Test
    void aTlsDiallerAtAPlainListenerIsToldThatTheOtherSpeaksNoTls() throws IOException {
        assertThat(refusal(23, document("unix", "plain", "none"), document("tls+unix", "plain", "rsa")))
                .isEqualTo("IncompatiblePeerException");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoWithDifferentTypesBothSayWhatToDoLongBeforeTheDeadline(boolean tlsListens) throws IOException {
        var tls = document("tls+unix", "plain", "rsa");
        var plain = document("unix", "plain", "none");
        try (var address = Address.unix()) {
            var first = JVMS.worker(0);
            var second = JVMS.worker(1);
            first.openDocument((tlsListens ? tls : plain).at(address.text()));
            second.openDocument((tlsListens ? plain : tls).at(address.text()));
            assertThat(first.connect()).isEqualTo("SERVER");
            var log = first.markLog();
            long start = System.nanoTime();
            var failure = second.send("connect", 0, 20_000).failure();
            assertThat((System.nanoTime() - start) / 1_000_000)
                    .as("ms; by answer, not by time-out")
                    .isLessThan(10_000);
            assertThat(failure).hasMessageContaining("TLS").hasMessageContaining("give both processes the same type");
            await("what the listener says of it")
                    .until(() -> !first.warningsSince(log).isEmpty());
            assertThat(first.warningsSince(log))
                    .singleElement()
                    .asString()
                    .contains("TLS")
                    .contains("give both processes the same type");
            System.out.println("[fault 23] " + (tlsListens ? "the dialler" : "the listener") + " is plain: "
                    + failure.getMessage());
        }
    }

    /** What the dialler hears; the listener stays whole and then takes one that is right. */
    private static String refusal(int fault, Document listener, Document dialler) throws IOException {
        return refusal(fault, new Side(listener, List.of()), new Side(dialler, List.of()));
    }

    private static String refusal(int fault, Side listener, Side dialler) throws IOException {
        try (var address = Address.unix()) {
            var first = JVMS.worker(0);
            var second = JVMS.worker(1);
            listener.open(first, address);
            dialler.open(second, address);
            assertThat(first.connect()).isEqualTo("SERVER");
            long start = System.nanoTime();
            var failure = second.send("connect", 0, 10_000).failure();
            assertThat((System.nanoTime() - start) / 1_000_000)
                    .as("ms; by answer, not by time-out")
                    .isLessThan(5000);
            assertThat(Marker.isIn(failure.getMessage())).isFalse();
            System.out.println("[fault " + fault + "] " + failure.getMessage());
            listener.open(second, address);
            assertThat(second.connect()).isEqualTo("CLIENT");
            Pair.await(first, second).talk();
            return failure.type();
        }
    }

    private static Document document(String type, String encryption, String key) throws IOException {
        var document = Document.of(type);
        if (!key.equals("none")) {
            document = document.certificate(
                    switch (key) {
                        case "rsa" -> rsa;
                        case "traditional" -> traditional;
                        case "curve" -> curve;
                        case "encrypted" -> encrypted;
                        default -> throw new IllegalArgumentException(key);
                    });
        }
        return switch (encryption) {
            case "plain" -> document;
            case "aes" -> document.aes(keys);
            case "custom" -> document.identity();
            default -> throw new IllegalArgumentException(encryption);
        };
    }

    private static String spelled(String type, Address address) {
        if (address.isUnix()) {
            return address.text();
        }
        var port = address.text().substring(address.text().lastIndexOf(':'));
        return List.of("tcp6", "tls6").contains(type) ? "[::1]" + port : port;
    }
}
