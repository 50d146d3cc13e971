package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Links whose bytes come late, or whose one direction ends while the other goes on: by a proxy between the two processes,
 * or over unix, where a proxy is refused, by a layer within each.
 */
@Timeout(90)
class ProxiedLinkIT {
    private static final int DELAY_MILLIS = 50;
    private static final int LONGER_DELAY_MILLIS = 400;
    private static final int IN_FLIGHT = 64;
    private static final long ASKING_MILLIS = 300;
    /** Of 64 that are in flight: one after the other means one at a time, and who is held up for seconds is far from that. */
    private static final int AT_A_TIME = 2;

    /** Whoever is held up at the wrong moment may find answer and end of the time together. */
    private static final Set<String> ENDS_OF_LATE_ONES =
            Set.of("QueryTimeoutException/UNKNOWN", "RemoteQueryException/EXECUTED", "answered");

    private static final int KEEP_ALIVES = 2;
    private static final int HALF_CLOSES_OF_EACH = 2;
    /** Keep-alives find out after a minute, and queries of the ledgers end by themselves after half of one. */
    private static final long AT_ONCE_MILLIS = 5_000;

    private static final Jvms jvms = new Jvms(talkative());

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.ellipticCurve(keys);
    }

    private static List<String> talkative() {
        var options = new ArrayList<>(Jvms.QUICK);
        options.add("-Dorg.slf4j.simpleLogger.log.io.simpleipc=debug");
        return options;
    }

    @AfterEach
    void rest() {
        jvms.rest();
    }

    @AfterAll
    static void endProcesses() {
        jvms.close();
    }

    /** The interval of keep-alives is 2 s, so that a link is silent for up to that and the longer delay: less than two. */
    @ParameterizedTest
    @EnumSource
    void aSlowNetworkMakesAnswersLateAndNothingElse(Way way) throws IOException {
        var settings = new String[] {"queryTimeout=4000", "logKeepAlives=true"};
        var server = jvms.worker(0);
        var client = jvms.worker(1);
        try (var place = Place.fresh(way, certificate);
                var middle = between(place, server, client, settings)) {
            middle.delay(DELAY_MILLIS);
            long start = System.nanoTime();
            var pair = place.join(server, client);
            long joined = millisSince(start);
            assertThat(joined).isGreaterThanOrEqualTo(2 * DELAY_MILLIS);
            assertAnswersTakeARoundTrip(pair, DELAY_MILLIS);
            askManyAtOnce(pair);

            middle.delay(LONGER_DELAY_MILLIS); // while nobody says anything, so that the silence gets longer once
            awaitKeepAlives(pair);
            assertALateAnswerIsATimeOut(pair);
            assertAnswersTakeARoundTrip(pair, LONGER_DELAY_MILLIS);

            var late = middle.late();
            System.out.println("[fault 28] over " + place + " two were joined after " + joined
                    + " ms and lived through " + KEEP_ALIVES + " keep-alives; " + late);
            assertThat(late.shortestNanos()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(DELAY_MILLIS));
            assertThat(late.bytes()).isGreaterThan(2L * IN_FLIGHT);
            for (var worker : List.of(server, client)) {
                assertThat(worker.events("disconnected")).as("%s", worker).isEmpty();
            }
        }
    }

    private static void assertAnswersTakeARoundTrip(Pair pair, int delayMillis) {
        long start = System.nanoTime();
        pair.talk(); // both at once
        assertThat(millisSince(start)).isGreaterThanOrEqualTo(2L * delayMillis);
    }

    /** Answers that are mixed up would be wrong ones. */
    private static void askManyAtOnce(Pair pair) {
        long seed = Seed.of("slow network");
        for (var asker : List.of(pair.server(), pair.client())) {
            long start = System.nanoTime();
            var report = asker.send("checked", ASKING_MILLIS, 1, IN_FLIGHT, 1_000, seed)
                    .fields();
            long roundTrips = millisSince(start) / (2 * DELAY_MILLIS);
            System.out.println("[fault 28] " + asker + " had " + IN_FLIGHT + " queries in flight: " + report
                    + " within " + roundTrips + " round trips");
            assertThat(report).contains("failed=0", "wrong=0");
            assertThat(Reply.number(report, "right"))
                    .isBetween(AT_A_TIME * (roundTrips + 1), IN_FLIGHT * (roundTrips + 1));
            assertThat(asker.ask("wrong-queries")).isEqualTo("0");
        }
    }

    private static void assertALateAnswerIsATimeOut(Pair pair) {
        int limit = LONGER_DELAY_MILLIS + DELAY_MILLIS; // the query comes in time, its answer does not
        var byServer = pair.server().send("query-within", "echo:late", limit);
        var byClient = pair.client().send("query-within", "echo:late", limit);
        for (var reply : List.of(byServer, byClient)) {
            var end = endOf(reply);
            System.out.println("[fault 28] " + reply.worker() + " waited for " + limit + " ms: " + end);
            assertThat(end).isIn(ENDS_OF_LATE_ONES);
        }
    }

    private static String endOf(Reply reply) {
        try {
            reply.value();
            return "answered";
        } catch (WorkerFailure e) {
            return e.type() + "/" + e.outcome();
        }
    }

    /** Whoever answers has said something, too, and may never have to ask itself. */
    private static void awaitKeepAlives(Pair pair) {
        int before = keepAlives(pair);
        await("keep-alives").until(() -> keepAlives(pair) >= before + KEEP_ALIVES);
    }

    private static int keepAlives(Pair pair) {
        return keepAlives(pair.server()) + keepAlives(pair.client());
    }

    private static int keepAlives(WorkerJvm worker) {
        return (int) worker.lastWords()
                .lines()
                .filter(line -> line.contains("got pong"))
                .count();
    }

    /** In the midst of traffic, and with a query each way whose handler waits all the time. */
    @ParameterizedTest
    @EnumSource
    void aHalfClosedLinkIsLostForBothAtOnceAndWhatWasAskedGoesOnOverTheNext(Way way) throws IOException {
        var settings = new String[] {"queryTimeout=60000", "reconnect=0/10"};
        long seed = Seed.of("half-closes " + way.type());
        var server = jvms.worker(0);
        var client = jvms.worker(1);
        try (var place = Place.fresh(way, certificate);
                var middle = between(place, server, client, settings)) {
            var pair = place.join(server, client);
            pair.talk();
            for (var worker : List.of(server, client)) {
                worker.ask("book", book(worker));
                worker.ask("baseline");
            }
            var byServer = server.send("query-within", "block:asked by the server", 60_000);
            var byClient = client.send("query-within", "block:asked by the client", 60_000);
            assertThat(server.ask("await-running", 1, 10_000)).isEqualTo("true");
            assertThat(client.ask("await-running", 1, 10_000)).isEqualTo("true");
            for (var worker : List.of(server, client)) {
                worker.send("ledger", "run", ledger(worker), 4, 16, seed).fields();
            }

            for (int i = 0; i < HALF_CLOSES_OF_EACH; i++) {
                halfClose(pair, middle, Middle.Speaker.SERVER, place);
                halfClose(pair, middle, Middle.Speaker.CLIENT, place);
            }

            for (var reply : List.of(byServer, byClient)) {
                assertThat(reply.isDone())
                        .as("whether %s has an answer already", reply.worker())
                        .isFalse();
            }
            server.ask("release");
            client.ask("release");
            assertThat(byServer.value() + " " + byClient.value()).isEqualTo("released released");
            var history = new History();
            for (var worker : List.of(server, client)) {
                history.told(ledger(worker), worker.send("ledger", "stop").fields(60));
            }
            for (var worker : List.of(server, client)) {
                history.executed(book(worker));
            }
            history.judge();
            System.out.println(
                    "[half-closed links, " + place + "] " + middle.lost() + " bytes were said in vain; " + history);
            assertThat(history.count("UNKNOWN")).as("%s", history).isZero(); // each was settled over the next link
            assertThat(history.count(Ledger.ANSWERED)).as("%s", history).isPositive();

            if (middle instanceof FaultyProxy proxy) {
                await("both ends of all former links are closed").until(() -> proxy.links() == 1);
            }
            client.closeConnection();
            server.closeConnection();
            for (var worker : List.of(server, client)) { // compared with one link
                assertThat(worker.ask("leftovers", 5_000))
                        .as("left in %s", worker)
                        .isEmpty();
            }
        }
    }

    private static void halfClose(Pair pair, Middle middle, Middle.Speaker speaker, Place place) throws IOException {
        var unheard = speaker.in(pair);
        var bereft = speaker.other().in(pair);
        int lost = bereft.events("disconnected").size() + 1;
        int lostThere = unheard.events("disconnected").size() + 1;
        long start = System.nanoTime();
        middle.halfClose(speaker);
        var seen = bereft.awaitEvents("disconnected", lost).get(lost - 1);
        long seenMillis = millisSince(start);
        var learned = unheard.awaitEvents("disconnected", lostThere).get(lostThere - 1);
        long learnedMillis = millisSince(start);
        assertThat(seen).contains("ConnectionLostException", "the stream ended without a farewell");
        assertThat(learned).contains("ConnectionLostException");
        assertThat(learnedMillis).isLessThan(AT_ONCE_MILLIS);

        bereft.awaitEvents("connected", lost + 1);
        unheard.awaitEvents("connected", lostThere + 1);
        assertThat(Pair.await(unheard, bereft)).isEqualTo(pair);
        pair.talk();
        long millis = millisSince(start);
        System.out.println("[fault 27] over " + place + " nobody heard the " + speaker
                + " any more: the other side saw the end after "
                + seenMillis + " ms, it learned of that after " + learnedMillis + " ms ("
                + learned.substring(learned.lastIndexOf(": ") + 2) + "), and both talked again after " + millis
                + " ms");
    }

    /** Opens both; the client's way to the server leads through what is returned. */
    private static Middle between(Place place, WorkerJvm server, WorkerJvm client, String... settings)
            throws IOException {
        if (place.way() == Way.UNIX) {
            place.openFaulty(server, settings);
            place.openFaulty(client, settings);
            return new BothLayers(server, client);
        }
        place.open(server, settings);
        var proxy = new FaultyProxy(place.address().port());
        client.openDocument(place.way().honest(certificate).at(proxy.address()), settings);
        return proxy;
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** What a process executes; and below, what its callers are told. */
    private Path book(WorkerJvm worker) {
        return folder.resolve("executed-by-" + worker.pid());
    }

    private Path ledger(WorkerJvm worker) {
        return folder.resolve("told-" + worker.pid());
    }
}
