package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that may open nothing more: it says so, does not spin, and goes on as soon as it may again. */
@Timeout(90)
class NoDescriptorsIT {
    private static final String TOO_MANY = "Too many open files";
    private static final int MOST_PERCENT = 5;
    private static final int MOST_PERCENT_OVER_TLS = 20; // 4 were seen, in code that has hardly run yet

    private static final String[] SETTINGS = {"queryTimeout=3000", "reconnect=0/200"};

    /** The socket, and what a selector takes for the newcomer and for the link: with so many more all is well. */
    private static final int MOST_SPARE = 5;

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
    void aServerWithoutAnyAcceptsWhoeverWaitedOnceThereAreSome(Way way) throws Exception {
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(jvms.start(), jvms.start(), SETTINGS);
            pair.talk();
            var server = pair.server();
            pair.client().closeConnection();
            assertThat(server.reaches("LISTENING", Pair.PATIENCE)).isTrue();
            int before = Limits.descriptors(server).size();

            Limits.noDescriptors(server);
            var connecting = place.open(pair.client(), SETTINGS).send("connect", 0, 15_000);
            server.awaitLogged(TOO_MANY, 1);
            var cpu = Limits.assertNotBusy(server, mostPercent(way));
            assertThat(connecting.isDone()).isFalse();

            Limits.enoughDescriptors(server);
            assertThat(connecting.value()).isEqualTo("CLIENT");
            Pair.await(server, pair.client()).talk();
            pair.client().closeConnection();
            assertThat(server.reaches("LISTENING", Pair.PATIENCE)).isTrue();
            await().untilAsserted(
                            () -> assertThat(Limits.descriptors(server).size()).isLessThanOrEqualTo(before));
            System.out.println("[fault 43, " + place + "] no descriptor to accept with: " + cpu
                    + "; descriptors before and after: " + before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectSaysSoAndWorksOnceThereAreSome(Way way) {
        try (var place = Place.fresh(way, certificate);
                var practice = Place.fresh(way, certificate)) {
            var worker = jvms.start().awaitReady();
            worker.send("rehearse", practice.document()).fields();
            place.open(worker, SETTINGS);
            Limits.noDescriptors(worker);
            var failure = worker.send("connect", 0, 1500).failure();
            assertThat(failure.type() + " " + failure.outcome() + " " + failure.detail())
                    .isEqualTo("AddressUnusableException NOT_EXECUTED UNREACHABLE");
            assertThat(failure).hasMessageContaining(TOO_MANY);
            System.out.println(
                    "[fault 43, " + place + "] no descriptor for lock, socket or dial: " + failure.getMessage());

            Limits.enoughDescriptors(worker);
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
            var pair = place.openAndJoin(jvms.start(), jvms.start(), SETTINGS);
            Limits.noDescriptors(pair.client());
            jvms.kill(pair.server());
            assertThat(pair.client().awaitEvent("attemptFailed")).contains(TOO_MANY);
            var cpu = Limits.assertNotBusy(pair.client(), mostPercent(way));
            assertThat(pair.client().state().state()).isEqualTo("RECONNECTING");
            System.out.println("[fault 43, " + place + "] no descriptor to take over with: " + cpu);

            Limits.enoughDescriptors(pair.client());
            assertThat(pair.client().reaches("LISTENING", Pair.PATIENCE)).isTrue();
            var next = place.open(jvms.start(), SETTINGS);
            assertThat(next.connect()).isEqualTo("CLIENT");
            Pair.await(pair.client(), next).talk();
        }
    }

    private static int mostPercent(Way way) {
        return way == Way.TLS ? MOST_PERCENT_OVER_TLS : MOST_PERCENT;
    }

    /** None for the socket, one for the socket but none for the link's selector, and so on. */
    @ParameterizedTest
    @EnumSource
    void whereverInAJoinTheyRunOutTheNextAttemptWorks(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var server = place.open(jvms.start(), SETTINGS);
            assertThat(server.connect()).isEqualTo("SERVER");
            var client = place.open(jvms.start(), SETTINGS);
            assertThat(client.connect()).isEqualTo("CLIENT");
            Pair.await(server, client).talk();
            for (int spare = 1; spare <= MOST_SPARE; spare++) {
                client.closeConnection();
                assertThat(server.reaches("LISTENING", Pair.PATIENCE)).isTrue();
                Limits.fewDescriptors(server, spare);
                place.open(client, SETTINGS);
                var end = endOf(client.send("connect", 0, 700));
                var joined = server.isJoinedWith(client, Duration.ofMillis(100));
                System.out.println("[fault 43, " + place + "] " + spare + " spare at the server: " + end
                        + (joined ? ", joined" : ", not joined"));

                Limits.enoughDescriptors(server);
                if (!end.equals("CLIENT")) {
                    assertThat(client.connect()).isEqualTo("CLIENT");
                }
                Pair.awaitTalk(server, client);
            }
            server.awaitLogged(TOO_MANY, 1);
        }
    }

    private static String endOf(Reply connect) {
        try {
            return connect.value();
        } catch (WorkerFailure e) {
            assertThat(e.type()).isIn("NotAnIpcPeerException", "AddressUnusableException");
            return e.type();
        }
    }
}
