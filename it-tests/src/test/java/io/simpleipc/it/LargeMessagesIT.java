package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages up to the limit arrive whole, beyond it they are refused, and small ones are not stuck behind them. */
@Timeout(90)
class LargeMessagesIT {
    private static final int LIMIT = 16 << 20;

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    private Pair join(Address address, String... settings) {
        return Pair.join(
                address,
                jvms.start(Path.of(System.getProperty("java.home")), Jvms.FULL),
                jvms.start(Path.of(System.getProperty("java.home")), Jvms.FULL),
                settings);
    }

    @ParameterizedTest
    @EnumSource
    void sixteenMebibytesTravelBesideSmallQueriesBothWays(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = join(address, "queryTimeout=30000");
            var large = List.of(
                    pair.client().send("flood", 3, 2, LIMIT, 1), pair.server().send("flood", 3, 1, LIMIT, 2));
            var small = List.of(
                    pair.client().send("load", 2, 800, 300, 3), pair.server().send("load", 1, 800, 300, 4));
            for (var reply : small) {
                var report = reply.fields(40);
                System.out.println("[small beside 16 MiB, " + channel.type() + "] " + report);
                assertThat(Reply.number(report, "wrong")).as("%s", report).isZero();
                assertThat(Reply.number(report, "p99")).as("us, in %s", report).isLessThan(2_000_000);
            }
            for (var reply : large) {
                var report = reply.fields(40);
                System.out.println("[16 MiB, " + channel.type() + "] " + report);
                assertThat(Reply.number(report, "wrong")).as("%s", report).isZero();
                assertThat(Reply.number(report, "right")).isPositive();
            }
            pair.talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySizeAroundTheBordersArrivesWhole(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = join(address, "queryTimeout=30000");
            for (int size : new int[] {
                0, 1, 255, 256, 257, 16_383, 16_384, 16_385, 32_768, 65_523, 65_524, 65_535, 65_536, 65_537, 1 << 20,
                LIMIT
            }) {
                assertThat(pair.client().ask("query-size", size))
                        .as("%s bytes", size)
                        .isEqualTo("true");
                assertThat(pair.server().ask("query-size", size))
                        .as("%s bytes", size)
                        .isEqualTo("true");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void beyondTheLimitBothNumbersAreNamedAndTheLinkLives(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = join(address, "maxMessageSize=100000", "maxBufferedBytes=1000000");
            var query = pair.client().send("query-size", 100_001).failure();
            assertThat(query.type() + " " + query.outcome()).isEqualTo("MessageTooLargeException NOT_EXECUTED");
            assertThat(query.detail()).isEqualTo("100001/100000");
            var answer = pair.client().send("query", "size:100001").failure();
            assertThat(answer.type() + " " + answer.outcome()).isEqualTo("MessageTooLargeException EXECUTED");
            assertThat(answer.detail()).isEqualTo("100001/100000");
            assertThat(pair.client().ask("query-size", 100_000)).isEqualTo("true");
            assertThat(pair.server().query("size:100000")).hasSize(100_000);
            pair.talk();
        }
    }
}
