package io.simpleipc.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.Reconnect;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.Spin;
import io.simpleipc.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Documents in files. */
@Timeout(30)
class SpecLoadTest {
    private static final String COMPLETE = """
            {
              "type": "unix", "address": "chat",
              "secret": {"file": "chat.secret"},
              "encryption": {"type": "aes-256-gcm", "keyFile": "encryption.key"},
              "tls": {"certificate": "server.crt", "key": "server.key"},
              "queryTimeout": "5s", "drain": "5s",
              "reconnect": {"enabled": true, "maxRetries": 0, "delay": "1s"},
              "promotion": true, "maxMessageSize": "16MiB", "maxInFlight": 1024, "maxBufferedBytes": "64MiB",
              "logQueries": false, "logKeepAlives": false, "allowInsecureRemote": false, "spin": "auto", "options": {}
            }
            """;

    @TempDir
    private Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("chat.json"), text);
    }

    @Test
    void theCompleteDocumentOfTheDesignIsRead() throws IOException {
        var spec = Spec.load(file(COMPLETE));
        assertThat(spec)
                .isEqualTo(Spec.builder()
                        .type("tls+unix")
                        .address("chat")
                        .secret(Secret.fromFile(directory.resolve("chat.secret")))
                        .encryption(Encryption.of("aes-256-gcm")
                                .with(
                                        "keyFile",
                                        directory.resolve("encryption.key").toString()))
                        .tls(Tls.of(directory.resolve("server.crt"), directory.resolve("server.key")))
                        .queryTimeout(Duration.ofSeconds(5))
                        .drain(Duration.ofSeconds(5))
                        .reconnect(new Reconnect(true, 0, Duration.ofSeconds(1)))
                        .promotion(true)
                        .maxMessageSize(16 << 20)
                        .maxInFlight(1024)
                        .maxBufferedBytes(64L << 20)
                        .logQueries(false)
                        .logKeepAlives(false)
                        .allowInsecureRemote(false)
                        .spin(Spin.AUTO)
                        .options(Map.of())
                        .build());
        assertThat(Spec.parse(spec.toJson())).isEqualTo(spec);
    }

    @Test
    void relativePathsBeginInTheFilesDirectoryAlsoIfTheFileIsNamedRelatively() throws IOException {
        var file = file("{\"type\": \"unix\", \"address\": \"run/chat\", \"secret\": {\"file\": \"../s\"}}");
        var relative = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());
        var spec = Spec.load(relative);
        assertThat(Path.of(spec.address()).normalize()).isEqualTo(directory.resolve("run/chat"));
        assertThat(((Secret.FromFile) spec.secret()).path().normalize()).isEqualTo(directory.resolveSibling("s"));
    }

    @Test
    void relativePathsInATextBeginInTheProcessesDirectory() {
        var spec = Spec.parse("{\"type\": \"unix\", \"address\": \"a\", \"secret\": {\"file\": \"s\"}}");
        assertThat(spec.secret()).isEqualTo(Secret.fromFile(Path.of("s").toAbsolutePath()));
    }

    @Test
    void anErrorNamesTheFileAsItWasGiven() throws IOException {
        var file = file("{\n  \"typ\": 1}");
        assertThatThrownBy(() -> Spec.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ", line 2, column 3, $.typ: wanted one of the keys $schema, type, ");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        var file = file("\uFEFF{\"type\": \"unix\", \"address\": \"a\", \"secret\": \"s\"}");
        assertThat(Files.readAllBytes(file)).startsWith(0xEF, 0xBB, 0xBF);
        assertThat(Spec.load(file)).isEqualTo(Spec.unix("a", "s"));
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        var file = directory.resolve("latin.json");
        Files.write(file, "{\"secret\": \"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1));
        refused(file, "latin.json is not UTF-8; save it as that");
        Files.write(file, "{}".getBytes(StandardCharsets.UTF_16BE));
        refused(file, "latin.json, line 1, column 1, $: wanted a string, a number, true, false or an object");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        refused(file(""), "line 1, column 1, $: wanted an object, found nothing");
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws IOException {
        refused(file(" ".repeat((1 << 20) + 1)), "is larger than 1048576 bytes");
        refused(file(" ".repeat(1 << 20)), "found nothing");
    }

    @Test
    void aDirectoryIsRefusedAsOne() {
        refused(directory, "is a directory; name the JSON file in it");
    }

    @Test
    void aSecretsFileIsReadOnlyWhenTheSecretIsWanted() throws IOException {
        var spec = Spec.load(file("{\"type\": \"unix\", \"address\": \"a\", \"secret\": {\"file\": \"s\"}}"));
        var secret = Files.writeString(directory.resolve("s"), "hello");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(spec.secret()::resolve)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("chmod 600 " + secret);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(spec.secret().resolve()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> Spec.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Spec.load(directory.resolve("none.json")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("NoSuchFile");
    }
}
