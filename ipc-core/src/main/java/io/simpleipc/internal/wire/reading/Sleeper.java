package io.simpleipc.internal.wire.reading;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** A selector on one channel. One thread sleeps at a time; any thread may wake it. */
final class Sleeper {
    private static final Consumer<SelectionKey> NOTHING = key -> {};

    private final Selector selector;
    private final SelectionKey key;
    private int ops; // the sleeping thread's

    private Sleeper(Selector selector, SelectionKey key) {
        this.selector = selector;
        this.key = key;
    }

    static Sleeper on(SelectableChannel channel) throws IOException {
        var selector = Selector.open();
        try {
            return new Sleeper(selector, channel.register(selector, 0));
        } catch (IOException | RuntimeException e) {
            selector.close();
            throw e;
        }
    }

    /** Sleeps until the channel is ready, the time is over, the thread is interrupted or somebody wakes it. */
    void sleep(int interest, long nanos) throws IOException {
        if (nanos <= 0) {
            return;
        }
        try {
            if (interest != ops) {
                key.interestOps(interest);
                ops = interest;
            }
            selector.select(NOTHING, nanos / 1_000_000 + 1);
        } catch (CancelledKeyException | ClosedSelectorException e) {
            var closed = new ClosedChannelException();
            closed.initCause(e);
            throw closed;
        }
    }

    /** If nobody sleeps, the next one will not. */
    void wake() {
        selector.wakeup();
    }

    void close() throws IOException {
        selector.close();
    }
}
