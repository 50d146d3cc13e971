package io.simpleipc.config.json;

import io.simpleipc.Encryption;
import io.simpleipc.Reconnect;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.Spin;
import io.simpleipc.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Makes specs by chance, every setting at its default in about half of them. */
final class RandomSpecs {
    private static final List<String> TYPES = List.of("tcp", "tcp4", "tcp6", "unix", "tls", "tls+unix", "mine");
    private static final List<Long> UNITS = List.of(1L, 1000L, 60_000L, 3_600_000L, 86_400_000L);
    private static final long DAY = 86_400_000;
    private static final int LARGEST_MESSAGE = 512 << 20;

    private final Random random;

    RandomSpecs(long seed) {
        random = new Random(seed);
    }

    Spec next() {
        var builder = Spec.builder().type(of(TYPES)).address(address()).secret(secret());
        if (random.nextBoolean()) {
            builder.queryTimeout(duration(100));
        }
        if (random.nextBoolean()) {
            builder.drain(duration(0));
        }
        if (random.nextBoolean()) {
            builder.reconnect(
                    new Reconnect(random.nextBoolean(), random.nextInt() & (random.nextInt() >>> 1), duration(1)));
        }
        if (random.nextBoolean()) {
            int message = (int) size(1024, LARGEST_MESSAGE);
            builder.maxMessageSize(message).maxBufferedBytes(size(4L * message, Long.MAX_VALUE / 2));
        }
        if (random.nextBoolean()) {
            builder.maxInFlight(1 + random.nextInt(1_000_000));
        }
        if (random.nextBoolean()) {
            builder.encryption(encryption());
        }
        if (random.nextBoolean()) {
            builder.tls(tls());
        }
        var options = new TreeMap<String, String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            options.put(text(), random.nextBoolean() ? text() : "");
        }
        return builder.promotion(random.nextBoolean())
                .logQueries(random.nextBoolean())
                .logKeepAlives(random.nextBoolean())
                .allowInsecureRemote(random.nextBoolean())
                .spin(of(List.of(Spin.values())))
                .options(options)
                .build();
    }

    private Encryption encryption() {
        var encryption = Encryption.of(text());
        for (int i = random.nextInt(4); i > 0; i--) {
            encryption = switch (random.nextInt(4)) {
                case 0 -> encryption.with("n" + text(), text());
                case 1 -> encryption.with(text() + "File", path().toString());
                case 2 -> encryption.with(text() + "Passphrase", secret());
                default -> encryption.with(text(), Secret.fromFile(path()));
            };
        }
        return encryption;
    }

    private Tls tls() {
        return new Tls(
                path(), path(), random.nextBoolean() ? secret() : null, random.nextBoolean(), random.nextBoolean());
    }

    private Secret secret() {
        return switch (random.nextInt(3)) {
            case 0 -> Secret.of(text());
            case 1 -> Secret.fromEnvironment(text());
            default -> Secret.fromFile(path());
        };
    }

    private String address() {
        return random.nextBoolean() ? "a" + text().replace('/', '.') : path().toString();
    }

    private Path path() {
        return Path.of("/" + text() + "/x" + text());
    }

    private Duration duration(long least) {
        long unit = of(UNITS);
        long most = DAY / unit;
        return Duration.ofMillis(Math.max(least, unit * random.nextLong(most + 1)));
    }

    private long size(long least, long most) {
        long size = least + random.nextLong(1 + ((most - least) >> random.nextInt(63)));
        int unit = 10 * random.nextInt(4);
        long round = (size >> unit) << unit;
        return Math.max(least, round);
    }

    /** Whatever may stand in JSON, blanks at its ends included, but not blank as a whole. */
    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(5)) {
                        case 0 -> "\"\\/{}[]:,'#$ \t\n\r".codePointAt(random.nextInt(16));
                        case 1 -> 1 + random.nextInt(31);
                        case 2 -> 0x80 + random.nextInt(0xD000);
                        case 3 -> 0x1F300 + random.nextInt(256);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return (random.nextBoolean() ? "k" + text : text + "k");
    }

    private <T> T of(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
