package io.simpleipc.internal.wire;

import io.simpleipc.internal.Interleavings;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two threads that send while the reading thread takes credit back and the link is closed: no byte of the peer's window is
 * spent twice or lost, and behind the close nothing is taken any more.
 */
@Tag("many-rounds")
@Timeout(300)
class OutboxLincheckTest {
    private static final int WINDOW = 4 * Credits.LEAST;

    @Test
    void creditIsSpentOnceAndNeverLost() {
        Interleavings.check(Window.class, WindowModel.class);
    }

    @Test
    void nothingIsTakenBehindTheCloseWhichIsIdempotent() {
        Interleavings.check(Closing.class, ClosingModel.class);
    }

    private static Outbox outbox() {
        return new Outbox(null, new Unsealed(), 64, WINDOW, new Impatient()); // nothing is flushed, so it needs no pipe
    }

    /** Room for what is staged, the same each time: nobody reads it. */
    private static final class Unsealed extends PassingSeal {
        private static final ByteBuffer ROOM = ByteBuffer.allocate(Staging.CAPACITY);

        @Override
        public ByteBuffer allocate(int capacity) {
            return ROOM.duplicate();
        }
    }

    /** Whoever sends is told at once that there is no room. */
    private static final class Impatient implements Outbox.Reader {
        @Override
        public boolean isCurrentThread() {
            return true;
        }

        @Override
        public void wake() {
            // nobody sleeps
        }
    }

    private static final long NEVER = Long.MAX_VALUE / 4; // by any clock

    private static String message(Outbox outbox) throws InterruptedException {
        try {
            outbox.message(new byte[0], NEVER);
            return "sent";
        } catch (NoRoomException e) {
            return "no room";
        } catch (LinkClosedException e) {
            return "closed";
        }
    }

    @Param(name = "units", gen = IntGen.class, conf = "1:2")
    public static final class Window {
        private final Outbox outbox = outbox();

        @Operation
        public String message() throws InterruptedException {
            return OutboxLincheckTest.message(outbox);
        }

        @Operation
        public String answer() throws IOException {
            try {
                outbox.answer(1, new byte[0], NEVER);
                return "sent";
            } catch (NoRoomException e) {
                return "no room";
            }
        }

        @Operation
        public boolean credit(@Param(name = "units") int units) {
            try {
                outbox.giveBack((long) units * Credits.LEAST);
                return true;
            } catch (ProtocolException e) {
                return false;
            }
        }
    }

    public static final class WindowModel {
        private int taken;

        public String message() {
            return send(2);
        }

        public String answer() {
            return send(4);
        }

        private String send(int mark) {
            if (taken >= mark) {
                return "no room";
            }
            taken++;
            return "sent";
        }

        public boolean credit(int units) {
            if (units > taken) {
                return false;
            }
            taken -= units;
            return true;
        }
    }

    @Param(name = "why", gen = IntGen.class, conf = "1:2")
    public static final class Closing {
        private final Outbox outbox = outbox();

        @Operation
        public String message() throws InterruptedException {
            return OutboxLincheckTest.message(outbox);
        }

        /** What all hear as the cause, which is that of the first close. */
        @Operation
        public String close(@Param(name = "why") int why) {
            outbox.close(new IOException("cause " + why));
            return String.valueOf(outbox.over());
        }

        @Operation
        public boolean isOver() {
            return outbox.over() != null;
        }
    }

    public static final class ClosingModel {
        private int over;
        private int taken;

        public String message() {
            if (over != 0) {
                return "closed";
            }
            return taken++ < 2 ? "sent" : "no room";
        }

        public String close(int why) {
            over = over == 0 ? why : over;
            return "java.io.IOException: cause " + over;
        }

        public boolean isOver() {
            return over != 0;
        }
    }
}
