package io.simpleipc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TcpAddressTest {
    private static String description(String type, String address) {
        return new TcpTransport().endpoint(Spec.of(type, address, "secret")).description();
    }

    @ParameterizedTest
    @CsvSource({
        "tcp,  :1234,             tcp:127.0.0.1:1234",
        "tcp,  localhost:1234,    tcp:127.0.0.1:1234",
        "tcp,  LOCALHOST:1234,    tcp:127.0.0.1:1234",
        "tcp,  127.0.0.1:1234,    tcp:127.0.0.1:1234",
        "tcp,  127.0.0.1:01234,   tcp:127.0.0.1:1234",
        "tcp,  127.0.0.2:1,       tcp:127.0.0.2:1",
        "tcp,  [::1]:65535,       'tcp:[0:0:0:0:0:0:0:1]:65535'",
        "tcp4, :1234,             tcp4:127.0.0.1:1234",
        "tcp6, :1234,             'tcp6:[0:0:0:0:0:0:0:1]:1234'",
        "tcp6, localhost:1234,    'tcp6:[0:0:0:0:0:0:0:1]:1234'",
        "tcp6, [0:0::1]:1234,     'tcp6:[0:0:0:0:0:0:0:1]:1234'",
    })
    void everySpellingComesToOneLiteral(String type, String address, String expected) {
        assertThat(description(type, address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1234",
                ":",
                ":0",
                ":65536",
                ":-1",
                ":99999999999",
                "::1:1234",
                "[::1]",
                "[:1234",
                "[]:1",
                "[localhost]:1",
                "127.1:1234",
                "1.2.3.256:1",
                "1.2.3.4.5:1",
                "host:port",
                "host",
                "[fe80::%]:1",
                "[[::1]]:1"
            })
    void nonsenseIsRefusedWithAnExample(String address) {
        assertThatThrownBy(() -> description("tcp", address))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(address)
                .hasMessageContaining("\":1234\"");
    }

    @ParameterizedTest
    @CsvSource({"tcp4, [::1]:1", "tcp6, 127.0.0.1:1"})
    void theOtherIpVersionIsRefused(String type, String address) {
        assertThatThrownBy(() -> description(type, address))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"tcp\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0:1234", "[::]:1234", "192.0.2.1:1234", "[2001:db8::1]:1234", "example.invalid:1234"})
    void whatOtherMachinesCanReachIsRefusedUnlessAllowed(String address) {
        assertThatThrownBy(() -> description("tcp", address))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("allowInsecureRemote");

        var allowed = Spec.of("tcp", address, "secret").toBuilder()
                .allowInsecureRemote(true)
                .build();
        assertThat(new TcpTransport().endpoint(allowed).description()).startsWith("tcp:");
    }

    @Test
    void thereAreNoOptions() {
        var spec = Spec.of("tcp", ":1234", "secret").toBuilder()
                .options(Map.of("nodelay", "true"))
                .build();
        assertThatThrownBy(() -> new TcpTransport().endpoint(spec))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("nodelay")
                .hasMessageContaining("none");
    }

    @Test
    void theServiceLoaderFindsIt() {
        assertThat(ServiceLoader.load(Transport.class)).anyMatch(TcpTransport.class::isInstance);
    }

    /** In a JVM of its own, for which a name that looks like numbers exists: a look-up would find it. */
    @Test
    void numbersThatAreNoAddressAreNotLookedUp(@TempDir Path directory) throws Exception {
        var hosts = Files.writeString(directory.resolve("hosts"), "10.0.0.1 1.2.3.256\n");
        var output = directory.resolve("output");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-Djdk.net.hosts.file=" + hosts,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Parsing.class.getName(),
                        "1.2.3.256:1")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(output)).contains("holds no IP address");
    }

    /** Says what an address is taken for. */
    static final class Parsing {
        public static void main(String[] args) {
            try {
                System.out.println(HostPort.parse("tcp", args[0]));
            } catch (ConfigurationException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
