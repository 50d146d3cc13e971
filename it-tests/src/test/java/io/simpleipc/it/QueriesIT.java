package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every query ends with its answer or with an exception that says what became of it; the link lives on. */
@Timeout(60)
class QueriesIT {
    private static final Jvms jvms = new Jvms();

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.ellipticCurve(keys);
    }

    @AfterEach
    void rest() {
        jvms.rest();
    }

    @AfterAll
    static void endProcesses() {
        jvms.close();
    }

    private static Pair join(Place place, String... settings) {
        return place.openAndJoin(jvms.worker(0), jvms.worker(1), settings);
    }

    /** The link that was there before is still there, and works. */
    private static void assertUnharmed(Pair pair) {
        pair.talk();
        assertThat(pair.server().events()).noneMatch(event -> event.startsWith("disconnected"));
        assertThat(pair.client().events()).noneMatch(event -> event.startsWith("disconnected"));
    }

    /** Thousands in flight within TLS are the subject of {@link HistoryIT}. */
    @ParameterizedTest
    @EnumSource(names = {"UNIX", "TCP"})
    void sixteenThreadsQueryFromBothSidesAtOnce(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place, "queryTimeout=20000");
            long seed = Seed.of("both ways " + place);
            var down = pair.server().send("load", 16, 500, 4000, seed);
            var up = pair.client().send("load", 16, 500, 4000, seed + 16);
            for (var report : List.of(down.fields(40), up.fields(40))) {
                System.out.println("[both ways " + place + "] " + report);
                assertThat(Reply.number(report, "wrong")).as("%s", report).isZero();
                assertThat(Reply.number(report, "right")).isEqualTo(16 * 500);
            }
            assertUnharmed(pair);
        }
    }

    @ParameterizedTest
    @EnumSource
    void queriesNestThirtyTwoDeepAndFurtherUpToALimitThatIsNamed(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place, "queryTimeout=15000");
            for (var worker : List.of(pair.server(), pair.client())) {
                assertThat(worker.query("nest:32")).isEqualTo(countdown(32, "0"));
                assertThat(worker.query("nest:64")).isEqualTo(countdown(64, "0"));
                var tooDeep = worker.query("nest:100");
                assertThat(tooDeep).startsWith("100>99>").endsWith(">overloaded NOT_EXECUTED");
                System.out.println("[fault 39, " + place + "] " + worker + " nested 32 and 64 deep; of 100 it had "
                        + tooDeep.substring(0, 8) + "..." + tooDeep.substring(tooDeep.length() - 26));
            }
            assertUnharmed(pair);
        }
    }

    private static String countdown(int from, String end) {
        var text = new StringBuilder();
        for (int i = from; i > 0; i--) {
            text.append(i).append('>');
        }
        return text + end;
    }

    @ParameterizedTest
    @EnumSource
    void manyNestedQueriesFromBothSidesDoNotBlockEachOther(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place, "queryTimeout=20000");
            var replies = new ArrayList<Reply>();
            for (int i = 0; i < 24; i++) {
                replies.add((i % 2 == 0 ? pair.server() : pair.client()).send("query", "nest:16"));
            }
            for (var reply : replies) {
                assertThat(reply.value()).isEqualTo(countdown(16, "0"));
            }
            assertUnharmed(pair);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatThrowsFailsItsQueryAlone(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place);
            for (var asker : List.of(pair.server(), pair.client())) {
                assertHandlerFailed(
                        asker, "throw:no such thing", "java.lang.IllegalArgumentException", "no such thing");
                assertHandlerFailed(asker, "error:an error", "java.lang.AssertionError", "an error");
                assertHandlerFailed(asker, "overflow", "java.lang.StackOverflowError", "");
                assertHandlerFailed(asker, "memory", "java.lang.OutOfMemoryError", "");
            }
            assertUnharmed(pair);
            System.out.println("[fault 36, " + place + "] handlers threw an exception and three errors, each to both"
                    + " kinds of askers on both sides; the link lives");
        }
    }

    private static void assertHandlerFailed(WorkerJvm asker, String query, String type, String message) {
        for (var command : List.of("query", "query-async")) {
            var failure = asker.send(command, query).failure();
            assertThat(failure.type()).as("%s", failure).isEqualTo("RemoteQueryException");
            assertThat(failure.outcome()).isEqualTo("EXECUTED");
            assertThat(failure.detail()).isEqualTo(type);
            assertThat(failure).hasMessageContaining(message);
            assertThat(failure.getMessage()).doesNotContain("Answers.java");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatReturnsNullHasFailedAndAnEmptyAnswerIsAnAnswer(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            for (var handler : List.of("handler=text", "handler=bytes")) {
                var pair = join(place, handler);
                var failure = pair.client().send("query", "null").failure();
                assertThat(failure.type() + " " + failure.outcome()).isEqualTo("RemoteQueryException EXECUTED");
                assertThat(pair.client().query("empty")).isEmpty();
                assertThat(pair.client().query("")).isEmpty();
                assertThat(pair.client().query("echo:täxt, 文字, \uD83D\uDE00")).isEqualTo("täxt, 文字, \uD83D\uDE00");
                assertUnharmed(pair);
                jvms.rest();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutAHandlerAQueryIsNotExecuted(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place, "handler=none");
            for (var asker : List.of(pair.server(), pair.client())) {
                var failure = asker.send("query", "echo:x").failure();
                assertThat(failure.type() + " " + failure.outcome()).isEqualTo("RemoteQueryException NOT_EXECUTED");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatTakesTooLongTimesOutItsQueryAlone(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place);
            for (var asker : List.of(pair.server(), pair.client())) {
                var stuck = asker.send("query-within", "block:1", 400);
                var attentive = asker.send("query-within", "until-cancelled", 400);
                for (int i = 0; i < 50; i++) {
                    assertThat(asker.query("echo:quick")).isEqualTo("quick");
                }
                var failure = stuck.failure();
                assertThat(failure.type() + " " + failure.outcome()).isEqualTo("QueryTimeoutException UNKNOWN");
                // This one answers when its time is over: that, or the word that it came too late, may just arrive in
                // time.
                assertThat(end(attentive))
                        .isIn("QueryTimeoutException UNKNOWN", "QueryTimeoutException EXECUTED", "nobody hears this");
                var other = asker == pair.server() ? pair.client() : pair.server();
                other.ask("release");
                assertHandlersEnd(other);
            }
            assertUnharmed(pair);
        }
    }

    private static String end(Reply reply) {
        try {
            return reply.value();
        } catch (WorkerFailure failure) {
            return failure.type() + " " + failure.outcome();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancellingAFutureReachesTheHandler(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place);
            assertThat(pair.client().send("cancel", "until-cancelled").fields()).isEqualTo(List.of("true", "true"));
            assertHandlersEnd(pair.server());
            assertUnharmed(pair);
        }
    }

    /** The handler returns only when it is told that nobody waits any more. */
    private static void assertHandlersEnd(WorkerJvm worker) {
        assertThat(worker.ask("await-rest", 5000))
                .as("the handler in %s has ended", worker)
                .isEqualTo("true");
    }

    @ParameterizedTest
    @EnumSource
    void slowHandlersDoNotHoldUpQuickOnes(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place, "queryTimeout=10000");
            var slow = new ArrayList<Reply>();
            for (int i = 0; i < 20; i++) {
                slow.add(pair.client().send("query", "block:" + i));
            }
            assertThat(pair.server().ask("await-running", 20, 5000)).isEqualTo("true");
            var report = pair.client().send("load", 2, 300, 200, 1).fields();
            assertThat(Reply.number(report, "right")).as("%s", report).isEqualTo(600);
            pair.server().ask("release");
            slow.forEach(reply -> assertThat(reply.value()).isEqualTo("released"));
            assertUnharmed(pair);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedCallerKeepsItsFlagAndTheLinkIsUnharmed(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place);
            long seed = Seed.of("interrupts " + place);
            var stream = pair.server().send("load", 2, 2000, 500, seed);
            for (var worker : List.of(pair.client(), pair.server())) {
                var report = worker.send("interrupts", 150, seed).fields(40);
                System.out.println("[fault 41, " + place + "] " + worker + " interrupted its callers: " + report);
                assertThat(Reply.number(report, "wrong")).as("%s", report).isZero();
                assertThat(Reply.number(report, "interrupted")).isPositive();
            }
            var load = stream.fields(40);
            assertThat(Reply.number(load, "right")).as("%s", load).isEqualTo(4000);
            assertUnharmed(pair);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesArriveInOrderWithoutAnAnswer(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = join(place);
            for (int i = 0; i < 50; i++) {
                pair.client().ask("send", "up " + i);
                pair.server().ask("send", "down " + i);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(pair.server().ask("message", 5000)).isEqualTo("up " + i);
                assertThat(pair.client().ask("message", 5000)).isEqualTo("down " + i);
            }
        }
    }
}
