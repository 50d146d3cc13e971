package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the peer does, memory stays bounded: every process here has a heap of 64 MiB and ends at once when that is
 * not enough. Every caller gets an answer or a typed failure in time. What running handlers hold is their own: here each
 * of them makes less than a 64th of the heap.
 */
@Timeout(90)
class FloodIT {
    private static final String[] SMALL_BUFFERS = {"maxMessageSize=1048576", "maxBufferedBytes=8388608"};
    private static final Set<String> TYPED_ENDS = Set.of(
            "right",
            "QueryTimeoutException/UNKNOWN",
            "QueryTimeoutException/NOT_EXECUTED",
            "ConnectionLostException/UNKNOWN",
            "ConnectionLostException/NOT_EXECUTED",
            "NotConnectedException/NOT_EXECUTED",
            "PeerOverloadedException/NOT_EXECUTED");

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    private WorkerJvm startSmall() {
        return jvms.start(Path.of(System.getProperty("java.home")), Jvms.SMALL);
    }

    private Pair join(Address address, String... settings) {
        var all = new ArrayList<>(List.of(SMALL_BUFFERS));
        all.addAll(List.of(settings));
        return Pair.join(address, startSmall(), startSmall(), all.toArray(String[]::new));
    }

    private static void assertTyped(String what, List<String> report, long longestMillis) {
        System.out.println("[flood] " + what + ": " + withoutIds(report));
        for (var field : report) {
            var name = field.substring(0, field.indexOf('='));
            if (!name.equals("longest") && !name.equals("not-executed")) {
                assertThat(TYPED_ENDS).contains(name);
                Score.rounds("queries", Reply.number(report, name));
            }
        }
        assertThat(Reply.number(report, "longest")).as("ms of the longest call").isLessThan(longestMillis);
    }

    private static List<String> withoutIds(List<String> report) {
        return report.stream()
                .filter(field -> !field.startsWith("not-executed"))
                .toList();
    }

    private static void assertBounded(WorkerJvm... workers) {
        for (var worker : workers) {
            assertThat(worker.isAlive())
                    .as("%s, which said %s", worker, worker.lastWords())
                    .isTrue();
            System.out.println("[flood] " + worker + ": peak of the heap " + worker.ask("peak-memory") + " MiB");
        }
    }

    @ParameterizedTest
    @EnumSource
    void floodingAFrozenPeerEndsTypedAndThePairIsWholeAfterwards(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = join(address, "queryTimeout=1500", "reconnect=0/100");
            var hammer = pair.client().send("hammer", 3500, 32, "bytes", 200_000);
            awaitFlood(pair.server());
            pair.server().freeze();
            pair.client().awaitEvent("disconnected");
            pair.server().thaw();
            assertTyped("frozen server, " + channel.type(), hammer.fields(30), 4_000);
            assertBounded(pair.server(), pair.client());
            Pair.await(pair.server(), pair.client()).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void floodingBlockedHandlersIsRefusedNotExecutedAndTheLinkLives(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = join(address, "queryTimeout=1500", "maxInFlight=200");
            var hammer = pair.client().send("hammer", 3000, 250, "block", 0);
            var other = pair.server().send("load", 2, 500, 500, 7);
            var report = hammer.fields(30);
            assertTyped("blocked handlers, " + channel.type(), report, 4_000);
            var otherWay = other.fields(30);
            assertThat(Reply.number(otherWay, "right"))
                    .as("the other way: %s", otherWay)
                    .isEqualTo(1000);

            pair.server().ask("release");
            assertThat(pair.server().ask("await-rest", 10_000)).isEqualTo("true");
            pair.talk();
            assertThat(pair.client().events()).noneMatch(event -> event.startsWith("disconnected"));
            for (var id : Reply.text(report, "not-executed", "").split(",")) {
                assertThat(id.isEmpty() ? "false" : pair.server().ask("has-run", id))
                        .as("query %s, said not to have been executed, has run", id)
                        .isEqualTo("false");
            }
            assertBounded(pair.server(), pair.client());
        }
    }

    /** The flood has set in. */
    private static void awaitFlood(WorkerJvm worker) {
        assertThat(worker.ask("await-handled", 20, 10_000))
                .as("queries come to %s", worker)
                .isEqualTo("true");
    }

    @ParameterizedTest
    @EnumSource
    void messagesToABlockedHandlerWaitForRoomAndAreThenRefused(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = join(address, "queryTimeout=1500");
            var report = pair.client().send("hammer", 2000, 8, "send", 300_000).fields(30);
            assertTyped("blocked message handler, " + channel.type(), report, 4_000);
            assertThat(Reply.number(report, "PeerOverloadedException/NOT_EXECUTED"))
                    .isPositive();
            assertThat(Reply.number(report, "right")).isPositive();
            pair.talk();
            pair.server().ask("release");
            assertBounded(pair.server(), pair.client());
            assertThat(pair.client().events()).noneMatch(event -> event.startsWith("disconnected"));
        }
    }

    /** The asker is stopped with its answers under way: they wait here, up to the limit, until it is given up. */
    @ParameterizedTest
    @EnumSource
    void answersThatNobodyReadsAreBounded(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = join(address, "queryTimeout=3000", "reconnect=0/100");
            var hammer = pair.client().send("hammer", 3000, 64, "size", 250_000);
            awaitFlood(pair.server());
            pair.client().freeze();
            pair.server().awaitEvent("disconnected");
            assertBounded(pair.server());
            pair.client().thaw();
            assertTyped("answers nobody reads, " + channel.type(), hammer.fields(40), 10_000);
            Pair.await(pair.server(), pair.client()).talk();
        }
    }

    /** Not frozen but hostile: it goes on writing, and reads nothing. */
    @Test
    void aPeerThatFloodsWithoutReadingIsBoundedAndGivenUp() {
        try (var address = Address.unix()) {
            var server = startSmall().open(address, withBuffers("queryTimeout=4000"));
            assertThat(server.connect()).isEqualTo("SERVER");
            var hostile = startSmall()
                    .open("deaf", address.text(), Marker.SECRET, withBuffers("queryTimeout=4000", "reconnect=off"));
            assertThat(hostile.connect()).isEqualTo("CLIENT");
            Pair.await(server, hostile);

            var answers = hostile.send("hammer", 6000, 32, "size", 400_000);
            var queries = hostile.send("hammer", 6000, 32, "bytes", 400_000);
            var own = server.send("hammer", 6000, 16, "bytes", 200_000);
            awaitFlood(server);
            awaitFlood(hostile);
            hostile.ask("deaf", true);
            server.awaitEvent("disconnected");
            assertTyped("a peer that does not read", own.fields(30), 10_000);
            assertBounded(server);
            assertTyped("the deaf one itself, answers", answers.fields(30), 15_000);
            assertTyped("the deaf one itself, queries", queries.fields(30), 15_000);

            var honest = startSmall().open(address, SMALL_BUFFERS);
            assertThat(honest.connect()).isEqualTo("CLIENT");
            Pair.await(server, honest).talk();
        }
    }

    private static String[] withBuffers(String... settings) {
        var all = new ArrayList<>(List.of(SMALL_BUFFERS));
        all.addAll(List.of(settings));
        return all.toArray(String[]::new);
    }
}
