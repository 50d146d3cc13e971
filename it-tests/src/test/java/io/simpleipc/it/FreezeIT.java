package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is stopped (SIGSTOP) is neither dead nor answering. */
@Timeout(180)
class FreezeIT {
    private static final String QUICK_TIMEOUT = "queryTimeout=1000";
    private static final long LEAST_SECONDS = Long.getLong("ipc.freeze.seconds", 0);

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
    void nobodyTakesOverFromAFrozenServerAndThePairIsWholeWhenItGoesOn(Way way) throws InterruptedException {
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(jvms.start(), jvms.start(), QUICK_TIMEOUT, "reconnect=0/100");
            var third = jvms.start().awaitReady();

            long start = System.nanoTime();
            pair.server().freeze();
            var query = pair.client().send("query", "echo:anybody there").failure();
            assertThat(query.type()).isIn("QueryTimeoutException", "ConnectionLostException");
            assertThat(query.outcome()).isEqualTo("UNKNOWN");
            pair.client().awaitEvent("disconnected");
            place.open(third, QUICK_TIMEOUT);
            var refusal = third.send("connect", 0, 1500).failure();
            assertThat(refusal.type()).isIn("NotAnIpcPeerException", "AddressUnusableException");
            assertThat(place.address().kernelListeners()).isEqualTo(1);
            // Time itself is the subject: that nothing happens meanwhile.
            TimeUnit.NANOSECONDS.sleep(TimeUnit.SECONDS.toNanos(LEAST_SECONDS) - (System.nanoTime() - start));
            assertThat(pair.client().state().role()).isNotEqualTo("SERVER");
            assertThat(place.address().kernelListeners()).isEqualTo(1);
            System.out.printf(
                    "[fault 5] over %s nobody took over from a server stopped for %d ms%n",
                    place, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));

            pair.server().thaw();
            var again = Pair.await(pair.server(), pair.client());
            assertThat(again.server()).isSameAs(pair.server());
            again.talk();
            assertThat(third.send("connect", 0, 10_000).failure().type()).isEqualTo("PeerBusyException");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrozenClientLosesItsSeatToTheNextProcess(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(jvms.start(), jvms.start(), "queryTimeout=6000", "reconnect=0/100");
            var third = jvms.start().awaitReady();

            pair.client().freeze();
            assertThat(place.open(third, "queryTimeout=6000").connect()).isEqualTo("CLIENT");
            var now = Pair.await(pair.server(), third);
            now.talk();
            System.out.println("[fault 16] over " + place + " a stopped client lost its seat to the next");

            pair.client().thaw();
            pair.client().awaitEvent("attemptFailed PeerBusyException");
            now.talk();
            third.closeConnection();
            Pair.await(pair.server(), pair.client()).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aShortPauseIsForgotten(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.start(), jvms.start(), "queryTimeout=8000");
            pair.server().freeze();
            var query = pair.client().send("query", "echo:later");
            var given = pair.client().send("query-within", "echo:too late", 300).failure();
            assertThat(given.type() + " " + given.outcome()).isEqualTo("QueryTimeoutException UNKNOWN");
            pair.server().thaw();
            assertThat(query.value()).isEqualTo("later");
            assertThat(pair.client().events()).noneMatch(event -> event.startsWith("disconnected"));
            assertThat(pair.server().isJoinedWith(pair.client(), Duration.ofSeconds(1)))
                    .isTrue();
        }
    }

    /** The answers that it does not take fill the pipe, so that not even a ping finds room. */
    @ParameterizedTest
    @EnumSource
    void aFrozenPeerWithAFullPipeKeepsNobodyBusy(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.start(), jvms.start(), "queryTimeout=4000", "reconnect=0/100");
            var asking = pair.client().send("hammer", 2000, 16, "size", 900_000);
            assertThat(pair.server().ask("await-handled", 50, 10_000)).isEqualTo("true");
            pair.client().freeze();
            assertThat(pair.server()
                            .send("query-within", "echo:x", 500)
                            .failure()
                            .type())
                    .isIn("QueryTimeoutException", "PeerOverloadedException");
            long before = Long.parseLong(pair.server().ask("cpu"));
            pair.server().awaitEvent("disconnected");
            long millis = Long.parseLong(pair.server().ask("cpu")) - before;
            System.out.println("[frozen peer, " + channel.type() + "] " + millis + " ms of CPU until it was given up");
            assertThat(millis).as("ms of CPU while there was nothing to do").isLessThan(600);
            pair.client().thaw();
            asking.fields();
        }
    }
}
