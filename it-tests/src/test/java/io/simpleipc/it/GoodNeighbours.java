package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Two workers that have, besides the connection of the test, another one with each other. */
final class GoodNeighbours {
    private GoodNeighbours() {}

    static void start(Address address, WorkerJvm one, WorkerJvm other) {
        var document = Document.of(address.type()).at(address.text());
        assertThat(one.ask("neighbour", "start", document)).isEqualTo("SERVER");
        assertThat(other.ask("neighbour", "start", document)).isEqualTo("CLIENT");
    }

    /** Each question since the last look was answered, and the link between them is the first one. */
    static void assertUndisturbed(WorkerJvm... workers) {
        for (var worker : List.of(workers)) {
            var report = worker.send("neighbour", "look").fields();
            assertThat(Reply.number(report, "right")).as("%s", report).isPositive();
            assertThat(Reply.number(report, "wrong")).as("%s", report).isZero();
            assertThat(Reply.number(report, "lost")).as("%s", report).isZero();
        }
    }
}
