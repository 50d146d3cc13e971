package io.simpleipc.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Turns a blocking pair of streams into a {@link Pipe}, so that a transport over a serial line, a child process or
 * another library stays short. Two threads pump between the streams and two buffers of 64 KiB. Slower than a socket by
 * about two changes of thread each way.
 *
 * <p>Whoever was refused room, or a flush, must try again when woken, or close: the doorbell rings until then. What was
 * not flushed when the pipe is closed is lost.
 */
public final class StreamPipe implements Pipe {
    private static final int CAPACITY = 64 * 1024;
    private static final int CHUNK = 16 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final ChannelBinding binding;
    private final String name;
    private final Doorbell bell;

    // Guards everything below. Never held while a stream is used. The doorbell's own lock is taken inside it.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteBuffer inbound = ByteBuffer.allocate(CAPACITY).limit(0);
    private final ByteBuffer outbound = ByteBuffer.allocate(CAPACITY).limit(0);
    private boolean pushing;
    private boolean roomWanted;
    private boolean flushWanted;
    private boolean ended;
    private boolean closed;
    private @Nullable Exception readFailure;
    private @Nullable Exception writeFailure;

    private StreamPipe(InputStream in, OutputStream out, ChannelBinding binding, String name, Doorbell bell) {
        this.in = in;
        this.out = out;
        this.binding = binding;
        this.name = name;
        this.bell = bell;
    }

    /**
     * Takes over two streams and starts pumping; closing the pipe closes both. They stay open if this fails.
     *
     * @param in read by one thread, which blocks in it; closing it must free that thread
     * @param out written and flushed by one thread
     * @param binding equal at both ends
     * @param name of the two threads, such as the address
     * @return to be closed
     * @throws IOException if there are no descriptors left
     */
    public static StreamPipe open(InputStream in, OutputStream out, ChannelBinding binding, String name)
            throws IOException {
        var pipe = new StreamPipe(in, out, binding, name, Doorbell.open());
        try {
            pipe.start("writer", pipe::pumpOut);
            pipe.start("reader", pipe::pumpIn);
            return pipe;
        } catch (OutOfMemoryError e) {
            pipe.giveUp();
            throw new IOException("there are no threads left to pump for " + name, e);
        }
    }

    private void start(String role, Runnable work) {
        var thread = new Thread(work, "ipc-stream-" + role + " " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            failIfClosed();
            if (!inbound.hasRemaining() && readFailure != null) {
                throw new IOException("the stream of " + name + " cannot be read any more", readFailure);
            }
            int count = move(inbound, target);
            changed.signalAll();
            ringIfNeeded();
            return count == 0 && ended ? -1 : count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        lock.lock();
        try {
            failIfWritingIsOver();
            long count = 0;
            outbound.compact();
            boolean more = false;
            for (int i = offset; i < offset + length; i++) {
                count += move(sources[i], outbound);
                more |= sources[i].hasRemaining();
            }
            outbound.flip();
            roomWanted = more;
            changed.signalAll();
            ringIfNeeded();
            return count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean flush() throws IOException {
        lock.lock();
        try {
            failIfWritingIsOver();
            flushWanted = !isDrained();
            ringIfNeeded();
            return !flushWanted;
        } finally {
            lock.unlock();
        }
    }

    private void failIfWritingIsOver() throws IOException {
        failIfClosed();
        if (writeFailure != null) {
            throw new IOException("the stream of " + name + " cannot be written any more", writeFailure);
        }
    }

    private void failIfClosed() throws IOException {
        if (closed) {
            throw new IOException("the pipe of " + name + " is closed");
        }
    }

    private static int move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        from.position(from.position() + count);
        to.position(to.position() + count);
        return count;
    }

    private boolean isDrained() {
        return !outbound.hasRemaining() && !pushing;
    }

    private void ringIfNeeded() {
        boolean toRead = inbound.hasRemaining() || ended;
        boolean toWrite = roomWanted && outbound.remaining() < CAPACITY;
        boolean toFlush = flushWanted && isDrained();
        bell.ring(toRead || toWrite || toFlush || writeFailure != null);
    }

    private void pumpIn() {
        var chunk = new byte[CHUNK];
        Exception failure = null;
        try {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (!offer(ByteBuffer.wrap(chunk, 0, count))) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        lock.lock();
        try {
            ended = true;
            readFailure = failure;
            ringIfNeeded();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room; false if the pipe was closed meanwhile. */
    private boolean offer(ByteBuffer bytes) {
        lock.lock();
        try {
            while (bytes.hasRemaining() && !closed) {
                inbound.compact();
                int count = move(bytes, inbound);
                inbound.flip();
                ringIfNeeded();
                if (count == 0) {
                    changed.awaitUninterruptibly();
                }
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void pumpOut() {
        var chunk = ByteBuffer.allocate(CHUNK);
        try {
            while (take(chunk)) {
                out.write(chunk.array(), 0, chunk.limit());
                out.flush();
            }
        } catch (IOException | RuntimeException e) {
            lock.lock();
            try {
                writeFailure = e;
                ringIfNeeded();
            } finally {
                lock.unlock();
            }
        }
    }

    /** What was taken before is written now. Waits for more; false if the pipe was closed. */
    private boolean take(ByteBuffer chunk) {
        lock.lock();
        try {
            pushing = false;
            ringIfNeeded();
            while (!outbound.hasRemaining() && !closed) {
                changed.awaitUninterruptibly();
            }
            chunk.clear();
            move(outbound, chunk);
            chunk.flip();
            pushing = true;
            ringIfNeeded();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SelectableChannel selectable() {
        return bell.selectable();
    }

    /** The doorbell only ever reads. */
    @Override
    public int interestOps(boolean reading, boolean writing) {
        return reading || writing ? SelectionKey.OP_READ : 0;
    }

    @Override
    public ChannelBinding binding() {
        return binding;
    }

    /** Closing a stream may block, so a thread of its own does it. */
    @Override
    public void close() {
        if (giveUp()) {
            start("closer", this::closeStreams);
        }
    }

    /** Ends the pumping; true if that had not been done before. */
    private boolean giveUp() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            changed.signalAll();
            bell.close();
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void closeStreams() {
        try (out) {
            in.close();
        } catch (IOException e) {
            // Nobody is left to hear it: whoever used the pipe has closed it.
        }
    }

    @Override
    public String toString() {
        return "StreamPipe[" + name + "]";
    }
}
