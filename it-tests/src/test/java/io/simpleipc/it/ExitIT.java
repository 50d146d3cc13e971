package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A JVM may end in any way, with queries under way: the other side hears it at once, and the next one joins. */
@Timeout(60)
class ExitIT {
    private static final int EXIT_CODE = 4;
    private static final String[] SETTINGS = {"drain=500", "queryTimeout=20000", "reconnect=0/50"};

    /** A fifth of the time after which silence would be noticed; usually it is some milliseconds. */
    private static final long AT_ONCE_MILLIS = 2_000;

    private static final Jvms jvms = new Jvms();

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    /** How a process ends. */
    enum Ending {
        MAIN_RETURNS(0, false),
        WITHOUT_CLOSE(EXIT_CODE, false),
        CLOSES_IN_A_HOOK(EXIT_CODE, true),
        BY_A_HANDLER(EXIT_CODE, true);

        private final int code;
        private final boolean closes;

        Ending(int code, boolean closes) {
            this.code = code;
            this.closes = closes;
        }
    }

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

    /** TLS has an end of its own to send, or not. */
    static Stream<Arguments> endingsEveryWay() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(Ending.values()).map(ending -> Arguments.of(way, ending)))
                .filter(arguments -> arguments.get()[0] != Way.TLS
                        || arguments.get()[1] == Ending.WITHOUT_CLOSE
                        || arguments.get()[1] == Ending.CLOSES_IN_A_HOOK);
    }

    @ParameterizedTest
    @MethodSource("endingsEveryWay")
    void thePeerHearsItAtOnceAndTheNextProcessJoins(Way way, Ending ending) {
        try (var place = Place.fresh(way, certificate)) {
            place.open(jvms.worker(0), SETTINGS);
            place.open(jvms.worker(1), SETTINGS);
            var pair = place.join(jvms.worker(0), jvms.worker(1));
            ends(place, ending, pair.server(), pair.client());

            var next = place.open(jvms.worker(0), SETTINGS);
            next.connect();
            pair = Pair.await(pair.client(), next);
            pair.talk();
            assertThat(pair.client()).isSameAs(next);
            ends(place, ending, next, pair.server());

            next = place.open(jvms.worker(0), SETTINGS);
            assertThat(next.connect()).isEqualTo("CLIENT");
            Pair.await(pair.server(), next).talk();
        }
    }

    private static void ends(Place place, Ending ending, WorkerJvm victim, WorkerJvm peer) {
        int before = peer.events("disconnected").size();
        var pending = peer.send("query", "block:" + ending);
        assertThat(victim.ask("await-running", 1, 10_000)).isEqualTo("true");
        if (ending.closes) {
            victim.ask("close-at-exit");
        }
        Reply asked = null;
        switch (ending) {
            case MAIN_RETURNS -> victim.send("return-from-main");
            case WITHOUT_CLOSE, CLOSES_IN_A_HOOK -> victim.send("exit", EXIT_CODE);
            case BY_A_HANDLER -> asked = peer.send("query", "exit:" + EXIT_CODE);
        }
        assertThat(victim.exitCode()).as("%s", ending).isEqualTo(ending.code);
        long gone = System.nanoTime();
        assertLost(pending);
        if (asked != null) {
            assertLost(asked);
        }
        peer.awaitEvents("disconnected", before + 1);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - gone);
        System.out.println("[fault 50] over " + place + " a process was gone, " + ending + "; its peer knew " + millis
                + " ms later");
        assertThat(millis).isLessThan(AT_ONCE_MILLIS);
    }

    private static void assertLost(Reply query) {
        var failure = query.failure();
        assertThat(failure.type() + " " + failure.outcome()).isEqualTo("ConnectionLostException UNKNOWN");
    }

    @ParameterizedTest
    @EnumSource(names = "BY_A_HANDLER", mode = EnumSource.Mode.EXCLUDE)
    void whoeverListenedAloneLeavesAnAddressThatIsFree(Ending ending) {
        try (var place = Place.fresh(Way.UNIX, certificate)) {
            var victim = place.open(jvms.worker(0), SETTINGS);
            assertThat(victim.connect()).isEqualTo("SERVER");
            if (ending.closes) {
                victim.ask("close-at-exit");
            }
            if (ending == Ending.MAIN_RETURNS) {
                victim.send("return-from-main");
            } else {
                victim.send("exit", EXIT_CODE);
            }
            assertThat(victim.exitCode()).isEqualTo(ending.code);
            if (ending.closes) {
                assertThat(place.address().leftovers()).isEmpty();
            }
            assertThat(place.open(jvms.worker(1), SETTINGS).connect()).isEqualTo("SERVER");
        }
    }
}
