package io.simpleipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecTest {
    private static final String MARKER = "marker-0451-secret";

    @Test
    void specsCompareByValue() {
        assertThat(Spec.tcp(1234, "s")).isEqualTo(Spec.of("tcp", ":1234", "s")).hasSameHashCodeAs(Spec.tcp(1234, "s"));
        assertThat(Spec.tcp(1234, "s")).isNotEqualTo(Spec.tcp(1234, "t"));
    }

    @Test
    void defaultsAreThoseOfTheDocument() {
        var spec = Spec.unix("chat", "s");
        assertThat(spec.type()).isEqualTo("unix");
        assertThat(spec.address()).isEqualTo("chat");
        assertThat(spec.queryTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.reconnect()).isEqualTo(new Reconnect(true, 0, Duration.ofSeconds(1)));
        assertThat(spec.promotion()).isTrue();
        assertThat(spec.maxMessageSize()).isEqualTo(16 << 20);
        assertThat(spec.maxInFlight()).isEqualTo(1024);
        assertThat(spec.maxBufferedBytes()).isEqualTo(64L << 20);
        assertThat(spec.logQueries()).isFalse();
        assertThat(spec.logKeepAlives()).isFalse();
        assertThat(spec.allowInsecureRemote()).isFalse();
        assertThat(spec.options()).isEmpty();
        assertThat(spec.tls()).isNull();
        assertThat(spec.encryption()).isNull();
        assertThat(spec.spin()).isEqualTo(Spin.AUTO);
    }

    @Test
    void toBuilderKeepsEverything() {
        var spec = Spec.builder()
                .type("unix")
                .address("a")
                .secret("s")
                .queryTimeout(Duration.ofSeconds(1))
                .drain(Duration.ZERO)
                .reconnect(Reconnect.OFF)
                .promotion(false)
                .maxMessageSize(4096)
                .maxInFlight(7)
                .maxBufferedBytes(16384)
                .logQueries(true)
                .logKeepAlives(true)
                .allowInsecureRemote(true)
                .tls(Tls.of(Path.of("c"), Path.of("k")))
                .encryption(Encryption.of("mine").with("keyFile", "k"))
                .spin(Spin.OFF)
                .options(Map.of("users", "bob"))
                .build();
        assertThat(spec.toBuilder().build()).isEqualTo(spec);
        assertThat(spec.toBuilder().spin(Spin.AUTO).build()).isNotEqualTo(spec);
        assertThat(spec.toBuilder().encryption(null).build()).isNotEqualTo(spec);
        assertThat(spec.toBuilder().tls(null).build()).isNotEqualTo(spec);
        assertThat(spec.toBuilder().promotion(true).build()).isNotEqualTo(spec);
    }

    @Test
    void optionsAreCopied() {
        var options = new HashMap<>(Map.of("a", "b"));
        var spec = Spec.unix("n", "s").toBuilder().options(options).build();
        options.put("c", "d");
        assertThat(spec.options()).containsExactly(Map.entry("a", "b"));
    }

    @Test
    void noSecretIsEverShown() {
        var spec = Spec.unix("chat", MARKER).toBuilder()
                .options(Map.of("token", MARKER))
                .build();
        assertThat(spec.toString()).doesNotContain(MARKER).contains("unix").contains("chat");
        assertThat(spec.secret().toString()).doesNotContain(MARKER);
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                range("queryTimeout", b -> b.queryTimeout(Duration.ofMillis(99))),
                range("queryTimeout", b -> b.queryTimeout(Duration.ofDays(2))),
                range("queryTimeout", b -> b.queryTimeout(Duration.ofSeconds(Long.MAX_VALUE))),
                range("drain", b -> b.drain(Duration.ofMillis(-1))),
                range("reconnect.delay", b -> b.reconnect(new Reconnect(true, 0, Duration.ofNanos(1)))),
                range("maxMessageSize", b -> b.maxMessageSize(1023)),
                range("maxMessageSize", b -> b.maxMessageSize((512 << 20) + 1)),
                range("maxInFlight", b -> b.maxInFlight(0)),
                range("maxInFlight", b -> b.maxInFlight(1_000_001)),
                range("maxBufferedBytes", b -> b.maxBufferedBytes(4L * (16 << 20) - 1)),
                range("maxBufferedBytes", b -> b.maxBufferedBytes(-1)));
    }

    private static Arguments range(String name, UnaryOperator<Spec.Builder> setting) {
        return Arguments.of(name, setting);
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void aValueOutOfRangeIsNamedWithItsRange(String name, UnaryOperator<Spec.Builder> setting) {
        var builder = setting.apply(Spec.unix("n", "s").toBuilder());
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(name + " must be between ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65536})
    void aPortOutOfRangeIsRefused(int port) {
        assertThatThrownBy(() -> Spec.tcp(port, "s"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("1 to 65535");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> Spec.builder().type("unix").address("a").build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no secret");
        assertThatThrownBy(() -> Spec.of("", "a", "s"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no type");
        assertThatThrownBy(() -> Spec.of("unix", " ", "s"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no address");
        assertThatThrownBy(() -> Spec.of("unix", "a", ""))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("secret is empty");
    }

    @Test
    void reconnectChecksItsValues() {
        assertThatThrownBy(() -> new Reconnect(true, -1, Duration.ofSeconds(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("maxRetries");
        assertThatThrownBy(() -> new Reconnect(true, 0, Duration.ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("delay");
    }

    @Test
    void aConnectionWithTwoQueryHandlersIsRefused() {
        var builder = Connection.builder(Spec.unix("a", "s")).onQuery(q -> q).onBytes(q -> q);
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("onQuery")
                .hasMessageContaining("onBytes");
    }

    @Test
    void aConnectionWithoutAnEngineNamesTheArtifact() {
        var builder = Connection.builder(Spec.unix("a", "s"));
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("io.simpleipc:ipc-core");
    }

    @Test
    void aDocumentWithoutItsReaderNamesTheArtifact(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("chat.json"), "{}");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> Spec.parse("{}"),
                () -> Spec.load(file),
                () -> Spec.unix("a", "s").toJson(),
                () -> Spec.unix("a", "s").toJsonWithSecrets())) {
            assertThatThrownBy(call)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("add the artifact io.simpleipc:ipc-config-json");
        }
    }

    @Test
    void queryContextOutsideOfAHandlerSaysSo() {
        assertThatThrownBy(QueryContext::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("handler");
    }
}
