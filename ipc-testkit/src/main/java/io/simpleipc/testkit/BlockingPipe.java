package io.simpleipc.testkit;

import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Waits where a {@link Pipe} returns 0, so that a test reads from top to bottom. Sleeps exactly as an engine does: on
 * {@link Pipe#selectable()}, for {@link Pipe#interestOps}. One reader and one writer at a time. Every call fails after
 * ten seconds.
 */
public final class BlockingPipe implements Closeable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int PIECE = 64 * 1024;
    private static final long NAP_MILLIS = 20;

    private final Pipe pipe;
    private final Progress progress = new Progress();

    /** Counts the wakes of a pipe that goes on without its channel, and passes them on to the reader and the writer. */
    private static final class Progress implements Runnable {
        private final Set<Selector> asleep = ConcurrentHashMap.newKeySet();
        private final AtomicLong count = new AtomicLong();

        @Override
        public void run() {
            count.incrementAndGet();
            asleep.forEach(Selector::wakeup);
        }
    }

    /**
     * Wraps a pipe; closing this closes it.
     *
     * @param pipe to be waited for
     */
    public BlockingPipe(Pipe pipe) {
        this.pipe = pipe;
        pipe.onProgress(progress);
    }

    /**
     * The pipe itself.
     *
     * @return as it was given
     */
    public Pipe pipe() {
        return pipe;
    }

    /**
     * Reads a number of bytes.
     *
     * @param count how many
     * @return exactly as many
     * @throws EOFException if the peer closed before
     * @throws IOException if the pipe is broken or closed, or nothing came for ten seconds
     */
    public byte[] read(int count) throws IOException {
        var target = ByteBuffer.allocate(count);
        while (target.hasRemaining()) {
            if (readSome(target) < 0) {
                throw new EOFException("the end came after " + target.position() + " of " + count + " bytes");
            }
        }
        return target.array();
    }

    /**
     * Waits for at least one byte.
     *
     * @param target has room
     * @return how many were read; -1 at the end
     * @throws IOException if the pipe is broken or closed, or nothing came for ten seconds
     */
    public int readSome(ByteBuffer target) throws IOException {
        var deadline = Deadline.after(LIMIT);
        while (true) {
            long seen = progress.count.get();
            int count = pipe.read(target);
            if (count != 0) {
                return count;
            }
            sleep(true, false, seen, deadline);
        }
    }

    /**
     * Writes everything and flushes.
     *
     * @param bytes what to write
     * @throws IOException if the pipe is broken or closed, or there was no room for ten seconds
     */
    public void write(byte[] bytes) throws IOException {
        var source = ByteBuffer.wrap(bytes);
        var deadline = Deadline.after(LIMIT);
        while (source.position() < bytes.length) {
            // In pieces, because the JDK copies all that it is given, however little room there is.
            source.limit(Math.min(bytes.length, source.position() + PIECE));
            long seen = progress.count.get();
            if (pipe.write(new ByteBuffer[] {source}, 0, 1) == 0) {
                sleep(false, true, seen, deadline);
            } else {
                deadline = Deadline.after(LIMIT);
            }
        }
        while (true) {
            long seen = progress.count.get();
            if (pipe.flush()) {
                return;
            }
            sleep(false, true, seen, deadline);
        }
    }

    /** Returns when the pipe woke us, since the progress that was seen last, or was closed. */
    private void sleep(boolean reading, boolean writing, long seen, Deadline deadline) throws IOException {
        boolean interrupted = false;
        var selector = Selector.open();
        try (selector) {
            progress.asleep.add(selector);
            var key = pipe.selectable().register(selector, pipe.interestOps(reading, writing));
            // In naps: a pipe that is closed just before we select leaves nothing to be woken by.
            while (progress.count.get() == seen && selector.select(ready -> {}, NAP_MILLIS) == 0 && key.isValid()) {
                interrupted |= Thread.interrupted();
                if (deadline.hasPassed()) {
                    throw new SocketTimeoutException("waited " + LIMIT + " for " + pipe);
                }
            }
        } catch (CancelledKeyException | ClosedChannelException e) {
            // Closed meanwhile: the next read or write says so.
        } finally {
            progress.asleep.remove(selector);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        pipe.close();
    }
}
