package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both processes stop at once, for longer than any time-out, as a machine does that is suspended or swaps. */
@Timeout(240)
class PauseIT {
    private static final long SECONDS = Long.getLong("ipc.pause.seconds", 6);
    private static final String[] SETTINGS = {"queryTimeout=500", "reconnect=0/50"};

    private final Jvms jvms = new Jvms();

    @TempDir
    private Path folder;

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    /** All ways at once, since what takes its time is the pause. */
    @Test
    void afterwardsThePairIsWholeAndEveryOutcomeIsTrue() throws Exception {
        var random = new Random(Seed.of("pause"));
        var certificate = OpenSsl.ellipticCurve(folder);
        var places = new ArrayList<Place>();
        try {
            var workers = new ArrayList<WorkerJvm>();
            for (var way : Way.values()) {
                var place = Place.fresh(way, certificate);
                places.add(place);
                var first = place.open(jvms.start(), SETTINGS);
                var second = place.open(jvms.start(), SETTINGS);
                place.join(first, second).talk();
                workers.addAll(List.of(first, second));
            }
            for (var worker : workers) {
                worker.ask("book", book(worker));
            }
            for (var worker : workers) {
                worker.send("ledger", "run", ledger(worker), 4, 8, random.nextInt())
                        .fields();
            }
            for (var worker : workers) {
                await("queries to " + worker).until(() -> Files.size(book(worker)) > 0);
            }
            pause(workers, random);
            for (int i = 0; i < places.size(); i++) {
                judge(places.get(i), workers.get(2 * i), workers.get(2 * i + 1));
            }
        } finally {
            places.forEach(Place::close);
        }
    }

    private static void pause(List<WorkerJvm> workers, Random random) throws InterruptedException {
        var order = new ArrayList<>(workers);
        Collections.shuffle(order, random);
        order.forEach(WorkerJvm::freeze);
        TimeUnit.SECONDS.sleep(SECONDS); // time itself is the subject: longer than all time-outs
        Collections.shuffle(order, random);
        order.forEach(WorkerJvm::thaw);
    }

    private void judge(Place place, WorkerJvm one, WorkerJvm other) throws IOException {
        assertThat(one.isJoinedWith(other, Pair.PATIENCE))
                .as("%s, %s", one.state(), other.state())
                .isTrue();
        var history = new History();
        for (var worker : List.of(one, other)) {
            history.told(ledger(worker), worker.send("ledger", "stop").fields(60));
        }
        Pair.await(one, other).talk();
        history.executed(book(one)).executed(book(other)).judge();
        System.out.println("[fault 47] over " + place + " both stopped for " + SECONDS + " s; links lost "
                + one.events("disconnected").size() + "; " + history);
        assertThat(history.count(Ledger.ANSWERED)).as("%s", history).isPositive();
    }

    private Path book(WorkerJvm worker) {
        return folder.resolve("executed-by-" + worker.pid());
    }

    private Path ledger(WorkerJvm worker) {
        return folder.resolve("told-" + worker.pid());
    }
}
