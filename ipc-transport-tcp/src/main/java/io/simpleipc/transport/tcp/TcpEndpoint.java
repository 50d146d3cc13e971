package io.simpleipc.transport.tcp;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Dialler;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.ListeningSocket;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.SocketPipe;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * One TCP address. The operating system keeps the claim: whoever has bound the port has it, until it closes or dies.
 */
record TcpEndpoint(String description, HostPort address) implements Endpoint {
    private static final int BACKLOG = 128;
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    @Override
    public Acceptor listen() throws IOException {
        return new TcpAcceptor(ListeningSocket.of(bind(address.resolve())));
    }

    private ServerSocketChannel bind(InetSocketAddress local) throws IOException {
        var listener = ServerSocketChannel.open(family(local.getAddress()));
        try {
            if (!WINDOWS) {
                // Without it the remains of former connections would block the port. Windows means something else by
                // it.
                listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            listener.bind(local, BACKLOG);
            return listener;
        } catch (BindException e) {
            listener.close();
            throw refusal(local.getAddress(), e);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private IOException refusal(InetAddress local, BindException e) {
        if (!isLocal(local)) {
            return new UnusableAddressException(
                    Reason.NOT_LOCAL, description + " is no address of this machine, which can only dial it", e);
        }
        if (String.valueOf(e.getMessage()).contains("ermission denied")) {
            return new UnusableAddressException(
                    Reason.NO_PERMISSION, "this user may not listen at " + description + "; use a port above 1023", e);
        }
        return new AddressInUseException(description + " is taken", e);
    }

    /** Asks the system by binding any port there, since its messages may be in any language. */
    private static boolean isLocal(InetAddress address) {
        try (var probe = ServerSocketChannel.open(family(address))) {
            probe.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        var target = target();
        return pipe(Dialler.connect(() -> boundForDialling(target), target, deadline));
    }

    /** A wildcard can be listened at; to dial it means to dial this machine. */
    private InetSocketAddress target() throws UnknownHostException {
        var resolved = address.resolve();
        if (!resolved.getAddress().isAnyLocalAddress()) {
            return resolved;
        }
        var loopback = resolved.getAddress() instanceof Inet6Address ? "::1" : "127.0.0.1";
        return new InetSocketAddress(InetAddress.getByName(loopback), resolved.getPort());
    }

    /**
     * Opens a socket whose port is not the target's. If the operating system chose the source port while dialling, it
     * could choose the very port that is dialled, and TCP would connect the socket to itself.
     */
    static SocketChannel boundForDialling(InetSocketAddress target) throws IOException {
        while (true) {
            var channel = SocketChannel.open(family(target.getAddress()));
            try {
                channel.bind(new InetSocketAddress(source(target.getAddress()), 0));
                if (((InetSocketAddress) channel.getLocalAddress()).getPort() != target.getPort()) {
                    return channel;
                }
                channel.close();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    private static InetAddress source(InetAddress target) throws UnknownHostException {
        return target.isLoopbackAddress() ? target : InetAddress.getByAddress(new byte[target.getAddress().length]);
    }

    private static ProtocolFamily family(InetAddress address) {
        return address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    static Pipe pipe(SocketChannel channel) throws IOException {
        try {
            if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
                throw new IOException("the socket was connected to itself");
            }
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new SocketPipe(channel, ChannelBinding.of("tcp"));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
