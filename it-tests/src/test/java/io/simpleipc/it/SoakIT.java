package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One connection that lives on and on, with 64 queries in flight and a fault every so often: its heap, its threads and
 * its descriptors do not grow, and every outcome is true. The link is cut, the peer stopped, the peer killed and replaced,
 * in turn. {@code -Dipc.soak.seconds=1200} has a fault every ten seconds.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class SoakIT {
    private static final int SECONDS = Integer.getInteger("ipc.soak.seconds", 6);
    private static final int FAULTS_OF_A_PERIOD = 3;
    private static final long CALM_MILLIS = Math.min(10_000, SECONDS * 1000L / (2 * FAULTS_OF_A_PERIOD));
    private static final int ASKING_THREADS = 8; // four with one query each, four with fifteen
    private static final int IN_FLIGHT_OF_EACH = 15;
    private static final long HEAP_SLACK = 8 << 20;
    private static final long PAUSE_MILLIS = 1_000; // twice the time-out of the links
    private static final String[] SETTINGS = {"queryTimeout=500", "reconnect=0/10", "drain=500"};

    private final Jvms jvms = new Jvms();

    @TempDir
    private Path folder;

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @Test
    void nothingGrowsOverUnix() throws Exception {
        soak(Way.UNIX);
    }

    @Test
    void nothingGrowsOverTls() throws Exception {
        soak(Way.TLS);
    }

    private void soak(Way way) throws Exception {
        var random = new Random(Seed.of("soak " + way.type()));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try (var place = Place.fresh(way, OpenSsl.ellipticCurve(folder))) {
            var survivor = place.openFaulty(jvms.start(), SETTINGS);
            var peer = place.open(jvms.start(), SETTINGS);
            place.join(survivor, peer);
            var states = new ArrayList<State>();
            var total = new Total();
            while (states.size() < 2 || System.nanoTime() < end) {
                peer = period(place, survivor, peer, random, total);
                states.add(State.of(survivor));
            }
            Score.rounds("faults", states.size() * FAULTS_OF_A_PERIOD);
            Score.rounds("judged", total.queries);
            System.out.printf(
                    "[soak, %s] %d s, %s; after the first period %s, after the last %s%n",
                    way.type(), SECONDS, total, states.get(0), states.get(states.size() - 1));
            await("what the first period left, after the last: " + states.get(0) + ", now " + State.of(survivor))
                    .atMost(Duration.ofSeconds(30)) // idle workers end after ten
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> !State.of(survivor).isMoreThan(states.get(0)));
        }
    }

    /** Each fault once, and the judgement of all that was asked meanwhile; returns the peer that is there at the end. */
    private WorkerJvm period(Place place, WorkerJvm survivor, WorkerJvm peer, Random random, Total total)
            throws Exception {
        var history = new History();
        var files = new ArrayList<Path>();
        for (var worker : List.of(survivor, peer)) {
            worker.ask("book", file("executed-by", worker, files));
        }
        var ledger = start(survivor, random, files);
        var peersLedger = start(peer, random, files);

        calm();
        survivor.send("fault", "storm", 1, random.nextInt()).fields(60);
        calm();
        peer.freeze();
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // time itself is the subject
        peer.thaw();
        Pair.await(survivor, peer);
        calm();
        jvms.kill(peer);
        peer.awaitDeath();
        history.toldUntilKilled(peersLedger);
        var next = place.open(jvms.start(), SETTINGS);
        next.ask("book", file("executed-by", next, files));
        next.connect();
        Pair.await(survivor, next);

        history.told(ledger, survivor.send("ledger", "stop").fields(60));
        Pair.await(survivor, next).talk();
        for (var file : files) {
            if (file.getFileName().toString().startsWith("executed-by")) {
                history.executed(file);
            }
        }
        history.judge();
        assertThat(history.count(Ledger.ANSWERED)).as("%s", history).isPositive();
        for (var file : files) {
            Files.deleteIfExists(file);
        }
        total.add(history);
        return next;
    }

    private Path start(WorkerJvm worker, Random random, List<Path> files) {
        var ledger = file("told", worker, files);
        worker.send("ledger", "run", ledger, ASKING_THREADS, IN_FLIGHT_OF_EACH, random.nextInt())
                .fields();
        return ledger;
    }

    private Path file(String what, WorkerJvm worker, List<Path> files) {
        var file = folder.resolve(what + "-" + worker.pid() + "-" + files.size());
        files.add(file);
        return file;
    }

    private static void calm() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(CALM_MILLIS); // traffic between the faults is what is asked for
    }

    /** What has been judged so far. */
    private static final class Total {
        private int periods;
        private long queries;
        private long answered;
        private long unknown;

        void add(History history) {
            periods++;
            queries += history.queries();
            answered += history.count(Ledger.ANSWERED);
            unknown += history.count("UNKNOWN");
        }

        @Override
        public String toString() {
            return periods * FAULTS_OF_A_PERIOD + " faults, " + queries + " queries, " + answered + " answered, "
                    + unknown + " unknown, 0 untrue";
        }
    }

    /** What a process has when nothing is going on. */
    private record State(long heap, long threads, long descriptors) {
        static State of(WorkerJvm worker) throws IOException {
            var possessions = worker.send("possessions").fields();
            try (var descriptors = Files.list(Path.of("/proc", String.valueOf(worker.pid()), "fd"))) {
                return new State(
                        Reply.number(possessions, "heap"), Reply.number(possessions, "threads"), descriptors.count());
            }
        }

        boolean isMoreThan(State other) {
            return heap > other.heap + HEAP_SLACK || threads > other.threads || descriptors > other.descriptors;
        }

        @Override
        public String toString() {
            return heap / 1024 + " KiB of heap, " + threads + " threads, " + descriptors + " descriptors";
        }
    }
}
