package io.simpleipc.spi;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Connects a socket, TCP or unix, before a deadline. The JDK's blocking connect knows no timeout on unix sockets and
 * closes the channel of an interrupted thread; here an interrupt is put off until the end. Stateless.
 */
public final class Dialler {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Dialler() {}

    /** Opens a socket to dial with. Called again for each attempt, since a failed one closes the socket. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Opens a socket.
         *
         * @return not connected; bound to a source address if that matters
         * @throws IOException if that is not possible
         */
        SocketChannel open() throws IOException;
    }

    /**
     * Dials.
     *
     * @param opening makes the socket
     * @param target whom to dial
     * @param deadline when to give up; the first attempt is made even if it has passed
     * @return connected, in non-blocking mode, to be closed by the caller
     * @throws NoListenerException if nobody listens there: refused, or there is no such socket
     * @throws SocketTimeoutException if somebody listens, but has not taken the call before the deadline
     * @throws IOException if the attempt failed for another reason
     */
    public static SocketChannel connect(Opening opening, SocketAddress target, Deadline deadline) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                var channel = opening.open(); // what fails here is our own lack, and says nothing of the target
                try {
                    return attempt(channel, target, deadline);
                } catch (ConnectException e) {
                    throw new NoListenerException("nobody listens at " + target + ": " + e.getMessage(), e);
                } catch (SocketException e) {
                    if (!(target instanceof UnixDomainSocketAddress unix) || e.getClass() != SocketException.class) {
                        throw e;
                    }
                    if (Files.notExists(unix.getPath(), LinkOption.NOFOLLOW_LINKS)) {
                        throw new NoListenerException("there is no socket " + target, e);
                    }
                    // The backlog of a unix listener is full, which it says at once instead of letting us wait.
                    pause(deadline, target, e);
                }
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted || Thread.interrupted()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SocketChannel attempt(SocketChannel channel, SocketAddress target, Deadline deadline)
            throws IOException {
        try {
            channel.configureBlocking(false);
            if (!channel.connect(target)) {
                await(channel, target, deadline);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void await(SocketChannel channel, SocketAddress target, Deadline deadline) throws IOException {
        boolean interrupted = false;
        try (var selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            while (!channel.finishConnect()) {
                if (deadline.hasPassed()) {
                    throw new SocketTimeoutException(target + " did not take the call in time");
                }
                selector.select(key -> {}, TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos()) + 1);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void pause(Deadline deadline, SocketAddress target, SocketException cause) throws IOException {
        if (deadline.hasPassed()) {
            var timeout = new SocketTimeoutException(target + " did not take the call in time");
            timeout.initCause(cause);
            throw timeout;
        }
        LockSupport.parkNanos(Math.min(PAUSE_NANOS, deadline.remainingNanos()));
    }
}
