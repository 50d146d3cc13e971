package io.simpleipc.internal.wire.reading;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A stream on which each byte stands for an action of the test, run by whoever reads. */
final class ScriptedStream implements Stream, AutoCloseable {
    private static final long FAR = Long.MAX_VALUE / 4;

    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger overlaps = new AtomicInteger();
    final AtomicInteger ticks = new AtomicInteger();
    final AtomicInteger pushes = new AtomicInteger();
    final AtomicReference<@Nullable IOException> cause = new AtomicReference<>();
    volatile long delivered;
    volatile Runnable whenAskedIfOver = () -> {};
    volatile int comesAtRead; // the number of the read that finds something of which the channel has said nothing

    private final Pipe pipe;
    private final Queue<Runnable> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();
    private final ByteBuffer one = ByteBuffer.allocateDirect(1);

    ScriptedStream() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
    }

    Pipe.SourceChannel channel() {
        return pipe.source();
    }

    /** Something comes; whoever reads it runs the action. */
    void arrive(Runnable action) throws IOException {
        arrivals.add(action);
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
    }

    /** Of the thread that reads: leaves a task to it. */
    void leave(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean read() throws IOException {
        if (!reader.compareAndSet(null, Thread.currentThread())) {
            overlaps.incrementAndGet();
        }
        try {
            boolean comes = reads.incrementAndGet() == comesAtRead;
            if (pipe.source().read(one.clear()) <= 0) {
                return comes;
            }
            arrivals.remove().run();
            return true;
        } finally {
            reader.set(null);
        }
    }

    @Override
    public long tick(long now) {
        ticks.incrementAndGet();
        return now + FAR;
    }

    @Override
    public boolean write() {
        return false;
    }

    @Override
    public boolean mayHaveLastWords() {
        return false;
    }

    @Override
    public int interestOps() {
        return SelectionKey.OP_READ;
    }

    @Override
    public boolean isStalled() {
        return false;
    }

    @Override
    public boolean mayHoldInput() {
        return false;
    }

    @Override
    public long delivered() {
        return delivered;
    }

    @Override
    public boolean takeTasks() {
        return !tasks.isEmpty();
    }

    @Override
    public void runTasks() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public void push() {
        pushes.incrementAndGet();
    }

    @Override
    public boolean isOver() {
        whenAskedIfOver.run();
        return cause.get() != null;
    }

    @Override
    public void fail(IOException why) {
        cause.compareAndSet(null, why);
    }

    @Override
    public void close() throws IOException {
        pipe.sink().close();
        pipe.source().close();
    }
}
