package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConnectionListener;
import io.simpleipc.Peer;
import io.simpleipc.Reconnect;
import io.simpleipc.Role;
import io.simpleipc.internal.Interleavings;
import io.simpleipc.internal.lifecycle.flight.Recorder;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Agreement;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Newcomers at the one seat while the connection is closed: one at most has it, and none behind the close. */
@Tag("many-rounds")
@Timeout(300)
class SeatLincheckTest {
    private static final EngineLog LOG = new EngineLog(LoggerFactory.getLogger("io.simpleipc.test"));
    private static final Agreement[] NEWCOMERS = {newcomer(0), newcomer(1)};

    private static Agreement newcomer(int number) {
        return new Agreement(
                new Peer(number, Instant.EPOCH, Role.CLIENT, 1),
                Role.SERVER,
                new UUID(1, number),
                new UUID(2, number),
                new Limits(1024, 16, 1 << 20),
                Duration.ofSeconds(5),
                false,
                Seal.NONE);
    }

    @Test
    void theSeatIsGivenToOneAtATimeAndToNobodyBehindTheClose() {
        Interleavings.check(Door.class, DoorModel.class);
    }

    @Param(name = "who", gen = IntGen.class, conf = "0:1")
    public static final class Door {
        private final Board board = new Board(
                Reconnect.DEFAULT,
                true,
                "memory:x",
                new Events(new ConnectionListener() {}, Runnable::run, LOG, "memory:x", Recorder.NONE));
        private final Seat seat = new Seat(
                board,
                new UUID(3, 3),
                joined -> {
                    throw new AssertionError("nobody sends OPEN here");
                },
                () -> 0);

        @Operation
        public String claim(@Param(name = "who") int who) {
            return seat.claim(NEWCOMERS[who]).getClass().getSimpleName();
        }

        @Operation
        public void withdrawn(@Param(name = "who") int who) {
            seat.withdrawn(NEWCOMERS[who]);
        }

        /** Whether the caller is the one who has to see to the rest, since there is no thread to be had. */
        @Operation
        public boolean close() {
            return board.close(() -> {
                throw new OutOfMemoryError("no thread");
            });
        }
    }

    public static final class DoorModel {
        private static final int NOBODY = -1;

        private int seated = NOBODY;
        private boolean closing;

        public String claim(int who) {
            if (closing) {
                return "Closing";
            }
            if (seated != NOBODY && seated != who) {
                return "Undecided";
            }
            seated = who;
            return "Free";
        }

        public void withdrawn(int who) {
            if (seated == who) {
                seated = NOBODY;
            }
        }

        public boolean close() {
            boolean first = !closing;
            closing = true;
            return first;
        }
    }
}
