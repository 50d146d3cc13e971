package io.simpleipc.internal.wire;

import io.simpleipc.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** One link at work, with a recorder behind it and the other end of its pipe in the hand of the test. */
final class Rig implements AutoCloseable {
    static final int MAX = 1 << 20;
    static final Limits LIMITS = new Limits(MAX, 64, 4L * MAX + Limits.WINDOW_SLACK);
    // A moment, for all tests of this JVM: far enough that each test's own time limit comes first.
    static final Deadline SOON = Deadline.after(Duration.ofHours(2));

    /** A query's way out. */
    static class Call extends Departure {
        volatile long id;

        @Override
        protected void staged(long id) {
            this.id = id;
        }

        /** One that has so much time left, whatever the clock says. */
        static Call withRemaining(Duration time) {
            return new Call() {
                @Override
                protected long remainingNanos(long end) {
                    return time.toNanos();
                }
            };
        }
    }

    final MemoryPipe pipe;
    final MemoryPipe peer;
    final Recorder seen;
    final Link link;
    private final Thread reader;

    Rig() {
        this(LIMITS, Seal.NONE, new Recorder());
    }

    Rig(Limits peerLimits, Seal seal, Recorder seen) {
        this(LIMITS, peerLimits, seal, seen, new byte[0]);
    }

    Rig(Limits own, Limits peerLimits, Seal seal, Recorder seen, byte[] early) {
        var pair = MemoryPipe.pair(1 << 18);
        this.pipe = pair[0];
        this.peer = pair[1];
        this.seen = seen;
        this.link = new Link(pipe, own, peerLimits, seal, ByteBuffer.wrap(early), false);
        this.reader = new Thread(() -> link.run(seen), "reader");
        reader.start();
    }

    Call ask(byte[] payload) throws Exception {
        return ask(payload, 0);
    }

    Call ask(byte[] payload, int depth) throws Exception {
        var call = new Call();
        link.query(payload, 0, depth, SOON.nanoTime(), call);
        return call;
    }

    Thread start(String name, Step step) {
        var thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (Exception e) {
                        seen.events.add(name + ": " + e.getClass().getSimpleName());
                    }
                },
                name);
        thread.start();
        return thread;
    }

    /** Waits until a thread waits for room, or for what it sent to be flushed. */
    static void awaitWaiting(Thread thread) {
        until(() -> Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitNanos"))
                && thread.getState() == Thread.State.TIMED_WAITING);
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain");
            }
            Thread.onSpinWait();
        }
    }

    /** Closes the link and waits for its last word. */
    IOException end() throws InterruptedException {
        link.close(new IOException("the test is over"));
        reader.join(20_000);
        return seen.cause;
    }

    @Override
    public void close() throws InterruptedException {
        end();
        peer.close();
        if (reader.isAlive()) {
            throw new AssertionError("the reading thread did not end");
        }
    }

    /** What a thread of a test does. */
    interface Step {
        void run() throws Exception;
    }
}
