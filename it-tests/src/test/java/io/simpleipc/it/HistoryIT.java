package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Many queries while links break and processes die: what their callers were told of each of them is true. */
@Timeout(300)
class HistoryIT {
    private static final int CUTS = Integer.getInteger("ipc.rounds.cuts", 120);
    private static final int CUTS_TO_WARM_UP = 20;

    /** So many are judged together: what was asked meanwhile is all in memory then. */
    private static final int CUTS_OF_A_STORM = 1_000;

    private static final long STORM_SECONDS = 240;
    private static final int IN_FLIGHT = 10_000;
    private static final int BUSY_HANDLERS = 64;
    private static final String[] PATIENT = {
        "queryTimeout=20000", "reconnect=0/10", "maxInFlight=" + IN_FLIGHT, "drain=500"
    };

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    @TempDir
    private Path folder;

    private final Jvms jvms = new Jvms();

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.ellipticCurve(keys);
    }

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    /** Each kind of lie, and in between what is no lie. Executions are said by the letters of the queries. */
    @ParameterizedTest
    @CsvSource({
        "ANSWERED, 1, 0",
        "ANSWERED, 0, 1",
        "ANSWERED, 2, 1",
        "EXECUTED, 1, 0",
        "EXECUTED, 0, 1",
        "EXECUTED, 2, 1",
        "NOT_EXECUTED, 0, 0",
        "NOT_EXECUTED, 1, 1",
        "UNKNOWN, 0, 0",
        "UNKNOWN, 1, 0",
        "UNKNOWN, 2, 1",
        "WRONG answer, 1, 1",
    })
    void theJudgeKnowsALieWhenItSeesOne(String outcome, int executions, int lies) {
        var history =
                new History().executed(Collections.nCopies(executions, "a-1")).told(List.of("a-1 " + outcome), 1);
        assertThat(history.lies()).hasSize(lies);
    }

    @ParameterizedTest
    @CsvSource({"'', a-1", "a-1 ANSWERED|a-1 ANSWERED, a-1", "a-2 ANSWERED, a-1|a-2"})
    void theJudgeKnowsAQueryThatDidNotEndOnce(String ledger, String book) {
        var told = ledger.isEmpty() ? List.<String>of() : List.of(ledger.split("\\|"));
        var history = new History().executed(List.of(book.split("\\|"))).told(told, 1);
        assertThat(history.lies()).isNotEmpty();
    }

    /** Both sides ask all the time, and both sides' networks cut, somewhere within a record or between two. */
    @ParameterizedTest
    @EnumSource
    void aStormOfCutsLeaksNothingAndEveryOutcomeIsTrue(Way way) throws Exception {
        long seed = Seed.of("cuts " + way.type());
        var server = jvms.start().awaitReady();
        var client = jvms.start().awaitReady();
        storm(way, server, client, CUTS_TO_WARM_UP, seed);
        server.ask("baseline");
        client.ask("baseline");
        for (int begun = 0; begun < CUTS; begun += CUTS_OF_A_STORM) {
            storm(way, server, client, Math.min(CUTS_OF_A_STORM, CUTS - begun), seed + 2 + 2L * begun);
            for (var worker : List.of(server, client)) {
                assertThat(worker.ask("leftovers", 5_000))
                        .as("left in %s", worker)
                        .isEmpty();
            }
        }
    }

    private void storm(Way way, WorkerJvm server, WorkerJvm client, int cuts, long seed) throws IOException {
        var history = new History();
        for (var worker : List.of(server, client)) {
            worker.ask("book", book(worker));
        }
        cutAgainAndAgain(way, server, client, cuts, seed, history);
        for (var worker : List.of(server, client)) {
            history.executed(book(worker));
        }
        history.judge();
        Score.rounds("judged", history.queries());
        System.out.println("[history of cuts, " + way.type() + "] " + history + "; " + history.attendance());
        assertThat(history.count("UNKNOWN")).as("%s", history).isZero(); // each was settled over the next link
        assertThat(history.count(Ledger.ANSWERED)).as("%s", history).isGreaterThan(cuts);
    }

    private void cutAgainAndAgain(Way way, WorkerJvm server, WorkerJvm client, int cuts, long seed, History history)
            throws IOException {
        try (var place = Place.fresh(way, certificate)) {
            place.openFaulty(server, PATIENT);
            place.openFaulty(client, PATIENT);
            place.join(server, client).talk();
            var before = List.of(descriptors(server), descriptors(client));
            for (var worker : List.of(server, client)) {
                worker.send("ledger", "run", ledger(worker, seed), 4, 16, seed).fields();
            }
            var ofServer = server.send("fault", "storm", cuts / 2, seed).fields(STORM_SECONDS);
            var ofClient =
                    client.send("fault", "storm", cuts - cuts / 2, seed + 1).fields(STORM_SECONDS);
            Score.rounds("cuts", cuts);
            System.out.println("[fault 34] over " + way.type() + " the links were cut: by the server " + ofServer
                    + ", by the client " + ofClient);
            for (var worker : List.of(server, client)) {
                history.told(ledger(worker, seed), worker.send("ledger", "stop").fields(60));
                Files.delete(ledger(worker, seed));
            }
            Pair.await(server, client).talk();
            // The other side may not have known of a link that was cut as soon as it was made.
            server.awaitEvents("disconnected", cuts / 2);
            client.awaitEvents("disconnected", cuts - cuts / 2);
            await("descriptors of the server").until(() -> descriptors(server) <= before.get(0));
            await("descriptors of the client").until(() -> descriptors(client) <= before.get(1));
            client.closeConnection();
            server.closeConnection();
            for (var worker : List.of(server, client)) {
                assertThat(worker.ask("await-rest", 20_000))
                        .as("handlers of %s have ended", worker)
                        .isEqualTo("true");
            }
            history.attended(List.of(server, client));
        }
    }

    /** All of them wait for handlers; then again, and the handlers go on shortly before the end. */
    @ParameterizedTest
    @EnumSource
    void thousandsInFlightEndWhenTheCalleeIsKilledAndEveryOutcomeIsTrue(Way way) throws Exception {
        var random = new Random(Seed.of("callee killed " + way.type()));
        try (var place = Place.fresh(way, certificate)) {
            var callee = place.open(jvms.start(), PATIENT);
            var caller = place.open(jvms.start(), PATIENT);
            place.join(callee, caller);
            var first = losesAll(place, caller, callee, () -> {});
            assertThat(first.history.count("UNKNOWN")).as("%s", first).isEqualTo(IN_FLIGHT);

            var next = place.open(jvms.start(), PATIENT);
            next.connect();
            Pair.await(caller, next);
            var second = losesAll(place, caller, next, () -> {
                next.ask("release");
                // The moment of the kill is what is random: anywhere within the released handlers.
                TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            });
            // Others may have the processors, and the first one meets code that has not run before.
            assertThat(Math.min(first.millis, second.millis))
                    .as("ms until all had ended; %s and %s", first, second)
                    .isLessThan(2_000);
            var last = place.open(jvms.start(), PATIENT);
            last.connect();
            Pair.await(caller, last).talk();
        }
    }

    /** What happens between the last query and the kill. */
    private interface Meanwhile {
        void run() throws InterruptedException;
    }

    /**
     * What became of the queries of one kill.
     *
     * @param millis until all had ended
     */
    private record Loss(History history, long millis) {}

    private Loss losesAll(Place place, WorkerJvm caller, WorkerJvm callee, Meanwhile meanwhile) throws Exception {
        callee.ask("book", book(callee));
        var ledger = ledger(caller, callee.pid());
        caller.send("ledger", "ask", ledger, IN_FLIGHT).fields();
        assertThat(callee.ask("await-running", BUSY_HANDLERS, 10_000)).isEqualTo("true");
        caller.ask("send", "that was all"); // it stays behind what was asked before, so all of that has come, too
        assertThat(callee.ask("message", 10_000)).isEqualTo("that was all");
        meanwhile.run();
        jvms.kill(callee);
        callee.awaitDeath();
        long start = System.nanoTime();
        var report = caller.send("ledger", "end").fields();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        var history = new History().executed(book(callee)).told(ledger, report).judge();
        Score.rounds("judged", history.queries());
        System.out.println("[fault 33] over " + place + " the callee was killed; " + millis
                + " ms later all had ended: " + history);
        assertThat(history.queries()).isEqualTo(IN_FLIGHT);
        return new Loss(history, millis);
    }

    @ParameterizedTest
    @EnumSource
    void thousandsInFlightHarmNobodyWhenTheirCallerIsKilled(Way way) throws Exception {
        try (var place = Place.fresh(way, certificate)) {
            var callee = place.open(jvms.start(), PATIENT);
            var caller = place.open(jvms.start(), PATIENT);
            place.join(callee, caller);
            callee.ask("book", book(callee));
            var ledger = ledger(caller, 1);
            caller.send("ledger", "ask", ledger, IN_FLIGHT).fields();
            assertThat(callee.ask("await-running", BUSY_HANDLERS, 10_000)).isEqualTo("true");
            jvms.kill(caller);
            caller.awaitDeath();
            callee.awaitEvent("disconnected");
            callee.ask("release");
            assertThat(callee.ask("await-rest", 20_000)).isEqualTo("true");

            var next = place.open(jvms.start(), PATIENT);
            assertThat(next.connect()).isEqualTo("CLIENT");
            Pair.await(callee, next).talk();
            next.closeConnection();
            callee.closeConnection();
            assertThat(place.address().leftovers()).isEmpty();
            var executed = Files.readAllLines(book(callee));
            new History().executed(executed).toldUntilKilled(ledger).judge();
            System.out.println("[fault 33] over " + place + " the caller was killed; of its " + IN_FLIGHT + " queries "
                    + executed.size() + " were executed");
        }
    }

    private Path book(WorkerJvm worker) {
        return folder.resolve("executed-by-" + worker.pid());
    }

    private Path ledger(WorkerJvm worker, long number) {
        return folder.resolve("told-" + worker.pid() + "-" + number);
    }

    private static int descriptors(WorkerJvm worker) throws IOException {
        try (var entries = Files.list(Path.of("/proc", String.valueOf(worker.pid()), "fd"))) {
            return (int) entries.count();
        }
    }
}
