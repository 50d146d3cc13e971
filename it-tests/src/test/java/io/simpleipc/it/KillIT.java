package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of either side, in any order, at any instant: when two run again they are joined again. */
@Timeout(1800)
class KillIT {
    private static final int ROUNDS = 100;
    private static final int MOST_SUBSTITUTES = 3;
    private static final int PENDING = 64;

    /** A new process finds its role in about that time, most of which it loads classes. */
    private static final int LONGEST_ELECTION_MICROS = 150_000;

    private static final List<String> ROLES = List.of("SERVER", "CLIENT");
    private static final List<String> ROLES_OR_LOST = List.of("SERVER", "CLIENT", "null");

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    private final Jvms jvms = new Jvms();

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.ellipticCurve(keys);
    }

    /** Who is killed. */
    private enum Victims {
        SERVER,
        CLIENT,
        BOTH
    }

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    /** The rounds take turns in killing the server, the client, and both, either of them first; one in three kills again in mid-election. */
    @ParameterizedTest
    @EnumSource
    void whoeverIsKilledAndReplacedThePairIsWholeAgain(Way way) throws Exception {
        try (var place = Place.fresh(way, certificate);
                var listeners = new ListenerCount(place.address())) {
            var address = place.address();
            var pair = new Pair[] {place.join(place.open(jvms.start()), place.open(jvms.start()))};
            new Rounds("kill", way.type(), ROUNDS).play(jvms, (number, random) -> {
                var victims = Victims.values()[number % Victims.values().length];
                boolean again = number / Victims.values().length % 3 == 2;
                var substitutes = jvms.spares(MOST_SUBSTITUTES, place::open);
                long start = System.nanoTime();
                pair[0] = killAndReplace(pair[0], victims, again, substitutes, random);
                long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
                assertThat(address.kernelListeners())
                        .as("listeners at %s", address)
                        .isEqualTo(1);
                assertThat(listeners.highest())
                        .as("listeners at %s at any time", address)
                        .isEqualTo(1);
                pair[0].talk();
                return micros;
            });
            var attendance = new History().attended(jvms.all()).judge().attendance();
            System.out.println("[fault 4] over " + way.type() + " " + jvms.killed() + " processes were killed; "
                    + listeners + "; by what all " + jvms.started() + " said " + attendance);
        }
    }

    /** Takes as many substitutes as it needs from the list. */
    private Pair killAndReplace(Pair pair, Victims victims, boolean again, List<WorkerJvm> substitutes, Random random)
            throws InterruptedException {
        var killed = new ArrayList<WorkerJvm>();
        if (victims != Victims.CLIENT) {
            killed.add(pair.server());
        }
        if (victims != Victims.SERVER) {
            killed.add(pair.client());
        }
        if (random.nextBoolean()) {
            Collections.reverse(killed);
        }
        killed.forEach(jvms::kill);
        killed.forEach(WorkerJvm::awaitDeath);

        var one = victims == Victims.SERVER ? pair.client() : pair.server();
        var connects = new ArrayList<Reply>();
        if (victims == Victims.BOTH) {
            one = take(substitutes, connects);
        }
        var other = take(substitutes, connects);
        if (again) {
            TimeUnit.MICROSECONDS.sleep(random.nextInt(LONGEST_ELECTION_MICROS));
            var victim = random.nextBoolean() ? one : other;
            jvms.kill(victim);
            victim.awaitDeath();
            one = victim == one ? other : one;
            other = take(substitutes, connects);
        }
        var joined = Pair.await(one, other);
        for (var connect : connects) {
            if (connect.worker() == one || connect.worker() == other) {
                // Whom it had found may have been killed before it said which role that gave it.
                assertThat(connect.value()).isIn(again ? ROLES_OR_LOST : ROLES);
            }
        }
        return joined;
    }

    private static WorkerJvm take(List<WorkerJvm> substitutes, List<Reply> connects) {
        var worker = substitutes.remove(0);
        connects.add(worker.send("connect", 0, 0));
        return worker;
    }

    @ParameterizedTest
    @EnumSource
    void allPendingQueriesEndWhenThePeerIsKilled(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.start(), jvms.start(), "queryTimeout=20000");
            losesAll(pair.client(), pair.server());
            var next = jvms.start().open(address, "queryTimeout=20000");
            next.connect();
            pair = Pair.await(pair.client(), next);
            losesAll(pair.server(), pair.client());
        }
    }

    private void losesAll(WorkerJvm asker, WorkerJvm victim) {
        var report = asker.send("pending", PENDING);
        assertThat(victim.ask("await-running", PENDING, 10_000)).isEqualTo("true");
        long start = System.nanoTime();
        jvms.kill(victim);
        var fields = report.fields();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        System.out.println("[kill] " + PENDING + " pending queries ended " + millis + " ms after the kill: " + fields);
        assertThat(Reply.number(fields, "right")).as("%s", fields).isEqualTo(PENDING);
        assertThat(millis).isLessThan(2_000);
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatEndsItsProcessCostsTheAskerOneTypedFailure(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.start(), jvms.start());
            var failure = pair.client().send("query", "halt").failure();
            assertThat(failure.type()).isEqualTo("ConnectionLostException");
            assertThat(failure.outcome()).isEqualTo("UNKNOWN");
            assertThat(pair.server().exitCode()).isEqualTo(3);

            var next = jvms.start().open(address);
            next.connect();
            Pair.await(pair.client(), next).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutPromotionTheClientStaysClientOfTheNextServer(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.start(), jvms.start(), "promotion=false", "reconnect=0/50");
            jvms.kill(pair.server());
            assertThat(pair.client().reaches("RECONNECTING", Pair.PATIENCE)).isTrue();
            pair.server().awaitDeath();

            var next = jvms.start().open(address);
            assertThat(next.connect()).isEqualTo("SERVER");
            var again = Pair.await(pair.client(), next);
            assertThat(again.client()).isSameAs(pair.client());
            again.talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatMayRetryThreeTimesGivesUpAndConnectsAgainWhenTold(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, jvms.start(), jvms.start(), "reconnect=3/100");
            jvms.kill(pair.server());
            pair.server().awaitDeath();
            assertThat(pair.client().awaitEvent("gaveUp")).isNotEmpty();
            assertThat(pair.client().reaches("IDLE", Duration.ofSeconds(2))).isTrue();
            assertThat(address.leftovers()).isEmpty();
            assertThat(pair.client().send("query", "echo:x").failure().type()).isEqualTo("NotConnectedException");

            assertThat(pair.client().connect()).isEqualTo("SERVER");
            var next = jvms.start().open(address);
            next.connect();
            Pair.await(pair.client(), next).talk();
        }
    }
}
