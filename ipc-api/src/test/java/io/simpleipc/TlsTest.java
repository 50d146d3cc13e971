package io.simpleipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
    private static final Path CERTIFICATE = Path.of("server.crt");
    private static final Path KEY = Path.of("server.key");

    @Test
    void theUsualCaseIsStrictAndHasNoPassword() {
        assertThat(Tls.of(CERTIFICATE, KEY)).isEqualTo(new Tls(CERTIFICATE, KEY, null, false, false));
    }

    @Test
    void eachSettingKeepsTheOthers() {
        var password = Secret.of("marker-0451-secret");
        var all = Tls.of(CERTIFICATE, KEY).withKeyPassword(password).withTls12().withWarningsOnly();
        assertThat(all).isEqualTo(new Tls(CERTIFICATE, KEY, password, true, true));
        assertThat(Tls.of(CERTIFICATE, KEY).withWarningsOnly().withTls12().withKeyPassword(password))
                .isEqualTo(all);
        assertThat(all.toString()).contains("server.crt").doesNotContain("marker-0451-secret");
    }

    @Test
    void anEmptyPathIsRefusedByName() {
        assertThatThrownBy(() -> Tls.of(Path.of(""), KEY))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the tls certificate is an empty path; name a PEM file");
        assertThatThrownBy(() -> Tls.of(CERTIFICATE, Path.of("")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the tls key is an empty path; name a PEM file");
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, tls+tcp",
        "unix, tls+unix",
        "mine, tls+mine",
        "tlsa, tls+tlsa",
        "tls, tls",
        "tls4, tls4",
        "tls6, tls6",
        "tls+unix, tls+unix",
        "x+tls+unix, x+tls+unix"
    })
    void aCertificateMakesTheTunnelOneThroughTls(String type, String becomes) {
        var spec = Spec.tls(type, ":1", CERTIFICATE, KEY, "s");
        assertThat(spec.type()).isEqualTo(becomes);
        assertThat(spec.tls()).isEqualTo(Tls.of(CERTIFICATE, KEY));
        assertThat(spec.toBuilder().build()).isEqualTo(spec);
    }

    @Test
    void withoutACertificateTheTypeStaysAsItIs() {
        assertThat(Spec.unix("a", "s").type()).isEqualTo("unix");
        assertThat(Spec.of("tls", ":1", "s").type()).isEqualTo("tls");
    }

    @Test
    void anEmptyTypeIsRefusedAlsoWithACertificate() {
        assertThatThrownBy(() -> Spec.tls("", ":1", CERTIFICATE, KEY, "s"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no type");
    }
}
