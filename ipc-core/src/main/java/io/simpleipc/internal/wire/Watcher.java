package io.simpleipc.internal.wire;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the reading thread sleeps, and its alarm clock. Opened, slept on and closed by the reading thread; any thread
 * may wake it or set the alarm.
 */
final class Watcher implements Outbox.Reader {
    private static final long FAR = Long.MAX_VALUE / 2; // from now; leaves room for differences

    private final AtomicLong alarm = new AtomicLong(System.nanoTime());
    private volatile @Nullable Thread thread;
    private volatile @Nullable Selector selector;
    private @Nullable SelectionKey key;
    private int ops;

    void open(SelectableChannel channel) throws IOException {
        thread = Thread.currentThread();
        var opened = Selector.open();
        selector = opened;
        key = channel.register(opened, 0);
    }

    void close() throws IOException {
        var opened = selector;
        if (opened != null) {
            opened.close();
        }
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void wake() {
        var opened = selector;
        if (opened != null) {
            opened.wakeup();
        }
    }

    /** Makes the alarm go off at a moment, or earlier. */
    void alarmBy(long nanoTime) {
        if (nanoTime - alarm.get() >= 0) {
            return;
        }
        alarm.accumulateAndGet(nanoTime, Watcher::earlier);
        if (!isCurrentThread()) {
            wake();
        }
    }

    private static long earlier(long one, long other) {
        return one + Math.min(other - one, 0);
    }

    /**
     * Whether the alarm has gone off; if so it is off until set again. To be asked by the reading thread: nobody else
     * sets it later, so that it stays gone off meanwhile.
     */
    boolean hasGoneOff(long now) {
        if (now - alarm.get() < 0) {
            return false;
        }
        alarm.set(now + FAR);
        return true;
    }

    /** Sleeps until the channel is ready, the alarm is due, or somebody wakes it. */
    void sleep(int interest) throws IOException {
        var opened = requireNonNull(selector, "not open");
        var registered = requireNonNull(key, "not open");
        try {
            if (interest != ops) {
                registered.interestOps(interest);
                ops = interest;
            }
            long nanos = alarm.get() - System.nanoTime();
            if (nanos > 0) {
                opened.select(nanos / 1_000_000 + 1);
                opened.selectedKeys().clear();
            }
        } catch (CancelledKeyException e) {
            var closed = new ClosedChannelException();
            closed.initCause(e);
            throw closed;
        }
    }
}
