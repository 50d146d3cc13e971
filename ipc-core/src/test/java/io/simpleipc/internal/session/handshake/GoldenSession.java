package io.simpleipc.internal.session.handshake;

import io.simpleipc.internal.session.handshake.GoldenTalk.Said;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.spi.ChannelBinding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A session as it went over the wire: who met whom follows from the seed, the flights of the handshake and what either
 * side said then are bytes. {@link #main} wrote the resource once; see {@link GoldenSessionsTest}.
 *
 * @param seed decides about secret, keys, limits, encryption and talk
 * @param flights of the handshake
 * @param dialer what it said, and what the listener heard
 * @param listener what it said, and what the dialler heard
 */
record GoldenSession(long seed, List<byte[]> flights, Said dialer, Said listener) {
    private static final String BETWEEN_PARTS = ";";
    private static final String BETWEEN_FLIGHTS = ",";

    /** Records so many sessions. */
    public static void main(String[] args) throws Exception {
        var lines = new ArrayList<String>();
        for (long seed = 1; seed <= Integer.parseInt(args[1]); seed++) {
            lines.add(record(seed).line());
        }
        Files.write(Path.of(args[0]), lines);
    }

    static List<GoldenSession> all() throws IOException {
        try (var resource = GoldenSession.class.getResourceAsStream("/golden/sessions-v1.txt")) {
            return new String(resource.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(GoldenSession::parse)
                    .toList();
        }
    }

    private static GoldenSession record(long seed) throws Exception {
        var duel = duel(seed).play();
        var random = new Random(-seed);
        var dialer = GoldenTalk.record(random, agreement(duel.dialerEnd).seal());
        var listener = GoldenTalk.record(random, agreement(duel.listenerEnd).seal());
        return new GoldenSession(seed, duel.flights, dialer, listener);
    }

    /** The two who met, ready to meet again with the same keys. */
    static Duel duel(long seed) throws GeneralSecurityException {
        var random = new Random(seed);
        var secret = "secret " + random.nextLong();
        var encryption = random.nextBoolean() ? null : Fixtures.xor(1 + random.nextInt(255));
        var psk = Fixtures.psk(secret);
        var dialer = introduction(random, psk, PayloadEncryption.of(encryption));
        var listener = introduction(random, psk, PayloadEncryption.of(encryption));
        var binding = binding(random);
        return new Duel(
                new DialerHandshake(dialer, binding, randomness(random)),
                new ListenerHandshake(listener, () -> binding, randomness(random)));
    }

    private static ChannelBinding binding(Random random) {
        var path = new byte[32];
        random.nextBytes(path);
        return random.nextBoolean() ? ChannelBinding.of("unix", path) : ChannelBinding.of("tcp");
    }

    private static Introduction introduction(Random random, byte[] psk, PayloadEncryption encryption) {
        int largest = 1024 << random.nextInt(16);
        return new Introduction(
                new UUID(random.nextLong(), random.nextLong()),
                1 + random.nextInt(1 << 22),
                Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt()),
                new Limits(largest, 1 + random.nextInt(10_000), 4L * largest + Limits.WINDOW_SLACK),
                Duration.ofMillis(200 + random.nextInt(100_000)),
                psk,
                encryption,
                false);
    }

    private static Randomness randomness(Random random) throws GeneralSecurityException {
        var scalar = new byte[32];
        random.nextBytes(scalar);
        var key = X25519.of(scalar);
        var session = new UUID(random.nextLong(), random.nextLong());
        return new Randomness() {
            @Override
            public X25519 ephemeral() {
                return key;
            }

            @Override
            public UUID sessionId() {
                return session;
            }
        };
    }

    static Agreement agreement(DialerHandshake.Step end) {
        return ((DialerHandshake.Step.Joined) end).agreement();
    }

    static Agreement agreement(ListenerHandshake.Step end) {
        return ((ListenerHandshake.Step.Seated) end).newcomer();
    }

    private String line() {
        var hex = flights.stream().map(HexFormat.of()::formatHex).toList();
        return String.join(
                BETWEEN_PARTS, String.valueOf(seed), String.join(BETWEEN_FLIGHTS, hex), dialer.text(), listener.text());
    }

    private static GoldenSession parse(String line) {
        var parts = line.split(BETWEEN_PARTS, -1);
        var flights = new ArrayList<byte[]>();
        for (var hex : parts[1].split(BETWEEN_FLIGHTS, -1)) {
            flights.add(HexFormat.of().parseHex(hex));
        }
        return new GoldenSession(Long.parseLong(parts[0]), flights, Said.parse(parts[2]), Said.parse(parts[3]));
    }
}
