package io.simpleipc.it;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between two processes on tcp and puts other bytes in the place of some that one side says first: as if that side
 * spoke another version. All else passes as it is.
 */
final class AlteringProxy implements Closeable {
    private final ServerSocket listener;
    private final int target;
    private final boolean ofDialler;
    private final Map<Integer, Byte> changes;
    private final List<Socket> sockets = new ArrayList<>(); // guarded by itself
    private final AtomicLong shortestMeeting = new AtomicLong(Long.MAX_VALUE);

    /**
     * Begins.
     *
     * @param target port of the listener
     * @param ofDialler whose bytes are changed: the dialler's, or the listener's
     * @param changes what is put where; the first byte has index 0
     */
    AlteringProxy(int target, boolean ofDialler, Map<Integer, Byte> changes) throws IOException {
        this.target = target;
        this.ofDialler = ofDialler;
        this.changes = changes;
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start("altering proxy", this::serve);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Nanoseconds from accepting a dialler until it hung up, of the shortest meeting. */
    long shortestMeeting() {
        return shortestMeeting.get();
    }

    private static void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                var dialler = keep(listener.accept());
                long since = System.nanoTime();
                var server = keep(new Socket(InetAddress.getLoopbackAddress(), target));
                start("altering proxy, to the listener", () -> {
                    pass(dialler, server, ofDialler);
                    shortestMeeting.accumulateAndGet(System.nanoTime() - since, Math::min);
                });
                start("altering proxy, to the dialler", () -> pass(server, dialler, !ofDialler));
            } catch (IOException e) {
                // closed, or the listener is not there: the dialler sees that
            }
        }
    }

    private Socket keep(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        synchronized (sockets) {
            sockets.add(socket);
        }
        return socket;
    }

    private void pass(Socket from, Socket to, boolean altering) {
        var buffer = new byte[4096];
        int passed = 0;
        try (from;
                to) {
            for (int count = from.getInputStream().read(buffer); count > 0; ) {
                for (int i = 0; altering && i < count; i++) {
                    buffer[i] = changes.getOrDefault(passed + i, buffer[i]);
                }
                to.getOutputStream().write(buffer, 0, count);
                passed += count;
                count = from.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            // one end has closed, and so both are closed
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (sockets) {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
