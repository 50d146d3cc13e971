package io.simpleipc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.test.Property;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all addresses of tcp. No name is looked up. */
@Timeout(60)
class TcpAddressPropertiesTest {

    @ParameterizedTest
    @MethodSource("properties")
    void holds(Property property) {
        property.play();
    }

    static Stream<Property> properties() {
        return Stream.of(
                new Property("an IPv4 literal is itself, for types tcp and tcp4", random -> {
                    var address = ipv4(random);
                    int port = port(random);
                    var type = random.nextBoolean() ? "tcp" : "tcp4";
                    var parsed = HostPort.parse(type, address.getHostAddress() + ":" + port);
                    assertThat(parsed.literal()).isEqualTo(address);
                    assertThat(parsed.port()).isEqualTo(port);
                }),
                new Property("all spellings of an IPv6 literal are equal", random -> {
                    var address = ipv6(random);
                    int port = port(random);
                    var type = random.nextBoolean() ? "tcp" : "tcp6";
                    var spelled = HostPort.parse(type, "[" + spelling(random, address) + "]:" + port);
                    assertThat(spelled).isEqualTo(HostPort.parse(type, "[" + address.getHostAddress() + "]:" + port));
                    assertThat(spelled.literal()).isEqualTo(address);
                }),
                new Property("what an address says of itself is read as an equal one", random -> {
                    var parsed = HostPort.parse("tcp", anything(random) + ":" + port(random));
                    assertThat(HostPort.parse("tcp", parsed.toString())).isEqualTo(parsed);
                }),
                new Property("without a host it is the loopback address of its type", random -> {
                    int port = port(random);
                    assertThat(HostPort.parse("tcp", ":" + port)).isEqualTo(HostPort.parse("tcp", "127.0.0.1:" + port));
                    assertThat(HostPort.parse("tcp6", ":" + port)).isEqualTo(HostPort.parse("tcp6", "[::1]:" + port));
                }),
                new Property("blanks around it and zeros before the port change nothing", random -> {
                    int port = 1 + random.nextInt(999);
                    var host = anything(random);
                    assertThat(HostPort.parse("tcp", " " + host + ":0" + port + "\t"))
                            .isEqualTo(HostPort.parse("tcp", host + ":" + port));
                }),
                new Property("a name is kept and not looked up", random -> {
                    var name = name(random);
                    var parsed = HostPort.parse("tcp", name + ":" + port(random));
                    assertThat(parsed.literal()).isNull();
                    assertThat(parsed.host()).isEqualTo(name);
                    assertThat(parsed.isLoopback()).isFalse();
                }),
                new Property("a port out of range is refused", random -> {
                    int port = random.nextBoolean() ? 0 : 65_536 + random.nextInt(34_000);
                    refused("tcp", anything(random) + ":" + port);
                }),
                new Property("a number too large for IPv4 is refused", random -> {
                    var numbers = new int[] {number(random), number(random), number(random), number(random)};
                    numbers[random.nextInt(4)] = 256 + random.nextInt(744);
                    refused("tcp", numbers[0] + "." + numbers[1] + "." + numbers[2] + "." + numbers[3] + ":1");
                }),
                new Property("a literal of the other IP version is refused", random -> {
                    refused("tcp6", ipv4(random).getHostAddress() + ":1");
                    refused("tcp4", "[" + ipv6(random).getHostAddress() + "]:1");
                }),
                new Property(
                        "an IPv6 literal without brackets is refused",
                        random -> refused("tcp", ipv6(random).getHostAddress() + ":" + port(random))),
                new Property("any text is an address or refused with an example", random -> {
                    var text = new StringBuilder();
                    for (int i = random.nextInt(12); i > 0; i--) {
                        text.append("[]:.%0129afx -".charAt(random.nextInt(14)));
                    }
                    try {
                        assertThat(HostPort.parse("tcp", text.toString()).port())
                                .isBetween(1, 65_535);
                    } catch (ConfigurationException e) {
                        assertThat(e).hasMessageContaining("\":1234\"");
                    }
                }));
    }

    private static void refused(String type, String address) {
        assertThatThrownBy(() -> HostPort.parse(type, address))
                .as(address)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(address);
    }

    private static int port(Random random) {
        return 1 + random.nextInt(65_535);
    }

    private static int number(Random random) {
        return random.nextInt(256);
    }

    private static InetAddress ipv4(Random random) throws UnknownHostException {
        return address(random, 4);
    }

    private static InetAddress ipv6(Random random) throws UnknownHostException {
        return address(random, 16);
    }

    private static InetAddress address(Random random, int length) throws UnknownHostException {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        bytes[0] |= 0x20; // no address of IPv4 within one of IPv6
        return InetAddress.getByAddress(bytes);
    }

    /** In capitals or with zeros before, each group its own way. */
    private static String spelling(Random random, InetAddress address) {
        var groups = address.getHostAddress().split(":");
        for (int i = 0; i < groups.length; i++) {
            groups[i] = random.nextBoolean()
                    ? groups[i].toUpperCase(Locale.ROOT)
                    : "0".repeat(4 - groups[i].length()) + groups[i];
        }
        return String.join(":", groups);
    }

    private static String anything(Random random) throws UnknownHostException {
        return switch (random.nextInt(3)) {
            case 0 -> ipv4(random).getHostAddress();
            case 1 -> "[" + ipv6(random).getHostAddress() + "]";
            default -> name(random);
        };
    }

    private static String name(Random random) {
        var name = new StringBuilder("h");
        for (int i = random.nextInt(10); i > 0; i--) {
            name.append("abc-.09".charAt(random.nextInt(7)));
        }
        return name.toString();
    }
}
