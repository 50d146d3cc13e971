package io.simpleipc.transport.tcp;

import io.simpleipc.ConfigurationException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address as it was written, in canonical form: {@code :1}, {@code localhost:1} and {@code 127.0.0.1:1} are equal.
 * Making one does no look-up.
 *
 * @param family which IP addresses will do
 * @param host as it was written, without brackets
 * @param literal the address that the host spells, or null if it is a name to be looked up
 * @param port 1 to 65535
 */
record HostPort(Family family, String host, @Nullable InetAddress literal, int port) {
    private static final Pattern ADDRESS = Pattern.compile("(\\[([^\\[\\]]*)]|[^\\[\\]:]*):([0-9]{1,5})");
    private static final Pattern FOUR_NUMBERS =
            Pattern.compile("(NUMBER\\.){3}NUMBER".replace("NUMBER", "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"));
    private static final Pattern LIKE_NUMBERS = Pattern.compile("[0-9.]+");

    /** The IP versions that a type string stands for, and the loopback address it means by default. */
    enum Family {
        ANY("127.0.0.1"),
        IPV4("127.0.0.1"),
        IPV6("::1");

        private final String loopback;

        Family(String loopback) {
            this.loopback = loopback;
        }

        static Family of(String type) {
            return type.endsWith("4") ? IPV4 : type.endsWith("6") ? IPV6 : ANY;
        }

        boolean admits(InetAddress address) {
            return this == ANY || (this == IPV4 ? address instanceof Inet4Address : address instanceof Inet6Address);
        }
    }

    static HostPort parse(String type, String text) {
        var matcher = ADDRESS.matcher(text.strip());
        if (!matcher.matches()) {
            throw wrong(type, text, "is neither \":port\" nor \"host:port\" nor \"[IPv6 address]:port\"");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port < 1 || port > 65535) {
            throw wrong(type, text, "has a port that is not between 1 and 65535; both processes must use the same one");
        }
        var family = Family.of(type);
        boolean bracketed = matcher.group(2) != null;
        var host = bracketed ? matcher.group(2) : matcher.group(1);
        if (!bracketed && (host.isEmpty() || host.equalsIgnoreCase("localhost"))) {
            host = family.loopback;
        }
        var literal = literal(host);
        if (literal == null && (bracketed || LIKE_NUMBERS.matcher(host).matches())) {
            throw wrong(type, text, "holds no IP address");
        }
        if (literal != null && !family.admits(literal)) {
            throw wrong(type, text, "is of the other IP version; use the type \"tcp\"");
        }
        return new HostPort(family, literal == null ? host : literal.getHostAddress(), literal, port);
    }

    /** Only what is surely a literal is given to {@code getByName}, which would look up anything else. */
    private static @Nullable InetAddress literal(String host) {
        boolean version6 = host.contains(":");
        if (!version6 && !FOUR_NUMBERS.matcher(host).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(version6 ? "[" + host + "]" : host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static ConfigurationException wrong(String type, String text, String why) {
        return new ConfigurationException(
                "the address \"" + text + "\" for type \"" + type + "\" " + why + "; write for example \":1234\"",
                null);
    }

    boolean isLoopback() {
        return literal != null && literal.isLoopbackAddress();
    }

    /** One literal. Looks a host name up, which may take as long as the system's resolver pleases. */
    InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(literal != null ? literal : lookUp(), port);
    }

    private InetAddress lookUp() throws UnknownHostException {
        var found = InetAddress.getAllByName(host);
        return Arrays.stream(found)
                .filter(family == Family.ANY ? Family.IPV4::admits : family::admits)
                .findFirst()
                .or(() -> Arrays.stream(found).filter(family::admits).findFirst())
                .orElseThrow(() -> new UnknownHostException(
                        host + " has no address that type tcp" + (family == Family.IPV4 ? 4 : 6) + " could use"));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
