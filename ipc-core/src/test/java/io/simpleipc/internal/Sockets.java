package io.simpleipc.internal;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.SocketPipe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Both ends of one loopback connection, in non-blocking mode. */
public record Sockets(SocketChannel dialed, SocketChannel accepted) {
    /** What both ends know of it. */
    public static final ChannelBinding BINDING = ChannelBinding.of("tcp");

    private static final int NARROW = 16_384;

    /** As the system makes them. */
    public static Sockets pair() throws IOException {
        try (var server = ServerSocketChannel.open()) {
            return pair(server);
        }
    }

    /** With small buffers, which are full again and again. */
    public static Sockets narrowPair() throws IOException {
        try (var server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, NARROW);
            var pair = pair(server);
            pair.dialed.setOption(StandardSocketOptions.SO_SNDBUF, NARROW);
            pair.accepted.setOption(StandardSocketOptions.SO_SNDBUF, NARROW);
            return pair;
        }
    }

    private static Sockets pair(ServerSocketChannel server) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var dialed = SocketChannel.open(server.getLocalAddress());
        var accepted = server.accept();
        dialed.configureBlocking(false);
        accepted.configureBlocking(false);
        return new Sockets(dialed, accepted);
    }

    /** The dialling end as the engine sees it. */
    public SocketPipe dialedPipe() {
        return new SocketPipe(dialed, BINDING);
    }

    /** The listening end as the engine sees it. */
    public SocketPipe acceptedPipe() {
        return new SocketPipe(accepted, BINDING);
    }

    /** An end in the hands of a foreign program: blocking. */
    public static SocketChannel blocking(SocketChannel end) throws IOException {
        end.configureBlocking(true);
        return end;
    }
}
