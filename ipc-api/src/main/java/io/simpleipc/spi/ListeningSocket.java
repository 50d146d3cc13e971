package io.simpleipc.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that keeps the promise of {@link Acceptor#close()}. The JDK alone does not: after {@code
 * ServerSocketChannel.close()} the operating system goes on completing dials until the thread inside {@code accept},
 * or the selector, has let go of the descriptor. Here {@link #close()} waits for that. An interrupt does no harm.
 * Thread-safe.
 */
public final class ListeningSocket implements Closeable {
    private final Selector selector;

    // Held by the accepting thread all the time it is inside accept(), so that close() can wait for it. A leaf.
    private final ReentrantLock accepting = new ReentrantLock();

    private volatile ServerSocketChannel listener;
    private volatile boolean closed;

    private ListeningSocket(Selector selector, ServerSocketChannel listener) {
        this.selector = selector;
        this.listener = listener;
    }

    /**
     * Takes over a listener, which is closed if that fails.
     *
     * @param listener bound already
     * @return to be closed
     * @throws IOException if there are no descriptors left
     */
    public static ListeningSocket of(ServerSocketChannel listener) throws IOException {
        try {
            var socket = new ListeningSocket(Selector.open(), listener);
            try {
                socket.watch(listener);
                return socket;
            } catch (IOException | RuntimeException e) {
                socket.selector.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private void watch(ServerSocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
    }

    /**
     * Waits for a newcomer. One thread at a time.
     *
     * @return connected, in non-blocking mode, to be closed by the caller
     * @throws ClosedChannelException if this is closed
     * @throws IOException if this newcomer was lost, or there are no descriptors left: wait a little, then go on
     */
    public SocketChannel accept() throws IOException {
        boolean interrupted = false;
        accepting.lock();
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                var newcomer = poll();
                if (newcomer != null) {
                    return inNonBlockingMode(newcomer);
                }
                selector.select(key -> {});
            }
        } finally {
            accepting.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable SocketChannel poll() throws IOException {
        var from = listener;
        SocketChannel newcomer = null;
        try {
            newcomer = closed ? null : from.accept();
        } catch (ClosedChannelException e) {
            if (from == listener) {
                throw e;
            }
        }
        if (closed) {
            if (newcomer != null) {
                newcomer.close();
            }
            throw new ClosedChannelException();
        }
        return newcomer;
    }

    private static SocketChannel inNonBlockingMode(SocketChannel newcomer) throws IOException {
        try {
            newcomer.configureBlocking(false);
            return newcomer;
        } catch (IOException | RuntimeException e) {
            newcomer.close();
            throw e;
        }
    }

    /**
     * Goes on with another listener and closes the present one; a thread inside {@link #accept()} moves over.
     *
     * @param successor bound already; closed if this fails
     * @throws ClosedChannelException if this is closed
     * @throws IOException if that is not possible now: the present listener stays
     */
    public void moveTo(ServerSocketChannel successor) throws IOException {
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            watch(successor);
        } catch (IOException | RuntimeException e) {
            successor.close();
            throw e;
        }
        var predecessor = listener;
        listener = successor;
        predecessor.close();
        selector.wakeup();
    }

    /**
     * Closes the listener. When it returns no thread is inside {@link #accept()}, and the operating system completes no
     * dial any more. Idempotent.
     */
    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        accepting.lock();
        try (selector) {
            listener.close();
        } finally {
            accepting.unlock();
        }
    }
}
