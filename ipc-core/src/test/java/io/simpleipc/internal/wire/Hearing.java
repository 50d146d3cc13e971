package io.simpleipc.internal.wire;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the reading side of a link makes of some bytes: the real reader of records and frames, without threads, clocks and
 * channels. What is large is made once and used again, so that millions of rounds can be played; one thread at a time.
 *
 * @param said what it heard before the end
 * @param end why it ended: an {@link EOFException} if all bytes were read
 * @param allocated bytes that reading took from the heap
 * @param dropped how many queries and messages it had no use for
 */
record Hearing(List<Said> said, IOException end, long allocated, long dropped) {
    private static final int TAKEN = 5_000; // so that there is credit to give back
    private static final ByteBuffer BUFFER = ByteBuffer.allocate(RecordReader.CAPACITY);
    private static final Outbox OUTBOX =
            new Outbox(new Arriving(BUFFER, there -> there), Seal.NONE, 64, 1 << 20, new Nobody());
    private static final Credits CREDITS = credits();

    private static Credits credits() {
        try {
            var field = Outbox.class.getDeclaredField("credits");
            field.setAccessible(true);
            return (Credits) field.get(OUTBOX);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Hears bytes that come as they please: how many at most of how many that are there. */
    static Hearing of(byte[] bytes, Limits limits, IntUnaryOperator cut) {
        CREDITS.take((int) (TAKEN - CREDITS.taken()));
        var pipe = new Arriving(ByteBuffer.wrap(bytes), cut);
        var said = new ArrayList<Said>();
        var receiver = new Noting(said);
        var frames =
                new FrameReader(OUTBOX, new AtomicReference<>(), limits.maxMessageSize(), limits.window(), receiver);
        var records = new RecordReader(pipe, new Reusing(), frames, receiver, ByteBuffer.allocate(0));
        long before = allocatedBytes();
        IOException end = null;
        while (end == null) {
            end = read(records);
        }
        return new Hearing(List.copyOf(said), end, allocatedBytes() - before, frames.dropped());
    }

    private static @Nullable IOException read(RecordReader records) {
        try {
            records.read();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    boolean isWhole() {
        return end instanceof EOFException && "the peer closed the link".equals(end.getMessage());
    }

    static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    /** No protection, and buffers that were there before. */
    private static final class Reusing extends PassingSeal {
        @Override
        public ByteBuffer allocate(int capacity) {
            return BUFFER.clear();
        }
    }

    private record Arriving(ByteBuffer bytes, IntUnaryOperator cut) implements Pipe {
        @Override
        public int read(ByteBuffer target) {
            int there = Math.min(bytes.remaining(), target.remaining());
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.max(1, Math.min(there, cut.applyAsInt(there)));
            target.put(target.position(), bytes, bytes.position(), count).position(target.position() + count);
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            return 0;
        }

        @Override
        public SelectableChannel selectable() {
            throw new AssertionError("nobody waits for bytes that are all there");
        }

        @Override
        public ChannelBinding binding() {
            throw new AssertionError("no handshake here");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static final class Nobody implements Outbox.Reader {
        @Override
        public boolean isCurrentThread() {
            return true;
        }

        @Override
        public void wake() {
            // nobody sleeps
        }
    }

    private record Noting(List<Said> said) implements Receiver {
        @Override
        public void query(long id, long parent, int depth, long remainingMillis, byte[] payload) {
            said.add(new Said.Query(id, parent, depth, ByteBuffer.wrap(payload)));
        }

        @Override
        public void answer(long id, byte[] payload) {
            said.add(new Said.Answer(id, ByteBuffer.wrap(payload)));
        }

        @Override
        public void failure(long id, Failure failure) {
            said.add(new Said.Failed(id, failure));
        }

        @Override
        public void message(byte[] payload) {
            said.add(new Said.Message(ByteBuffer.wrap(payload)));
        }

        @Override
        public void cancel(long id) {
            said.add(new Said.Cancel(id));
        }

        @Override
        public void closing(long lastAccepted) {
            said.add(new Said.Closing(lastAccepted));
        }

        @Override
        public void pong(long id) {
            said.add(new Said.Pong(id));
        }

        @Override
        public void resume(long id, UUID session, long formerId) {
            said.add(new Said.Resume(id, session, formerId));
        }

        @Override
        public void heard() {
            // bytes as such are of no interest
        }

        @Override
        public void drained() {
            // nor is that there are no more
        }

        @Override
        public long tick(long now) {
            return Long.MAX_VALUE;
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
        public void ended(IOException cause) {
            throw new AssertionError("there is no link that could end", cause);
        }
    }
}
