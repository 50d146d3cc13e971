package io.simpleipc.internal.session;

import io.simpleipc.Outcome;
import io.simpleipc.internal.Interleavings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads at the table of pending calls: a place is given back once for each call, and each call ends once. */
@Tag("many-rounds")
@Timeout(300)
class PendingCallsLincheckTest {
    private static final int PLACES = 2;

    /** No call here is withdrawn or cut off, which is what it would need its session for. */
    private static final Session NO_SESSION = null;

    private static Call call() {
        return new AnswerFuture(NO_SESSION, 0, 0, 0, 0, Duration.ofMinutes(1)).call();
    }

    @Test
    void eachCallGivesItsPlaceBackOnce() {
        Interleavings.check(Table.class, TableModel.class);
    }

    @Test
    void aCallEndsOnce() {
        Interleavings.check(OneCall.class, OneCallModel.class);
    }

    /** All places are taken; answers come, the same one twice too. A place is free a moment after its call is gone. */
    @Param(name = "id", gen = IntGen.class, conf = "1:2")
    public static final class Table {
        private final PendingCalls pending = new PendingCalls(PLACES);

        public Table() {
            for (int id = 1; id <= PLACES; id++) {
                pending.tryReserve(0);
                var call = call();
                call.moveTo(NO_SESSION, idOf(id));
                pending.add(call);
            }
        }

        @Operation
        public boolean answer(@Param(name = "id") int id) {
            return pending.remove(idOf(id)) != null;
        }

        @Operation
        public boolean isPending(@Param(name = "id") int id) {
            return pending.get(idOf(id)) != null;
        }

        /** Of one slot, so that one call is there and the other one in the map. */
        private static long idOf(int number) {
            return 1 + (number - 1L) * IdTable.SLOTS;
        }

        /** Played behind each order of steps. */
        @Validate
        public void aPlaceIsFreeForEachCallThatIsGone() {
            int free = 0;
            while (pending.tryReserve(0)) {
                free++;
            }
            if (free + pending.size() != PLACES) {
                throw new IllegalStateException(free + " places are free, " + pending.size() + " calls pending");
            }
        }
    }

    public static final class TableModel {
        private final Set<Integer> calls = new HashSet<>(Set.of(1, 2));

        public boolean answer(int id) {
            return calls.remove(id);
        }

        public boolean isPending(int id) {
            return calls.contains(id);
        }
    }

    /** An answer, a deadline, a lost link: all of them try to be the end. */
    @Param(name = "kind", gen = IntGen.class, conf = "0:2")
    public static final class OneCall {
        private final Call call = call();

        @Operation
        public boolean end(@Param(name = "kind") int kind) {
            return switch (kind) {
                case 0 -> call.end(new byte[0]);
                case 1 -> call.end(new Call.Ending.TimedOut(Outcome.UNKNOWN));
                default -> call.end(new Call.Ending.Abandoned(Outcome.UNKNOWN));
            };
        }

        @Operation
        public String ending() {
            if (!call.hasEnded()) {
                return "none";
            }
            var without = call.ending();
            return without == null ? "Answered" : without.getClass().getSimpleName();
        }
    }

    public static final class OneCallModel {
        private String ending = "none";

        public boolean end(int kind) {
            if (!ending.equals("none")) {
                return false;
            }
            ending = kind == 0 ? "Answered" : kind == 1 ? "TimedOut" : "Abandoned";
            return true;
        }

        public String ending() {
            return ending;
        }
    }
}
