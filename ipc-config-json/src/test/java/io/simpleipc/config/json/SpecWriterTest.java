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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Specs as documents: what is written, what is not, and that reading gives the same. */
@Timeout(60)
class SpecWriterTest {
    private static final String MARKER = "marker-0451-secret";
    private static final int SPECS = 1000;
    private static final Spec PLAIN = Spec.builder()
            .type("unix")
            .address("chat")
            .secret(Secret.fromEnvironment("CHAT"))
            .build();

    @Test
    void readingWhatWasWrittenGivesAnEqualSpec() {
        long seed = Long.getLong("ipc.seed", new Random().nextLong());
        var specs = new RandomSpecs(seed);
        for (int i = 0; i < SPECS; i++) {
            var spec = specs.next();
            var json = spec.toJsonWithSecrets();
            assertThat(Spec.parse(json))
                    .as("spec %d; again with -Dipc.seed=%d:\n%s", i, seed, json)
                    .isEqualTo(spec);
        }
    }

    @ParameterizedTest
    @MethodSource("io.simpleipc.config.json.Documents#accepted")
    void aDocumentThatWasReadIsWrittenSoThatItMeansTheSame(Documents.Accepted accepted) {
        assertThat(Spec.parse(accepted.spec().toJsonWithSecrets())).isEqualTo(accepted.spec());
    }

    @Test
    void onlyWhatDiffersFromTheDefaultsIsWritten() {
        assertThat(PLAIN.toJson()).isEqualTo("""
                        {
                          "type": "unix",
                          "address": "chat",
                          "secret": {
                            "env": "CHAT"
                          }
                        }
                        """);
    }

    @Test
    void everySettingIsWrittenInTheOrderOfTheDocument() {
        var spec = PLAIN.toBuilder()
                .encryption(Encryption.of("mine").with("keyFile", "/e.key"))
                .tls(new Tls(Path.of("/s.crt"), Path.of("/s.key"), Secret.fromEnvironment("P"), true, true))
                .queryTimeout(Duration.ofSeconds(90))
                .drain(Duration.ofMinutes(2))
                .reconnect(new Reconnect(false, 3, Duration.ofMillis(1500)))
                .promotion(false)
                .maxMessageSize(1536)
                .maxInFlight(7)
                .maxBufferedBytes(3L << 30)
                .logQueries(true)
                .logKeepAlives(true)
                .allowInsecureRemote(true)
                .spin(Spin.OFF)
                .options(Map.of("users", "bob"))
                .build();
        assertThat(spec.toJson()).isEqualTo("""
                        {
                          "type": "tls+unix",
                          "address": "chat",
                          "secret": {
                            "env": "CHAT"
                          },
                          "encryption": {
                            "type": "mine",
                            "keyFile": "/e.key"
                          },
                          "tls": {
                            "certificate": "/s.crt",
                            "key": "/s.key",
                            "keyPassword": {
                              "env": "P"
                            },
                            "allowTls12": true,
                            "warnOnly": true
                          },
                          "queryTimeout": "90s",
                          "drain": "2m",
                          "reconnect": {
                            "enabled": false,
                            "maxRetries": 3,
                            "delay": "1500ms"
                          },
                          "promotion": false,
                          "maxMessageSize": "1536B",
                          "maxInFlight": 7,
                          "maxBufferedBytes": "3GiB",
                          "logQueries": true,
                          "logKeepAlives": true,
                          "allowInsecureRemote": true,
                          "spin": "off",
                          "options": {
                            "users": "bob"
                          }
                        }
                        """);
    }

    @Test
    void relativePathsAreWrittenInFull() {
        var here = Path.of("").toAbsolutePath();
        var spec = Spec.builder()
                .type("unix")
                .address("run/chat")
                .secret(Secret.fromFile(Path.of("chat.secret")))
                .encryption(Encryption.of("mine").with("keyFile", "e.key"))
                .tls(Tls.of(Path.of("s.crt"), Path.of("s.key")))
                .build();
        for (var name : new String[] {"run/chat", "chat.secret", "e.key", "s.crt", "s.key"}) {
            assertThat(spec.toJson()).contains("\"" + here + "/" + name + "\"");
        }
    }

    static Stream<Arguments> literals() {
        return Stream.of(
                literal("secret", b -> b.secret(MARKER)),
                literal(
                        "keyPassword",
                        b -> b.tls(Tls.of(Path.of("/c"), Path.of("/k")).withKeyPassword(Secret.of(MARKER)))),
                literal("passphrase", b -> b.encryption(Encryption.of("mine").with("passphrase", MARKER))),
                literal("myToken", b -> b.encryption(Encryption.of("mine").with("myToken", MARKER))),
                literal("options.a.password", b -> b.options(Map.of("a.password", MARKER))));
    }

    private static Arguments literal(String name, UnaryOperator<Spec.Builder> setting) {
        return Arguments.of(name, setting);
    }

    @ParameterizedTest
    @MethodSource("literals")
    void aLiteralSecretIsWrittenOnlyIfAskedFor(String name, UnaryOperator<Spec.Builder> setting) {
        var spec = setting.apply(PLAIN.toBuilder()).build();
        assertThatThrownBy(spec::toJson)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(name + " holds a secret itself")
                .hasMessageContaining("toJsonWithSecrets()")
                .hasMessageNotContaining(MARKER)
                .hasNoCause();
        assertThat(spec.toJsonWithSecrets()).contains(MARKER);
    }

    @Test
    void aSecretWhoseNameDoesNotSaySoIsNotWrittenAsPlainText() {
        var spec = PLAIN.toBuilder()
                .encryption(Encryption.of("mine").with("pin", Secret.of(MARKER)))
                .build();
        assertThatThrownBy(spec::toJsonWithSecrets)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"pin\" is a secret")
                .hasMessageNotContaining(MARKER);
    }

    @Test
    void whatADocumentCannotSayIsRefused() {
        var finer = PLAIN.toBuilder().drain(Duration.ofNanos(1_500_000)).build();
        assertThatThrownBy(finer::toJson)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("drain is PT0.0015S")
                .hasMessageContaining("whole milliseconds");
        var twoTypes = PLAIN.toBuilder()
                .encryption(Encryption.of("mine").with("type", "x"))
                .build();
        assertThatThrownBy(twoTypes::toJson)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("option \"type\"");
        var noPath = PLAIN.toBuilder()
                .encryption(Encryption.of("mine").with("keyFile", "a\0b"))
                .build();
        assertThatThrownBy(noPath::toJson)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("option \"keyFile\" is no path");
    }
}
