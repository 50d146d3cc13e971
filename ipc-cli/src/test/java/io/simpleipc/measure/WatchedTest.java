package io.simpleipc.measure;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.ConnectionListener;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = SECONDS)
class WatchedTest {
    private static final String THRESHOLD = "io.simpleipc.Query#threshold";

    @TempDir
    private Path directory;

    @Test
    void whoIsNotWatchedHasTwoTurnsAndEachWayOfWatchingOne() {
        var watched = new Watched(1);

        assertThat(watched.turns(watched.subjects()))
                .extracting(Sliced.Turn::label)
                .containsExactly(
                        "ours", "ours, again", "ours+jfr", "ours+jfr, each query", "ours+listener+snapshots", "raw");
    }

    @Test
    void theLibrarysEventsAreRecordedDuringTheSlicesOfOneTurnAndNotBehindThem() throws Exception {
        try (var connection = Ours.PLAIN.build(
                new Place("unix", directory, "a secret of more than 32 characters"), new ConnectionListener() {})) {
            var caller = new OurCaller(connection);

            try (var meanwhile = turn("ours").work().begin(caller)) {
                assertThat(recordings()).isEmpty();
            }
            try (var meanwhile = turn("ours+jfr").work().begin(caller)) {
                assertThat(recordings())
                        .singleElement()
                        .satisfies(recording -> assertThat(recording.getSettings())
                                .containsEntry("io.simpleipc.Query#enabled", "true")
                                .doesNotContainKey(THRESHOLD));
            }
            try (var meanwhile = turn("ours+jfr, each query").work().begin(caller)) {
                assertThat(recordings())
                        .singleElement()
                        .satisfies(
                                recording -> assertThat(recording.getSettings()).containsEntry(THRESHOLD, "0 ns"));
            }
            assertThat(recordings()).isEmpty();
        }
    }

    @Test
    void whoLooksIsGoneBehindTheSlice() throws Exception {
        try (var connection = Ours.PLAIN.build(
                new Place("unix", directory, "a secret of more than 32 characters"), new ConnectionListener() {})) {
            Thread looks;
            try (var meanwhile = turn("ours+listener+snapshots").work().begin(new OurCaller(connection))) {
                looks = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("looks"))
                        .findAny()
                        .orElseThrow();
            }
            looks.join();
        }
    }

    private static Sliced.Turn turn(String label) {
        var watched = new Watched(1);
        return watched.turns(watched.subjects()).stream()
                .filter(turn -> turn.label().equals(label))
                .findAny()
                .orElseThrow();
    }

    private static List<Recording> recordings() {
        return FlightRecorder.getFlightRecorder().getRecordings();
    }
}
