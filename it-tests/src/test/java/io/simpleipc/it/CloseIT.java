package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** close() works in every state, ends whatever is pending, and leaves no thread, descriptor, file or listener. */
@Timeout(60)
class CloseIT {
    private static final int LINGER_MILLIS = 3000;
    private static final long PROMPT_MILLIS = 2500;

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

    /** A worker in which a connection was opened, used and closed before, so that what the JVM itself keeps is there. */
    private static WorkerJvm practised(Way way, int n) {
        var worker = jvms.worker(n);
        try (var place = Place.fresh(way, certificate)) {
            place.open(worker).connect();
            worker.send("query", "x").failure();
            worker.closeConnection();
            worker.ask("baseline");
        }
        return worker;
    }

    private static Pair practisedPair(Way way) {
        var first = jvms.worker(0);
        var second = jvms.worker(1);
        try (var place = Place.fresh(way, certificate)) {
            place.openAndJoin(first, second).talk();
            first.query("sleep:20");
            second.query("sleep:20");
            second.closeConnection();
            first.closeConnection();
            place.open(second).connect();
            place.open(first).connect();
            first.closeConnection();
            second.closeConnection();
        }
        first.ask("baseline");
        second.ask("baseline");
        return new Pair(first, second);
    }

    private static void assertNothingLeft(WorkerJvm... workers) {
        for (var worker : workers) {
            assertThat(worker.ask("leftovers", LINGER_MILLIS))
                    .as("left in %s", worker)
                    .isEmpty();
        }
    }

    private static void closePromptly(WorkerJvm worker) {
        long start = System.nanoTime();
        worker.closeConnection();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(PROMPT_MILLIS);
        assertThat(worker.state().state()).isEqualTo("CLOSED");
        assertThat(worker.state().role()).isEqualTo("null");
        assertThat(worker.send("query", "echo:x").failure().type()).isEqualTo("NotConnectedException");
        assertThat(worker.send("connect", 0, 0).failure().type()).isEqualTo("NotConnectedException");
    }

    @ParameterizedTest
    @EnumSource
    void beforeConnect(Way way) {
        var worker = practised(way, 0);
        try (var place = Place.fresh(way, certificate)) {
            closePromptly(place.open(worker));
            assertNothingLeft(worker);
            assertThat(place.address().leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileConnecting(Way way) throws Exception {
        var worker = practised(way, 0);
        try (var place = Place.fresh(way, certificate);
                var stranger = Stranger.silent(place.address())) {
            var connecting = place.open(worker).send("connect", 0, 15_000);
            assertThat(worker.reaches("CONNECTING", Duration.ofSeconds(5))).isTrue();
            closePromptly(worker);
            assertThat(connecting.failure().type()).isEqualTo("NotConnectedException");
            System.out.println("[fault 49] over " + place + " it was closed while it was connecting");
            assertNothingLeft(worker);
            assertThat(Marker.isIn(stranger.heard())).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileListening(Way way) {
        var worker = practised(way, 0);
        try (var place = Place.fresh(way, certificate)) {
            assertThat(place.open(worker).connect()).isEqualTo("SERVER");
            closePromptly(worker);
            assertNothingLeft(worker);
            assertThat(place.address().leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerWhileConnectedAndTheClientTakesOver(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client());
            closePromptly(pair.server());
            assertThat(pair.client().reaches("LISTENING", Pair.PATIENCE)).isTrue();
            assertThat(place.open(pair.server()).connect()).isEqualTo("CLIENT");
            var turned = Pair.await(pair.client(), pair.server());
            turned.talk();
            closePromptly(turned.client());
            closePromptly(turned.server());
            assertNothingLeft(turned.server(), turned.client());
            assertThat(place.address().leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theClientWhileConnectedAndTheServerGoesOnListening(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client());
            closePromptly(pair.client());
            assertThat(pair.server().reaches("LISTENING", Pair.PATIENCE)).isTrue();
            closePromptly(pair.server());
            assertNothingLeft(pair.server(), pair.client());
            assertThat(place.address().leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileReconnecting(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client(), "promotion=false", "reconnect=0/5000");
            pair.server().closeConnection();
            assertThat(pair.client().reaches("RECONNECTING", Pair.PATIENCE)).isTrue();
            closePromptly(pair.client());
            assertNothingLeft(pair.server(), pair.client());
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAFailedConnect(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client());
            var third = place.open(practised(way, 2));
            assertThat(third.send("connect", 0, 0).failure().type()).isEqualTo("PeerBusyException");
            assertThat(third.state().state()).isEqualTo("IDLE");
            assertNothingLeft(third);
            closePromptly(third);
            pair.talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withQueriesUnderWayItWaitsForTheHandlersAndAnswersThem(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client());
            var under = pair.client().send("query", "block:1");
            assertThat(pair.server().ask("await-running", 1, 5000)).isEqualTo("true");
            var closing = pair.server().send("close");
            assertThat(closing.isDone()).isFalse();
            pair.server().ask("release");
            assertThat(under.value()).isEqualTo("released");
            closing.fields();
            pair.client().closeConnection();
            assertNothingLeft(pair.server(), pair.client());
        }
    }

    @ParameterizedTest
    @EnumSource
    void withHandlersThatNeverReturnItEndsAfterTheDrainAndEveryQueryEnds(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client(), "drain=300", "queryTimeout=20000");
            var stuck = pair.client().send("query", "block:1");
            assertThat(pair.server().ask("await-running", 1, 5000)).isEqualTo("true");
            closePromptly(pair.server());
            var end = stuck.failure();
            assertThat(end.type() + " " + end.outcome()).isEqualTo("ConnectionLostException UNKNOWN");
            pair.server().ask("release");
            pair.client().closeConnection();
            assertNothingLeft(pair.server(), pair.client());
        }
    }

    @ParameterizedTest
    @EnumSource
    void withItsOwnQueriesPendingEachOfThemEnds(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client(), "queryTimeout=20000");
            var pending = pair.client().send("pending", 32);
            assertThat(pair.server().ask("await-running", 32, 5000)).isEqualTo("true");
            closePromptly(pair.client());
            var report = pending.fields();
            assertThat(Reply.number(report, "right")).as("%s", report).isEqualTo(32);
            System.out.println("[fault 49] over " + place + " it was closed with 32 queries pending: " + report);
            pair.server().ask("release");
            pair.server().closeConnection();
            assertNothingLeft(pair.server(), pair.client());
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromWithinAHandler(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client());
            var reply = pair.client().send("query", "close");
            try {
                assertThat(reply.value()).isEqualTo("closed");
            } catch (WorkerFailure e) {
                assertThat(e.type()).isEqualTo("ConnectionLostException");
            }
            assertThat(pair.server().reaches("CLOSED", Duration.ofSeconds(5))).isTrue();
            System.out.println("[fault 40] over " + place + " a handler has closed its connection");
            pair.client().closeConnection();
            assertNothingLeft(pair.server(), pair.client());
            assertThat(place.address().leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromFiftyThreadsAndTwice(Way way) {
        var workers = practisedPair(way);
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(workers.server(), workers.client());
            var both =
                    List.of(pair.server().send("close-from", 50), pair.client().send("close-from", 50));
            both.forEach(reply -> assertThat(reply.value()).isEqualTo("CLOSED"));
            System.out.println("[fault 49] over " + place + " both sides were closed from 50 threads each");
            pair.server().closeConnection();
            pair.client().closeConnection();
            assertNothingLeft(pair.server(), pair.client());
            assertThat(place.address().leftovers()).isEmpty();
        }
    }
}
