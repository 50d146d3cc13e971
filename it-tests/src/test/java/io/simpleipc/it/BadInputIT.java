package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a stranger says: it is sent away in time with a line in the log, or the one who dialled it is told. Neither
 * the link that is up nor another connection of the process notices. (Of a joined peer: {@link GarbageIT}.)
 */
@Timeout(120)
class BadInputIT {
    private static final int OF_EACH_KIND = Integer.getInteger("ipc.strangers", 10);
    private static final int DIAL_MILLIS = 200;
    private static final long LONGEST_DELAY_MILLIS = 3_000; // where others have the processors

    /** What a stranger has in all is 5 s; most of these have gone before. */
    private static final long LONGEST_VISIT_MILLIS = 7_000;

    private static final int KINDS_OF_LINES = 6;

    /** The last one where the system drops the words of one who hangs up: then nobody was reached. */
    private static final Set<String> TYPED = Set.of(
            "NotAnIpcPeerException",
            "AuthenticationException",
            "IncompatiblePeerException",
            "AddressUnusableException");

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    private final Jvms jvms = new Jvms();

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.ellipticCurve(keys);
    }

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @ParameterizedTest
    @EnumSource
    void whateverAStrangerSaysDisturbsNobody(Way way) throws Exception {
        var name = "bad input over " + way.type();
        var random = new Random(Seed.of(name));
        try (var place = Place.fresh(way, certificate);
                var ofNeighbours = Address.unix()) {
            var jdk = Path.of(System.getProperty("java.home"));
            var server = place.open(jvms.start(jdk, Jvms.SMALL));
            var client = place.open(jvms.start());
            var dialler = jvms.start(jdk, Jvms.SMALL);
            var pair = place.join(server, client);
            GoodNeighbours.start(ofNeighbours, server, dialler);
            var mark = server.markLog();

            long start = System.nanoTime();
            long longest = 0;
            for (int i = 0; i < OF_EACH_KIND; i++) {
                for (var kind : StrangeBytes.values()) {
                    longest = Math.max(longest, visit(place.address(), kind.bytes(random, way.type())));
                }
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            var lines = server.warningsSince(mark);
            Score.rounds("strangers", OF_EACH_KIND * StrangeBytes.values().length);
            System.out.println("[" + name + "] " + OF_EACH_KIND * StrangeBytes.values().length + " strangers in "
                    + seconds + " s, the longest visit " + longest + " ms, " + lines.size() + " lines");
            assertThat(longest).as("ms of the longest visit").isLessThan(LONGEST_VISIT_MILLIS);
            assertThat(lines).as("one of each kind a second").hasSizeBetween(1, (int) (KINDS_OF_LINES * (seconds + 2)));
            assertThat(lines).allMatch(line -> line.startsWith("WARN") && line.contains("turned a process away"));

            for (var kind : StrangeBytes.values()) {
                dial(way, dialler, kind.bytes(random, way.type()));
            }
            pair.talk();
            assertThat(server.events("disconnected")).isEmpty();
            assertThat(client.events("disconnected")).isEmpty();
            GoodNeighbours.assertUndisturbed(server, dialler);
        }
    }

    /** Whoever dials one who says that, and no more, has a typed failure once its time is over, or before. */
    private static void dial(Way way, WorkerJvm dialler, byte[] words) throws IOException {
        try (var place = Place.fresh(way, certificate);
                var stranger = Stranger.saying(place.address(), words)) {
            place.open(dialler);
            long start = System.nanoTime();
            var failure = dialler.send("connect", 0, DIAL_MILLIS).failure();
            assertThat(failure.type()).as("%s", failure).isIn(TYPED);
            assertThat(failure.outcome()).isEqualTo("NOT_EXECUTED");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                    .as("ms of %s", DIAL_MILLIS)
                    .isLessThan(DIAL_MILLIS + LONGEST_DELAY_MILLIS);
            assertThat(Marker.isIn(stranger.heard())).isFalse();
        }
    }

    private static void say(byte[] words, SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(words));
            channel.shutdownOutput();
            var in = ByteBuffer.allocate(4096);
            while (channel.read(in.clear()) >= 0) {}
        } catch (IOException e) {
            // reset: it did not want to hear all of it
        }
    }

    /** Says all of it and hangs up halfway; returns how many ms it took until the listener had hung up, too. */
    private static long visit(Address address, byte[] words) throws IOException {
        long start = System.nanoTime();
        try (var channel = SocketChannel.open(address.socketAddress())) {
            say(words, channel);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
