package io.simpleipc.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;

/**
 * A pipe over a connected socket, TCP or unix. Thread-safe as {@link Pipe} says; lives until it is closed.
 */
public final class SocketPipe implements Pipe {
    private final SocketChannel channel;
    private final ChannelBinding binding;
    private volatile boolean closed;

    /**
     * Takes over a socket; closing the pipe closes it.
     *
     * @param channel connected and in non-blocking mode, as {@link Dialler} and {@link ListeningSocket} give it
     * @param binding equal at both ends
     * @throws IllegalArgumentException if the channel is in blocking mode: an interrupt would close it
     */
    public SocketPipe(SocketChannel channel, ChannelBinding binding) {
        if (channel.isBlocking()) {
            throw new IllegalArgumentException("the channel of a pipe must be in non-blocking mode");
        }
        this.channel = channel;
        this.binding = binding;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = channel.read(target);
        if (count < 0 && closed) {
            // The end that we see is that of our own shutdown.
            throw new ClosedChannelException();
        }
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        // A gathering write costs more than the bytes of a small message.
        return length == 1 ? channel.write(sources[offset]) : channel.write(sources, offset, length);
    }

    @Override
    public boolean mayHoldInput() {
        return false;
    }

    @Override
    public SelectableChannel selectable() {
        return channel;
    }

    @Override
    public ChannelBinding binding() {
        return binding;
    }

    /** Shuts the socket down first: close alone neither wakes a sleeping selector nor frees what it watches. */
    @Override
    public void close() {
        closed = true;
        try (channel) {
            channel.shutdownInput();
            channel.shutdownOutput();
        } catch (IOException e) {
            // The peer was faster. Closed it is in any case.
        }
    }

    @Override
    public String toString() {
        return "SocketPipe[" + binding.kind() + (closed ? ", closed]" : "]");
    }
}
