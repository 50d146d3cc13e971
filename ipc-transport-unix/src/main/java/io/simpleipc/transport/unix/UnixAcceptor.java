package io.simpleipc.transport.unix;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.ListeningSocket;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** The lock, the socket file and the listener behind it. */
final class UnixAcceptor implements Acceptor {
    private final UnixEndpoint endpoint;
    private final String permissions;
    private final SocketLock lock;
    private final ListeningSocket listener;
    private final ChannelBinding binding;

    // Guards the two below, so that closing and mending do not meet. Never held while accepting.
    private final ReentrantLock mending = new ReentrantLock();
    private SocketFile file;
    private boolean closed;

    UnixAcceptor(
            UnixEndpoint endpoint, String permissions, SocketLock lock, SocketFile file, ListeningSocket listener) {
        this.endpoint = endpoint;
        this.permissions = permissions;
        this.lock = lock;
        this.file = file;
        this.listener = listener;
        this.binding = UnixEndpoint.binding(file.path()); // a successor has the same path
    }

    /** Users that are not admitted are hung up on before they get or give a byte. */
    @Override
    public Pipe accept() throws IOException {
        while (true) {
            var channel = listener.accept();
            try {
                if (endpoint.users().admits(Users.peer(channel))) {
                    return UnixEndpoint.pipe(channel, binding);
                }
                channel.close();
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
        }
    }

    @Override
    public Duration checkInterval() {
        return endpoint.selfCheckInterval();
    }

    @Override
    public boolean check() throws IOException {
        mending.lock();
        try {
            if (closed || !lock.isOurs()) {
                return false;
            }
            if (!file.hasItsName() && !bindAgain()) {
                return false;
            }
            lock.touch();
            file.touch();
            return true;
        } finally {
            mending.unlock();
        }
    }

    /** Somebody removed the socket, but the lock is ours. */
    private boolean bindAgain() throws IOException {
        try {
            SocketFile.requireFree(file.path());
        } catch (AddressInUseException | UnusableAddressException e) {
            return false;
        }
        var successor = SocketFile.bind(file.path(), permissions);
        try {
            listener.moveTo(successor.channel());
        } catch (IOException | RuntimeException | Error e) {
            successor.close();
            throw e;
        }
        file = successor;
        return true;
    }

    /** The name goes first, so that nobody dials a listener that is about to close; the lock goes last. */
    @Override
    public void close() throws IOException {
        mending.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try (lock;
                    listener) {
                file.remove();
            }
        } finally {
            mending.unlock();
        }
    }
}
