package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IdTableTest {
    private static final int SLOTS = IdTable.SLOTS;

    private final IdTable<Long> table = new IdTable<>(Long::longValue);

    @Test
    void whatIsPutIsFoundAndTakenOutOnce() {
        table.put(7, 7L);

        assertThat(table.get(7)).isEqualTo(7L);
        assertThat(table.remove(7)).isEqualTo(7L);
        assertThat(table.remove(7)).isNull();
        assertThat(table.get(7)).isNull();
        assertThat(table.size()).isZero();
    }

    @Test
    void thoseOfOneSlotDoNotHideEachOther() {
        long other = 7 + SLOTS;
        table.put(7, 7L);
        table.put(other, other);

        assertThat(table.get(other)).isEqualTo(other);
        assertThat(table.remove(7)).isEqualTo(7L);
        assertThat(table.get(7)).isNull();
        assertThat(table.get(other)).as("still there").isEqualTo(other);
        assertThat(table.remove(other)).isEqualTo(other);
        assertThat(table.size()).isZero();
    }

    @Test
    void whatIsKnownByAnotherIdIsFoundByThatOneOnly() {
        table.put(3, 7L);

        assertThat(table.get(7)).isNull();
        assertThat(table.remove(7)).isNull();
        assertThat(table.get(3)).isEqualTo(7L);
        assertThat(table.remove(3)).isEqualTo(7L);
    }

    @Test
    void allAreVisitedUnderTheIdsThatTheyWerePutUnder() {
        var put = new HashMap<Long, Long>();
        for (long id = 1; id <= 3 * SLOTS; id += 5) {
            put.put(id, id);
            table.put(id, id);
        }
        put.put(2L, 99_999L);
        table.put(2, 99_999L);

        Map<Long, Long> visited = new HashMap<>();
        table.forEach(visited::put);

        assertThat(visited).isEqualTo(put);
        assertThat(table.size()).isEqualTo(put.size());
    }
}
