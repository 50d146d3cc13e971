package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table at the end of all tests between JVMs says what they have handed in. */
class PlayedIT {
    private static final Played RIGHT = new Played("SomeIT", "tcp", Map.of("kills", 100L), 251, 134, 0, Set.of(7L));
    private static final Played WRONG =
            new Played("SomeIT", "tcp", Map.of("kills", 40L, "cuts", 2L), 9, 1, 1, Set.of(8L, 9L));
    private static final Played OTHER = new Played("OtherIT", "", Map.of("tests", 1L), 0, 0, 0, Set.of());

    @Test
    void whatForksWriteDownIsReadAgain() {
        for (var played : List.of(RIGHT, WRONG, OTHER)) {
            assertThat(Played.ofLine(played.toLine())).isEqualTo(played);
        }
    }

    @Test
    void testsOfAClassOverATransportAreOneRowAndTheLastRowIsTheSum() {
        assertThat(rows(Played.table(List.of(RIGHT, OTHER, WRONG))))
                .containsExactly(
                        "[all tests between JVMs]",
                        "class transport rounds processes killed wrong seeds",
                        "OtherIT tests 1 0 0 0",
                        "SomeIT tcp cuts 2, kills 140 260 135 1 7 8 9",
                        "3 tests 260 135 1");
    }

    private static List<String> rows(String table) {
        return table.lines().map(row -> row.trim().replaceAll(" +", " ")).toList();
    }
}
