package io.simpleipc.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the two processes of a pair meet: an address for each subject.
 *
 * @param transport {@code unix} or {@code tcp}
 * @param directory a private one, for sockets and for the numbers of ports
 * @param secret for subjects that want one
 */
public record Place(String transport, Path directory, String secret) {
    private static final int SEND_BUFFER = 256 << 10; // as our transport has it: compared is what is above it

    /** Another place like this one, in a directory within. */
    Place within(String name) throws IOException {
        return new Place(transport, Files.createDirectories(directory.resolve(name)), secret);
    }

    /**
     * Whether they meet at a socket file.
     *
     * @return false if at a port
     */
    public boolean isUnix() {
        return transport.equals("unix");
    }

    /**
     * A file that both processes can read.
     *
     * @param name of the file
     * @return its path
     */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /**
     * A socket file.
     *
     * @param name the subject's
     * @return its path
     */
    public Path socket(String name) {
        return directory.resolve(name.concat(".sock")); // no "+": it would be a good part of a cold start
    }

    /**
     * For the serving process: picks a free port that nobody else has, and writes it down.
     *
     * @param name the subject's
     * @return the port
     * @throws IOException if there is none
     */
    public int pickPort(String name) throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(portFile(name), String.valueOf(socket.getLocalPort()));
            return socket.getLocalPort();
        }
    }

    /**
     * For the calling process: the port that the other one has picked.
     *
     * @param name the subject's
     * @return the port
     * @throws IOException if none was picked
     */
    public int port(String name) throws IOException {
        return Integer.parseInt(Files.readString(portFile(name)));
    }

    ServerSocketChannel listen(String name) throws IOException {
        var channel = isUnix() ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        return channel.bind(isUnix() ? UnixDomainSocketAddress.of(socket(name)) : loopback(pickPort(name)));
    }

    SocketChannel connect(String name) throws IOException {
        return configured(
                SocketChannel.open(isUnix() ? UnixDomainSocketAddress.of(socket(name)) : loopback(port(name))));
    }

    SocketChannel configured(SocketChannel channel) throws IOException {
        if (isUnix()) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
        } else {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return channel;
    }

    private Path portFile(String name) {
        return directory.resolve(name.concat(".port"));
    }

    private static SocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
