package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that can make no thread: what needs one is refused or waits, without spinning, until there is room. */
@Timeout(90)
class NoThreadsIT {
    /** Handlers run on threads of the user's, which stay: one that ended would leave room for another. */
    private static final int USERS_THREADS = 2;

    /** TLS wants one before there is a link. */
    private static final String NONE_FOR_TLS = "no thread could be started for the TLS handshake";

    private static final String NONE_FOR_THE_LINK = "no thread can be had for the link";
    private static final int MOST_PERCENT = 20; // each attempt is answered, in code that has hardly run yet

    private static final String[] SETTINGS = {"queryTimeout=3000", "reconnect=0/200", "executor=" + USERS_THREADS};

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

    private WorkerJvm startLimitable() {
        return jvms.start(Path.of(System.getProperty("java.home")), Limits.HUGE_STACKS)
                .awaitReady();
    }

    /** From here on it can make none; says how it knows. */
    private static void takeThreads(WorkerJvm worker) {
        for (int i = 0; i < USERS_THREADS; i++) {
            worker.ask("users-executor"); // they are all there, and none is about to be made
        }
        // The one that has helped with a TLS handshake ends soon, and for the system somewhat later than for Java.
        await("the end of threads that would leave room for another")
                .until(() -> Limits.threads(worker).stream().noneMatch(name -> name.startsWith("ipc-tls")));
        Limits.noThreads(worker);
        var failure = worker.send("take-threads").failure();
        assertThat(failure.type()).isEqualTo("java.lang.OutOfMemoryError");
        assertThat(failure).hasMessageContaining("unable to create native thread");
    }

    private static void giveThreads(WorkerJvm worker) {
        Limits.enoughThreads(worker);
        worker.send("new-thread").fields();
    }

    @ParameterizedTest
    @EnumSource
    void aServerWithoutAnyTakesNoNewLinkUntilThereAreSome(Way way) throws Exception {
        try (var place = Place.fresh(way, certificate)) {
            var server = place.open(startLimitable(), SETTINGS);
            assertThat(server.connect()).isEqualTo("SERVER");
            server.awaitEvent("listening");
            takeThreads(server);

            var next = place.open(jvms.start(), SETTINGS);
            var connecting = next.send("connect", 0, 15_000);
            server.awaitLogged(way == Way.TLS ? NONE_FOR_TLS : NONE_FOR_THE_LINK, 1);
            var cpu = Limits.assertNotBusy(server, MOST_PERCENT);
            assertThat(server.state().peerPid()).isZero();
            System.out.println("[fault 44, " + place + "] no thread for a newcomer: " + cpu);

            giveThreads(server);
            assertThat(connecting.value()).isIn("CLIENT", "null"); // null: lost again, for want of a thread there
            Pair.await(server, next).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectSaysSoAtOnceAndWorksOnceThereAreSome(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var worker = place.open(startLimitable(), SETTINGS);
            takeThreads(worker);
            var failure = worker.send("connect", 0, 15_000).failure();
            assertThat(failure.type() + " " + failure.outcome()).isEqualTo("NotConnectedException NOT_EXECUTED");
            assertThat(failure).hasMessageContaining("no thread");
            assertThat(worker.state().state()).isEqualTo("IDLE");
            assertThat(place.address().leftovers()).isEmpty();
            System.out.println("[fault 44, " + place + "] " + failure.getMessage());

            giveThreads(worker);
            assertThat(worker.connect()).isEqualTo("SERVER");
            var client = place.open(jvms.start(), SETTINGS);
            assertThat(client.connect()).isEqualTo("CLIENT");
            Pair.await(worker, client).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLosesItsServerTakesOverOnceThereAreSome(Way way) throws Exception {
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(jvms.start(), startLimitable(), SETTINGS);
            pair.talk();
            takeThreads(pair.client());
            pair.talk();
            var pending = pair.client().send("query", "block:for ever");
            assertThat(pair.server().ask("await-running", 1, 10_000)).isEqualTo("true");
            jvms.kill(pair.server());
            var lost = pending.failure();
            assertThat(lost.type() + " " + lost.outcome()).isEqualTo("ConnectionLostException UNKNOWN");
            var cpu = Limits.assertNotBusy(pair.client(), MOST_PERCENT);
            assertThat(pair.client().state().state()).isEqualTo("RECONNECTING");
            System.out.println("[fault 44, " + place + "] no thread to take over with: " + cpu);

            giveThreads(pair.client());
            assertThat(pair.client().reaches("LISTENING", Pair.PATIENCE)).isTrue();
            var next = place.open(jvms.start(), SETTINGS);
            assertThat(next.connect()).isEqualTo("CLIENT");
            Pair.await(pair.client(), next).talk();
        }
    }
}
