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

    /**
     * Wraps a pipe; closing this closes it.
     *
     * @param pipe to be waited for
     */
    public BlockingPipe(Pipe pipe) {
        this.pipe = pipe;
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
        int count = pipe.read(target);
        while (count == 0) {
            sleep(true, false, deadline);
            count = pipe.read(target);
        }
        return count;
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
            if (pipe.write(new ByteBuffer[] {source}, 0, 1) == 0) {
                sleep(false, true, deadline);
            } else {
                deadline = Deadline.after(LIMIT);
            }
        }
        while (!pipe.flush()) {
            sleep(false, true, deadline);
        }
    }

    /** Returns when the pipe woke us, or was closed. */
    private void sleep(boolean reading, boolean writing, Deadline deadline) throws IOException {
        boolean interrupted = false;
        try (var selector = Selector.open()) {
            var key = pipe.selectable().register(selector, pipe.interestOps(reading, writing));
            // In naps: a pipe that is closed just before we select leaves nothing to be woken by.
            while (selector.select(ready -> {}, NAP_MILLIS) == 0 && key.isValid()) {
                interrupted |= Thread.interrupted();
                if (deadline.hasPassed()) {
                    throw new SocketTimeoutException("waited " + LIMIT + " for " + pipe);
                }
            }
        } catch (CancelledKeyException | ClosedChannelException e) {
            // Closed meanwhile: the next read or write says so.
        } finally {
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
