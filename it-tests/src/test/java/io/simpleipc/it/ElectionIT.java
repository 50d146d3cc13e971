package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of any number of processes that connect at the same instant exactly two are joined. */
@Timeout(1800)
class ElectionIT {
    private static final int ROUNDS = 2000;
    private static final int ROUNDS_OF_MANY = 1;
    private static final int MANY = Integer.getInteger("ipc.many", 32);
    private static final int MANY_OVER_TLS = Integer.getInteger("ipc.many.tls", 8);
    private static final int ROUNDS_AT_ONE_ADDRESS = 20;
    private static final int LOOKS_AT_A_PORT = 10; // one in so many rounds of two
    private static final int MILLIS_TO_GET_READY = 3;
    private static final int PATIENCE_MILLIS = 15_000;

    /** Of 32 processes each has little to do. */
    private static final List<String> TINY =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xms8m", "-Xmx64m");

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

    /** Every sixth round has three or four processes: the others must be told who is joined. */
    @ParameterizedTest
    @EnumSource
    void ofProcessesThatConnectAtTheSameInstantExactlyTwoAreJoined(Way way) throws Exception {
        var place = new Place[1];
        var lots = new TreeMap<String, Integer>();
        var apart = new ArrayList<Long>();
        try {
            new Rounds("election", way.type(), ROUNDS).play(jvms, (number, random) -> {
                if (number % ROUNDS_AT_ONE_ADDRESS == 0) {
                    close(place[0]);
                    place[0] = Place.fresh(way, certificate);
                }
                if (place[0].address().isUnix() && number % 7 == 3) {
                    place[0].address().putDeadSocketInTheWay();
                    lots.merge("dead sockets taken over", 1, Integer::sum);
                }
                int size = number % 6 == 5 ? 3 + random.nextInt(2) : 2;
                var contenders = IntStream.range(0, size).mapToObj(jvms::worker).toList();
                var elected = elect(place[0], contenders, MILLIS_TO_GET_READY, random);
                lots.merge("of " + size + " the " + elected.winner() + ". listened", 1, Integer::sum);
                apart.add(elected.nanosApart());
                return elected.micros();
            });
            Collections.sort(apart);
            System.out.printf(
                    "[fault 1, 3] over %s %s; the two began p50 %.1f, p90 %.1f us apart%n",
                    way.type(), lots, microsOf(apart, 0.5), microsOf(apart, 0.9));
        } finally {
            close(place[0]);
        }
    }

    private static double microsOf(List<Long> sortedNanos, double share) {
        return sortedNanos.get((int) (sortedNanos.size() * share)) / 1000.0;
    }

    private static void close(Place place) {
        if (place != null) {
            place.close();
        }
    }

    /** Each way has its turn, with the same processes. TLS takes each of them a second of the processor the first time. */
    @Test
    void ofManyProcessesTwoAreJoinedAndTheOthersAreTold() throws Exception {
        var workers = Stream.generate(() -> jvms.start(Path.of(System.getProperty("java.home")), TINY))
                .limit(MANY)
                .toList();
        workers.forEach(WorkerJvm::awaitReady);
        for (var way : Way.values()) {
            for (int size = 8; size <= (way == Way.TLS ? MANY_OVER_TLS : MANY); size *= 2) {
                var contenders = workers.subList(0, size);
                long patience = MILLIS_TO_GET_READY + size;
                try (var place = Place.fresh(way, certificate)) {
                    new Rounds("many", way.type() + " of " + size, ROUNDS_OF_MANY)
                            .play(
                                    jvms,
                                    (number, random) -> elect(place, contenders, patience, random)
                                            .micros());
                }
                System.out.println("[fault 2] over " + way.type() + " two of " + size + " were joined and " + (size - 2)
                        + " were told by whom");
            }
        }
    }

    /**
     * How an election went.
     *
     * @param winner the number of the contender that listens, from 1
     * @param micros how long until the pair's connect() had returned on both sides
     * @param nanosApart how much later the one of the pair called connect() than the other
     */
    private record Elected(int winner, long micros, long nanosApart) {}

    private static Elected elect(Place place, List<WorkerJvm> contenders, long millisToGetReady, Random random) {
        contenders.parallelStream().forEach(place::open);
        long at = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisToGetReady);
        var replies = contenders.stream()
                .map(worker -> worker.send("connect", at, PATIENCE_MILLIS))
                .toList();

        var joined = new ArrayList<WorkerJvm>();
        var refusals = new ArrayList<WorkerFailure>();
        long micros = 0;
        var late = new ArrayList<Long>();
        for (int i = 0; i < contenders.size(); i++) {
            try {
                var fields = replies.get(i).fields();
                micros = Math.max(micros, Long.parseLong(fields.get(1)));
                late.add(Long.parseLong(fields.get(2)));
                joined.add(contenders.get(i));
            } catch (WorkerFailure e) {
                refusals.add(e);
            }
        }
        assertThat(joined).as("joined; the others: %s", refusals).hasSize(2);
        var pair = Pair.await(joined.get(0), joined.get(1));
        var order =
                random.nextBoolean() ? List.of(pair.server(), pair.client()) : List.of(pair.client(), pair.server());
        for (var refusal : refusals) {
            assertThat(refusal.type()).as("%s", refusal).isEqualTo("PeerBusyException");
            assertThat(refusal.detail())
                    .as("the holder, in %s", refusal.getMessage())
                    .isEqualTo(String.valueOf(pair.client().pid()));
        }
        // Two at a port the kernel does not let in, and it walks through all its sockets to say who is there.
        if (place.address().isUnix() || contenders.size() > 2 || random.nextInt(LOOKS_AT_A_PORT) == 0) {
            assertThat(place.address().kernelListeners())
                    .as("listeners at %s", place)
                    .isEqualTo(1);
        }
        pair.talk();

        var closings = order.stream().map(worker -> worker.send("close")).toList();
        closings.forEach(Reply::fields);
        new History().attended(contenders).judge();
        assertThat(place.address().leftovers()).as("left at %s", place).isEmpty();
        long nanosApart = Math.abs(late.get(0) - late.get(1));
        return new Elected(contenders.indexOf(pair.server()) + 1, micros, nanosApart);
    }
}
