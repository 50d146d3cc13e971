package io.simpleipc.testkit;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Doorbell;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.ReentrantLock;

/** One end of a pipe inside this process. Both ends are made together; what one writes the other reads. */
public final class MemoryPipe implements Pipe {
    // Shared by both ends; guards everything but the bells' own state.
    private final ReentrantLock lock;
    private final ChannelBinding binding;
    private final Doorbell bell;
    private final ByteBuffer inbound;
    private MemoryPipe peer = this;
    private boolean roomWanted;
    private boolean closed;

    private MemoryPipe(ReentrantLock lock, ChannelBinding binding, Doorbell bell, int capacity) {
        this.lock = lock;
        this.binding = binding;
        this.bell = bell;
        this.inbound = ByteBuffer.allocate(capacity).limit(0);
    }

    /**
     * Two ends.
     *
     * @param one an end
     * @param other the opposite one
     */
    public record Pair(MemoryPipe one, MemoryPipe other) {}

    /**
     * Makes a pipe.
     *
     * @param capacity how many bytes may be on their way in each direction, at least 1
     * @param binding of both ends
     * @return both ends, to be closed
     * @throws IOException if there are no descriptors left for the doorbells
     */
    public static Pair pair(int capacity, ChannelBinding binding) throws IOException {
        var lock = new ReentrantLock();
        var one = new MemoryPipe(lock, binding, Doorbell.open(), capacity);
        try {
            var other = new MemoryPipe(lock, binding, Doorbell.open(), capacity);
            one.peer = other;
            other.peer = one;
            return new Pair(one, other);
        } catch (IOException | RuntimeException e) {
            one.bell.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            failIfClosed();
            int count = move(inbound, target);
            ringBoth();
            return count == 0 && peer.closed && !inbound.hasRemaining() ? -1 : count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        lock.lock();
        try {
            failIfClosed();
            if (peer.closed) {
                throw new IOException("the other end of the pipe is closed");
            }
            long count = 0;
            boolean more = false;
            peer.inbound.compact();
            for (int i = offset; i < offset + length; i++) {
                count += move(sources[i], peer.inbound);
                more |= sources[i].hasRemaining();
            }
            peer.inbound.flip();
            roomWanted = more;
            ringBoth();
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void failIfClosed() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private static int move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        from.position(from.position() + count);
        to.position(to.position() + count);
        return count;
    }

    private void ringBoth() {
        ringIfNeeded();
        peer.ringIfNeeded();
    }

    private void ringIfNeeded() {
        boolean room = roomWanted && peer.inbound.remaining() < peer.inbound.capacity();
        bell.ring(inbound.hasRemaining() || room || peer.closed);
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

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            bell.close();
            ringBoth();
        } finally {
            lock.unlock();
        }
    }
}
