package io.simpleipc.it;

import io.simpleipc.internal.wire.Failure;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Link;
import io.simpleipc.internal.wire.ProtocolException;
import io.simpleipc.internal.wire.Receiver;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A session of the engine's own link with a seal. Its handshake is left out: the keys are there. */
final class LinkSession implements JudgedSession {
    private static final Limits LIMITS = new Limits(1 << 20, 64, 4 << 20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final boolean dialler;
    private final long seed;
    private final Tape tape;
    private final Link link;

    LinkSession(boolean dialler, long seed, Tape tape, Seal seal) {
        this.dialler = dialler;
        this.seed = seed;
        this.tape = tape;
        link = new Link(tape, LIMITS, LIMITS, seal, ByteBuffer.allocate(0), false);
    }

    @Override
    public byte[] records() throws IOException, InterruptedException {
        for (int i = 0; i < RECORDS; i++) {
            link.message(JudgedSession.message(seed, dialler, i), Deadline.after(PATIENCE));
        }
        return tape.take();
    }

    @Override
    public String judge(byte[] arrived) {
        tape.give(arrived);
        tape.end();
        var judge = new Judge();
        link.run(judge);
        return judge.verdict();
    }

    private final class Judge implements Receiver {
        private int right;
        private boolean wrong;
        private IOException cause;

        String verdict() {
            char end = UNTYPED;
            if (wrong) {
                end = WRONG;
            } else if (cause instanceof ProtocolException) {
                end = REFUSED;
            } else if (cause instanceof EOFException) {
                end = cause.getMessage().endsWith("within a record") ? CUT_SHORT : ENDED;
            }
            return String.valueOf(right) + end;
        }

        @Override
        public void message(byte[] payload) {
            if (!wrong && Arrays.equals(payload, JudgedSession.message(seed, !dialler, right))) {
                right++;
            } else {
                wrong = true;
            }
        }

        @Override
        public void query(long id, long parent, int depth, long remainingMillis, byte[] payload) {
            wrong = true;
        }

        @Override
        public void answer(long id, byte[] payload) {
            wrong = true;
        }

        @Override
        public void failure(long id, Failure failure) {
            wrong = true;
        }

        @Override
        public void cancel(long id) {
            wrong = true;
        }

        @Override
        public void resume(long id, UUID session, long former) {
            wrong = true;
        }

        @Override
        public void closing(long lastAccepted) {
            wrong = true;
        }

        @Override
        public void pong(long id) {
            wrong = true;
        }

        @Override
        public void heard() {}

        @Override
        public void drained() {}

        @Override
        public long tick(long now) {
            return now + TimeUnit.HOURS.toNanos(1);
        }

        @Override
        public boolean takeTasks() {
            return false;
        }

        @Override
        public void runTasks() {
            throw new AssertionError("there are none");
        }

        @Override
        public void ended(IOException why) {
            cause = why;
        }
    }
}
