package io.simpleipc.it;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes everything on to another pipe, except for what a bad network does when it is told to. */
final class LossyPipe implements Pipe {
    private static final int SLICE_MILLIS = 10;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "clock of slow pipes");
        thread.setDaemon(true);
        return thread;
    });

    private final Pipe carrier;
    private volatile int share; // bytes to read in each slice; 0 = as many as there are
    private final AtomicInteger allowance = new AtomicInteger(Integer.MAX_VALUE); // bytes to read in this slice
    private volatile Runnable wake = () -> {};
    private volatile boolean swallowing;
    private volatile boolean sawTheEnd;
    private volatile boolean cut;
    private volatile boolean closed;

    LossyPipe(Pipe carrier) {
        this.carrier = carrier;
    }

    /** From now on neither end hears of the other, not even that it has closed. */
    void swallow() {
        swallowing = true;
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
        if (cut) {
            throw torn();
        }
        if (swallowing) {
            swallowWhatIsThere();
            return 0;
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
        if (swallowing) {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                count += sources[i].remaining();
                sources[i].position(sources[i].limit());
            }
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
        return swallowing || carrier.flush();
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
