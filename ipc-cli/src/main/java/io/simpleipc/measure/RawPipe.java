package io.simpleipc.measure;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One end of a bare socket: a read blocks at once, or looks again and again for a while before. */
final class RawPipe implements Closeable {
    private static final long BUSY_NANOS = 50_000;

    private final SocketChannel channel;
    private final Selector selector;
    private final boolean hybrid;

    RawPipe(SocketChannel channel, boolean hybrid) throws IOException {
        this.channel = channel;
        this.selector = Selector.open();
        this.hybrid = hybrid;
        if (hybrid) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            channel.write(from);
        }
    }

    void readFully(ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            read(into);
        }
    }

    void read(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        if (hybrid && count == 0) {
            count = readBusily(into);
        }
        if (count < 0) {
            throw new EOFException();
        }
    }

    private int readBusily(ByteBuffer into) throws IOException {
        long start = System.nanoTime();
        int count = 0;
        while (count == 0) {
            if (System.nanoTime() - start > BUSY_NANOS) {
                selector.select(key -> {});
            }
            count = channel.read(into);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
