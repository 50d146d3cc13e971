package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Spin;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The two runs that found every hang of the engine's prototypes; no latency test showed those. {@code
 * -Dipc.stress.seconds=N} and {@code -Dipc.stress.spin=OFF} change what they do.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class StressIT {
    private static final int SECONDS = Integer.getInteger("ipc.stress.seconds", 5);
    private static final int GRACE_SECONDS = 40;
    private static final Spin SPIN = Spin.valueOf(System.getProperty("ipc.stress.spin", "AUTO"));

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    private Pair join(Address address) {
        var jdk = Path.of(System.getProperty("java.home"));
        return Pair.join(
                address, jvms.start(jdk, Jvms.FULL), jvms.start(jdk, Jvms.FULL), "queryTimeout=20000", "spin=" + SPIN);
    }

    /** Eight threads of the client mix everything and are interrupted; the server queries the other way. */
    @ParameterizedTest
    @EnumSource
    void everythingAtOnceNeverHangsAndNeverMixesUpAnswers(Channel channel) {
        try (var address = channel.freshAddress()) {
            long seed = Seed.of("stress " + channel.type());
            var pair = join(address);
            var mix = pair.client().send("stress", SECONDS, 8, seed, true);
            var stream = pair.server().send("stress", SECONDS, 2, seed + 100, false);
            assertAllRight("stress", channel, mix, true);
            assertAllRight("stress, the other way", channel, stream, false);
            pair.talk();
            assertThat(pair.client().events()).noneMatch(event -> event.startsWith("disconnected"));
        }
    }

    /** Four and four threads exchange 1 MiB in both directions at once: both socket buffers are full all the time. */
    @ParameterizedTest
    @EnumSource
    void aFloodOfLargeQueriesBothWaysKeepsFlowing(Channel channel) {
        try (var address = channel.freshAddress()) {
            long seed = Seed.of("flood " + channel.type());
            var pair = join(address);
            var up = pair.client().send("flood", SECONDS, 4, 1 << 20, seed);
            var down = pair.server().send("flood", SECONDS, 4, 1 << 20, seed + 4);
            assertAllRight("flood", channel, up, false);
            assertAllRight("flood, the other way", channel, down, false);
            pair.talk();
            assertThat(pair.client().events()).noneMatch(event -> event.startsWith("disconnected"));
        }
    }

    private static void assertAllRight(String what, Channel channel, Reply reply, boolean interrupts) {
        List<String> report = reply.fields(SECONDS + GRACE_SECONDS);
        System.out.println("[" + what + " " + channel.type() + "] " + report);
        Score.rounds("queries", Reply.number(report, "right"));
        assertThat(Reply.number(report, "wrong")).as("%s", report).isZero();
        assertThat(Reply.number(report, "right")).as("%s", report).isGreaterThan(100);
        if (interrupts) {
            assertThat(Reply.number(report, "interrupted")).as("%s", report).isPositive();
        }
    }
}
