package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.it.SessionTamperer.Case;
import io.simpleipc.it.Verdicts.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A proxy between two JVMs tampers with very many records, and each is judged by itself, in a session of its own that has
 * opened honest ones before: by the engine's link and seal, or by the TLS plug-in's pipe after a handshake.
 */
@Timeout(900)
class TamperedRecordsIT {
    private static final int OF_THE_TEST_OF_THE_TEST = 2_000;
    private static final int LONGEST_SECONDS = 800;
    private static final int LANES = 2;

    private final Jvms jvms = new Jvms();

    @TempDir
    private Path folder;

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    /** A handshake of TLS costs many times what a seal does, so there are fewer, unless somebody has the time. */
    @ParameterizedTest
    @CsvSource({"AES, judged, 25000", "IDENTITY, judged, 25000", "TLS, judged-tls, 1000"})
    void noTamperedRecordOpensAndAllHonestOnesBeforeItDo(Sealing sealing, String property, int otherwise)
            throws Exception {
        int goal = Integer.getInteger("ipc.rounds." + property, otherwise);
        var verdicts = play(sealing, goal);
        assertThat(EnumSet.of(Verdict.UNNOTICED, Verdict.WRONG, Verdict.UNTYPED, Verdict.LOST))
                .as("%s", verdicts)
                .allMatch(violation -> verdicts.count(violation) == 0);
        assertThat(verdicts.count(Verdict.REFUSED)).as("%s", verdicts).isGreaterThanOrEqualTo(goal);
        assertThat(Treatment.values())
                .as("%s", verdicts)
                .allMatch(treatment ->
                        verdicts.count(treatment, Verdict.REFUSED) > goal / 16); // of a fifth each, by chance
        assertThat(verdicts.opened()).as("%s", verdicts).isGreaterThan(goal);
    }

    /** The test of the test: were there wrong payloads, it would find them. */
    @ParameterizedTest
    @EnumSource(names = {"UNCHECKED", "NONE"})
    void whereNothingIsCheckedWrongPayloadsAreFound(Sealing sealing) throws Exception {
        var verdicts = play(sealing, OF_THE_TEST_OF_THE_TEST);
        assertThat(EnumSet.complementOf(EnumSet.of(Treatment.REPLAYED)))
                .as("%s", verdicts)
                .allMatch(treatment -> verdicts.count(treatment, Verdict.WRONG) > 0);
        // The ids of messages ascend, so one that comes again is dropped; but that does not end the link.
        assertThat(verdicts.count(Treatment.REPLAYED, Verdict.UNNOTICED))
                .as("%s", verdicts)
                .isPositive()
                .isEqualTo(verdicts.count(Treatment.REPLAYED));
    }

    /** In lanes beside each other, each of two processes and a proxy, since most of the time all three wait. */
    private Verdicts play(Sealing sealing, int goal) throws Exception {
        long start = System.nanoTime();
        long seed = Seed.of("tampered records " + sealing);
        sealing.makeKeys(folder);
        int sessions = SessionTamperer.sessions(goal + goal / 50) / LANES; // some are cut short
        var lanes = new ArrayList<FutureTask<List<Half>>>();
        for (int lane = 0; lane < LANES; lane++) {
            var workers = List.of(start(), start());
            long own = seed + lane;
            lanes.add(new FutureTask<>(() -> play(sealing, own, sessions, workers)));
            new Thread(lanes.get(lane), "lane " + lane).start();
        }
        var verdicts = new Verdicts();
        for (var lane : lanes) {
            lane.get().forEach(half -> verdicts.add(half.cases(), half.said()));
        }
        Score.rounds("records", verdicts.judged());
        System.out.printf(
                "[fault 30, 31; tampered records %s] %d sessions: %s; %d s%n",
                sealing, LANES * sessions, verdicts, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        return verdicts;
    }

    private WorkerJvm start() {
        return jvms.start(Path.of(System.getProperty("java.home")), Jvms.FULL);
    }

    /** What was done to the records for one side, and what that side says of each. */
    private record Half(List<Case> cases, String said) {}

    private List<Half> play(Sealing sealing, long seed, int sessions, List<WorkerJvm> workers) throws IOException {
        try (var proxy = new SessionTamperer(seed)) {
            var replies = new Reply[2];
            for (int side = 0; side < 2; side++) {
                replies[side] = workers.get(side)
                        .send("judged-sessions", sealing, folder, seed, sessions, proxy.port(), side == 1);
            }
            serve(proxy, sessions, sealing, replies);
            var halves = new ArrayList<Half>();
            for (int side = 0; side < 2; side++) {
                halves.add(new Half(
                        proxy.casesFor(side == 1),
                        replies[side].fields(LONGEST_SECONDS).get(0)));
            }
            return halves;
        }
    }

    /** If the proxy has lost one of the two, what that one says of it comes first. */
    private static void serve(SessionTamperer proxy, int sessions, Sealing sealing, Reply[] replies)
            throws IOException {
        try {
            proxy.serve(sessions, sealing);
        } catch (IOException e) {
            for (var reply : replies) {
                e.addSuppressed(reply.failure());
            }
            throw e;
        }
    }
}
