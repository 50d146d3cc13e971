package io.simpleipc.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.measure.Place;
import io.simpleipc.measure.Slice;
import io.simpleipc.measure.Subject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each peer in one process with itself: it does everything that the benchmark will ask of it. */
class PeersTest {
    @TempDir
    Path temp;

    static Stream<String> labels() {
        return Peers.of(Peers.LABELS).stream().map(Subject::label);
    }

    @ParameterizedTest
    @MethodSource("labels")
    void aPeerAnswersOneCallerAfterTheOther(String label) throws Exception {
        var peer = Peers.of(List.of(label)).get(0);
        for (var transport : List.of("unix", "tcp")) {
            if (peer.goesOver(transport)) {
                var place = new Place(transport, temp, "secret");
                try (var server = peer.serve(place)) {
                    for (int size : new int[] {64, 64, 1 << 20}) {
                        ask(peer, place, size);
                    }
                }
            }
        }
    }

    private static void ask(Subject peer, Place place, int size) throws Exception {
        var payload = new byte[size];
        try (var caller = peer.connect(place, size)) {
            assertThat(caller.call(payload)).isEqualTo(size);
            if (peer.abilities().contains(Subject.Ability.IN_FLIGHT)) {
                var answers = new ConcurrentHistogram(3);
                caller.keep(4, payload, new Slice(TimeUnit.MILLISECONDS.toNanos(20), answers));
                assertThat(answers.getTotalCount()).isPositive();
            }
            if (peer.abilities().contains(Subject.Ability.THREADS)) {
                assertThat(caller.another(0, size).call(payload)).isEqualTo(size);
                assertThat(caller.another(0, size)).isSameAs(caller.another(0, size));
            }
        }
    }

    @Test
    void aLabelThatNobodyHasIsLeftToOthers() {
        assertThat(new Peers().labelled("ours")).isNull();
        assertThat(Peers.LABELS)
                .allSatisfy(label -> assertThat(new Peers().labelled(label))
                        .extracting(Subject::label)
                        .isEqualTo(label));
    }
}
