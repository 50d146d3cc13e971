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
import java.nio.file.Files;
import java.nio.file.Path;
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
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Spec.load(directory.resolve("none.json")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("NoSuchFile");
    }
}
