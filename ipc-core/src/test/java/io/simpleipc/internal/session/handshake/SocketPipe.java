package io.simpleipc.internal.session.handshake;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A pipe over a real loopback socket. */
record SocketPipe(SocketChannel channel) implements Pipe {
    /** Both ends of one connection. */
    record Pair(SocketPipe dialed, SocketPipe accepted) {}

    static Pair pair() throws IOException {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var dialed = SocketChannel.open(server.getLocalAddress());
            var accepted = server.accept();
            dialed.configureBlocking(false);
            accepted.configureBlocking(false);
            return new Pair(new SocketPipe(dialed), new SocketPipe(accepted));
        }
    }

    /** This end in the hands of a foreign program: blocking. */
    SocketChannel blocking() throws IOException {
        channel.configureBlocking(true);
        return channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return channel.write(sources, offset, length);
    }

    @Override
    public SelectableChannel selectable() {
        return channel;
    }

    @Override
    public ChannelBinding binding() {
        return ChannelBinding.of("tcp");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
