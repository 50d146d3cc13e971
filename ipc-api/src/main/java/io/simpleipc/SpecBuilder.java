package io.simpleipc;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects and checks a spec; each range is checked in {@link #build()}, so that all messages come from one place. */
final class SpecBuilder implements Spec.Builder {
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int SMALLEST_MESSAGE_LIMIT = 1024;
    private static final int LARGEST_MESSAGE_LIMIT = 512 << 20;
    private static final int MOST_IN_FLIGHT = 1_000_000;

    private static final Pattern LAYERED = Pattern.compile("(^|\\+)tls[46]?($|\\+)");

    private @Nullable String type;
    private @Nullable String address;
    private @Nullable Secret secret;
    private Duration queryTimeout = Duration.ofSeconds(5);
    private Duration drain = Duration.ofSeconds(5);
    private Reconnect reconnect = Reconnect.DEFAULT;
    private boolean promotion = true;
    private int maxMessageSize = 16 << 20;
    private int maxInFlight = 1024;
    private long maxBufferedBytes = 64L << 20;
    private boolean logQueries;
    private boolean logKeepAlives;
    private boolean allowInsecureRemote;
    private @Nullable Tls tls;
    private @Nullable Encryption encryption;
    private Spin spin = Spin.AUTO;
    private Map<String, String> options = Map.of();

    @Override
    public SpecBuilder type(String value) {
        type = value;
        return this;
    }

    @Override
    public SpecBuilder address(String value) {
        address = value;
        return this;
    }

    @Override
    public SpecBuilder secret(String value) {
        return secret(Secret.of(value));
    }

    @Override
    public SpecBuilder secret(Secret value) {
        secret = value;
        return this;
    }

    @Override
    public SpecBuilder queryTimeout(Duration value) {
        queryTimeout = value;
        return this;
    }

    @Override
    public SpecBuilder drain(Duration value) {
        drain = value;
        return this;
    }

    @Override
    public SpecBuilder reconnect(Reconnect value) {
        reconnect = value;
        return this;
    }

    @Override
    public SpecBuilder promotion(boolean value) {
        promotion = value;
        return this;
    }

    @Override
    public SpecBuilder maxMessageSize(int value) {
        maxMessageSize = value;
        return this;
    }

    @Override
    public SpecBuilder maxInFlight(int value) {
        maxInFlight = value;
        return this;
    }

    @Override
    public SpecBuilder maxBufferedBytes(long value) {
        maxBufferedBytes = value;
        return this;
    }

    @Override
    public SpecBuilder logQueries(boolean value) {
        logQueries = value;
        return this;
    }

    @Override
    public SpecBuilder logKeepAlives(boolean value) {
        logKeepAlives = value;
        return this;
    }

    @Override
    public SpecBuilder allowInsecureRemote(boolean value) {
        allowInsecureRemote = value;
        return this;
    }

    @Override
    public SpecBuilder tls(@Nullable Tls value) {
        tls = value;
        return this;
    }

    @Override
    public SpecBuilder encryption(@Nullable Encryption value) {
        encryption = value;
        return this;
    }

    @Override
    public SpecBuilder spin(Spin value) {
        spin = value;
        return this;
    }

    @Override
    public SpecBuilder options(Map<String, String> value) {
        options = Map.copyOf(value);
        return this;
    }

    @Override
    public Spec build() {
        if (secret == null) {
            throw new ConfigurationException("the spec has no secret; give both processes the same one", null);
        }
        between("queryTimeout", queryTimeout, SHORTEST_TIMEOUT, LONGEST);
        between("drain", drain, Duration.ZERO, LONGEST);
        between("reconnect.delay", reconnect.delay(), Duration.ofMillis(1), LONGEST);
        between("maxMessageSize", maxMessageSize, SMALLEST_MESSAGE_LIMIT, LARGEST_MESSAGE_LIMIT);
        between("maxInFlight", maxInFlight, 1, MOST_IN_FLIGHT);
        between("maxBufferedBytes", maxBufferedBytes, 4L * maxMessageSize, Long.MAX_VALUE / 2);
        return new SpecValues(
                layered(filled("type", type, "\"tcp\" or \"unix\"")),
                filled("address", address, "\":1234\" or \"chat\""),
                secret,
                queryTimeout,
                drain,
                reconnect,
                promotion,
                maxMessageSize,
                maxInFlight,
                maxBufferedBytes,
                logQueries,
                logKeepAlives,
                allowInsecureRemote,
                tls,
                encryption,
                spin,
                options);
    }

    /** With a certificate the tunnel is one through TLS, whether or not the type says so. */
    private String layered(String plain) {
        return tls == null || LAYERED.matcher(plain).find() ? plain : "tls+" + plain;
    }

    private static String filled(String name, @Nullable String value, String example) {
        if (value == null || value.isBlank()) {
            throw new ConfigurationException("the spec has no " + name + "; set one, such as " + example, null);
        }
        return value;
    }

    private static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConfigurationException(
                    name + " must be between " + text(least) + " and " + text(most) + ", not " + text(value), null);
        }
    }

    private static void between(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigurationException(
                    name + " must be between " + least + " and " + most + ", not " + value, null);
        }
    }

    private static String text(Duration duration) {
        return duration.getSeconds() > Integer.MAX_VALUE || duration.getSeconds() < Integer.MIN_VALUE
                ? duration.toString()
                : duration.toMillis() + " ms";
    }
}
