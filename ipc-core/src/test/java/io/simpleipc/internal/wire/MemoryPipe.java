package io.simpleipc.internal.wire;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;

/**
 * One end of an in-memory pipe. A doorbell, one byte in a pipe of the operating system, makes it selectable: it is rung
 * when bytes arrive, when the other end closes, and when there is room again for a writer that had none. A test may
 * limit what is accepted, cut reads and writes into pieces, and use an end by hand, blocking.
 */
final class MemoryPipe implements Pipe {
    /** One direction. Guards itself. */
    private static final class Lane {
        private final byte[] ring;
        private long written;
        private long read;
        private boolean closed;

        Lane(int capacity) {
            ring = new byte[capacity];
        }

        synchronized int put(ByteBuffer from, int most) {
            int count = (int) Math.min(Math.min(from.remaining(), most), ring.length - (written - read));
            for (int i = 0; i < count; i++) {
                ring[(int) (written++ % ring.length)] = from.get();
            }
            notifyAll();
            return count;
        }

        /** The limit is asked for together with what there is: it counts for all that was put after it was set. */
        synchronized int take(ByteBuffer to, IntSupplier most) {
            int count = (int) Math.min(Math.min(to.remaining(), most.getAsInt()), written - read);
            for (int i = 0; i < count; i++) {
                to.put(ring[(int) (read++ % ring.length)]);
            }
            notifyAll();
            return count == 0 && closed && written == read ? -1 : count;
        }

        synchronized boolean isFull() {
            return written - read == ring.length;
        }

        synchronized void close() {
            closed = true;
            notifyAll();
        }

        synchronized void await(int bytes) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (written - read < bytes && !closed) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("wanted " + bytes + " bytes, but only " + (written - read) + " came");
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }

        synchronized int available() {
            return (int) (written - read);
        }
    }

    private final Lane in;
    private final Lane out;
    private final java.nio.channels.Pipe bell;
    private MemoryPipe other = this;
    private boolean rung; // guarded by bell
    private volatile boolean wantsRoom;
    private volatile boolean closed;
    private long allowance = Long.MAX_VALUE; // guarded by this: bytes that write still accepts
    private volatile IntUnaryOperator cut = IntUnaryOperator.identity();
    private volatile long writes;
    private volatile IOException writeFailure;
    private volatile Runnable onFlush = () -> {};
    private volatile boolean holdingBack;

    private MemoryPipe(Lane in, Lane out) {
        this.in = in;
        this.out = out;
        try {
            bell = java.nio.channels.Pipe.open();
            bell.source().configureBlocking(false);
            bell.sink().configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MemoryPipe[] pair(int capacity) {
        var left = new Lane(capacity);
        var right = new Lane(capacity);
        var pair = new MemoryPipe[] {new MemoryPipe(left, right), new MemoryPipe(right, left)};
        pair[0].other = pair[1];
        pair[1].other = pair[0];
        return pair;
    }

    /** From now on reads and writes are at most as large as this says, given what there is. */
    void cutBy(IntUnaryOperator cut) {
        this.cut = cut;
    }

    /** Accepts so many bytes more and then has no room. */
    synchronized void allowOnly(long bytes) {
        allowance = bytes;
    }

    /** Accepts so many bytes more than it would have. */
    void allowMore(long bytes) {
        synchronized (this) {
            allowance += bytes;
        }
        ring();
    }

    void allowAll() {
        synchronized (this) {
            allowance = Long.MAX_VALUE;
        }
        ring();
    }

    /** Every write fails from now on; reads go on. */
    void breakWrites(IOException failure) {
        writeFailure = failure;
    }

    /** Runs this whenever somebody flushes. */
    void onFlush(Runnable what) {
        onFlush = what;
    }

    long writes() {
        return writes;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        requireOpen();
        silence();
        int count = in.take(target, () -> Math.max(1, cut.applyAsInt(target.remaining())));
        if (count > 0 && other.wantsRoom) {
            other.wantsRoom = false;
            other.ring();
        }
        if (count > 0) {
            ring(); // there may be more
        }
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        requireOpen();
        var failure = writeFailure;
        if (failure != null) {
            throw failure;
        }
        long sum = 0;
        boolean mayRetry;
        synchronized (this) {
            writes++;
            wantsRoom = true; // said first, so that room made meanwhile is not missed
            for (int i = offset; i < offset + length; i++) {
                int most = (int) Math.min(allowance, Math.max(1, cut.applyAsInt(sources[i].remaining())));
                int count = out.put(sources[i], most);
                allowance -= allowance == Long.MAX_VALUE ? 0 : count;
                sum += count;
                if (sources[i].hasRemaining()) {
                    break;
                }
            }
            wantsRoom = sum == 0;
            mayRetry = allowance > 0;
        }
        if (sum > 0) {
            other.ring();
        } else if (mayRetry && !out.isFull()) {
            ring();
        }
        return sum;
    }

    /** Says that it still holds what it accepted, or that it does no longer. */
    void holdBack(boolean holding) {
        holdingBack = holding;
        ring();
    }

    @Override
    public boolean flush() {
        onFlush.run();
        return !holdingBack;
    }

    @Override
    public SelectableChannel selectable() {
        return bell.source();
    }

    @Override
    public int interestOps(boolean reading, boolean writing) {
        return SelectionKey.OP_READ;
    }

    @Override
    public ChannelBinding binding() {
        return ChannelBinding.of("memory");
    }

    @Override
    public void close() {
        closed = true;
        in.close();
        out.close();
        other.ring();
        try {
            synchronized (bell) {
                bell.source().close();
                bell.sink().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private void ring() {
        try {
            synchronized (bell) {
                if (!rung && bell.sink().isOpen()) {
                    rung = true;
                    bell.sink().write(ByteBuffer.allocate(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void silence() throws IOException {
        synchronized (bell) {
            if (rung) {
                rung = false;
                bell.source().read(ByteBuffer.allocate(1));
            }
        }
    }

    /** By hand: writes all of it, and waits for room. */
    void send(byte[] bytes) throws IOException, InterruptedException {
        var source = new ByteBuffer[] {ByteBuffer.wrap(bytes)};
        while (source[0].hasRemaining()) {
            if (write(source, 0, 1) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /** By hand: waits until so many bytes have come and takes them. */
    byte[] receive(int count) throws IOException, InterruptedException {
        byte[] bytes = new byte[count];
        var target = ByteBuffer.wrap(bytes);
        while (target.hasRemaining()) {
            in.await(1);
            if (read(target) < 0) {
                throw new AssertionError("the pipe was closed after " + target.position() + " of " + count + " bytes");
            }
        }
        return bytes;
    }

    /** By hand: how many bytes wait to be received. */
    int available() {
        return in.available();
    }
}
