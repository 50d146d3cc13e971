package io.simpleipc.it;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Passes everything on to another pipe, except for what a bad network does when it is told to. */
final class LossyPipe implements Pipe {
    private static final int SLICE_MILLIS = 10;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "clock of slow pipes");
        thread.setDaemon(true);
        return thread;
    });

    private final Pipe carrier;
    private final Lateness lateness;
    private final LongAdder lost;
    private final ReadWriteLock calls = new ReentrantReadWriteLock();
    private volatile int share; // bytes to read in each slice; 0 = as many as there are
    private final AtomicInteger allowance = new AtomicInteger(Integer.MAX_VALUE); // bytes to read in this slice
    private volatile Runnable wake = () -> {};
    private volatile long delayNanos;
    private volatile boolean swallowing;
    private volatile boolean mute;
    private volatile boolean sawTheEnd;
    private volatile boolean cut;
    private volatile boolean closed;

    // For whoever reads.
    private final Deque<Parcel> late = new ArrayDeque<>();
    private final ByteBuffer arrivals = ByteBuffer.allocate(8 << 10);

    /**
     * A good one so far.
     *
     * @param lateness what comes late is counted there
     * @param lost bytes that are written in vain, since the way out has ended
     */
    LossyPipe(Pipe carrier, Lateness lateness, LongAdder lost) {
        this.carrier = carrier;
        this.lateness = lateness;
        this.lost = lost;
    }

    /** Once it returns neither end hears of the other, not even that it has closed: calls in progress have ended. */
    void swallow() {
        calls.writeLock().lock();
        try {
            swallowing = true;
        } finally {
            calls.writeLock().unlock();
        }
    }

    /** Breaks in the next write, somewhere, or in the next read, whichever comes first; does not wait for that. */
    void cut() {
        cut = true;
        wake.run();
    }

    /** Reads no more than so many bytes every 10 ms. */
    void slow(int bytes) {
        boolean first = share == 0;
        share = bytes;
        allowance.set(bytes);
        if (first) {
            CLOCK.scheduleAtFixedRate(this::nextSlice, SLICE_MILLIS, SLICE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** What is read from now on comes so much later. */
    void delay(int millis) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Once it returns the other end sees the end, and what is written is lost; what the other end says still comes. */
    void halfClose() throws IOException {
        calls.writeLock().lock();
        try {
            mute = true;
            ((SocketChannel) carrier.selectable()).shutdownOutput();
        } finally {
            calls.writeLock().unlock();
        }
    }

    private void nextSlice() {
        if (!closed) {
            allowance.set(share);
            wake.run();
        }
    }

    /** Whether its user is done with it. */
    boolean isClosed() {
        return closed;
    }

    /** Whether its carrier is closed, too. */
    boolean isOver() {
        return closed && !carrier.selectable().isOpen();
    }

    /** Closes what {@link #close} has left open. */
    void bury() {
        carrier.close();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        calls.readLock().lock();
        try {
            return readWhatPasses(target);
        } finally {
            calls.readLock().unlock();
        }
    }

    private int readWhatPasses(ByteBuffer target) throws IOException {
        if (cut) {
            throw torn();
        }
        if (swallowing) {
            swallowWhatIsThere();
            return 0;
        }
        if (delayNanos > 0 || !late.isEmpty()) {
            takeWhatHasCome();
            return readWhatIsDue(target);
        }
        int limit = target.limit();
        int room = Math.min(target.remaining(), allowance.get());
        if (room == 0) {
            return 0;
        }
        target.limit(target.position() + room);
        try {
            int count = carrier.read(target);
            allowance.addAndGet(-Math.max(0, count));
            return count;
        } finally {
            target.limit(limit);
        }
    }

    /** Off the carrier at once: else nobody would know when it came. */
    private void takeWhatHasCome() throws IOException {
        while (!sawTheEnd) {
            int count = carrier.read(arrivals.clear());
            if (count == 0) {
                return;
            }
            sawTheEnd = count < 0;
            var parcel = sawTheEnd ? Parcel.end(delayNanos) : Parcel.of(arrivals.flip(), delayNanos);
            late.add(parcel);
            CLOCK.schedule(() -> wake.run(), parcel.nanosLeft(), TimeUnit.NANOSECONDS); // whoever sleeps here then
        }
    }

    private int readWhatIsDue(ByteBuffer target) {
        int start = target.position();
        for (var next = late.peek(); next != null && next.nanosLeft() <= 0; next = late.peek()) {
            if (next.isEnd()) {
                return target.position() == start ? -1 : target.position() - start;
            }
            var bytes = next.bytes();
            int count = Math.min(bytes.remaining(), target.remaining());
            if (count == 0) {
                break;
            }
            target.put(target.position(), bytes, bytes.position(), count);
            target.position(target.position() + count);
            bytes.position(bytes.position() + count);
            lateness.arrived(next, count);
            if (!bytes.hasRemaining()) {
                late.remove();
            }
        }
        return target.position() - start;
    }

    private void swallowWhatIsThere() {
        var nowhere = ByteBuffer.allocate(64 << 10);
        try {
            int count = carrier.read(nowhere);
            while (count > 0) {
                count = carrier.read(nowhere.clear());
            }
            sawTheEnd = count < 0;
        } catch (IOException e) {
            sawTheEnd = true;
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        calls.readLock().lock();
        try {
            return writeWhatPasses(sources, offset, length);
        } finally {
            calls.readLock().unlock();
        }
    }

    private long writeWhatPasses(ByteBuffer[] sources, int offset, int length) throws IOException {
        if (swallowing || mute) {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                count += sources[i].remaining();
                sources[i].position(sources[i].limit());
            }
            lost.add(mute ? count : 0);
            return count;
        }
        if (cut) {
            var first = sources[offset];
            var part = first.duplicate();
            part.limit(part.position() + ThreadLocalRandom.current().nextInt(part.remaining() + 1));
            if (part.hasRemaining()) {
                carrier.write(new ByteBuffer[] {part}, 0, 1);
            }
            throw torn();
        }
        return carrier.write(sources, offset, length);
    }

    private IOException torn() {
        carrier.close();
        return new IOException("the test has cut the link");
    }

    @Override
    public boolean flush() throws IOException {
        return swallowing || mute || carrier.flush();
    }

    @Override
    public SelectableChannel selectable() {
        return carrier.selectable();
    }

    /** Nobody sleeps on what it does not take: that would be no sleep at all. */
    @Override
    public int interestOps(boolean reading, boolean writing) {
        return carrier.interestOps(reading && !sawTheEnd && allowance.get() > 0, writing);
    }

    @Override
    public void onProgress(Runnable newWake) {
        wake = newWake;
        carrier.onProgress(newWake);
    }

    @Override
    public ChannelBinding binding() {
        return carrier.binding();
    }

    @Override
    public void close() {
        closed = true;
        if (!swallowing) {
            carrier.close();
        }
    }
}
