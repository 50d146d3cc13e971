package io.simpleipc.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between two processes, and cuts their link after so many bytes, so many times. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final long bytesOfALink;
    private final int most;
    private final AtomicInteger cuts = new AtomicInteger();

    CuttingProxy(int target, long bytesOfALink, int most) throws IOException {
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.bytesOfALink = bytesOfALink;
        this.most = most;
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() throws IOException {
        while (true) {
            var one = door.accept();
            var other = new Socket(InetAddress.getLoopbackAddress(), target);
            var passed = new AtomicLong();
            start(() -> pass(one, other, passed));
            start(() -> pass(other, one, passed));
        }
    }

    private void pass(Socket from, Socket to, AtomicLong passed) throws IOException {
        try (from;
                to) {
            var buffer = new byte[10_000];
            for (int length = from.getInputStream().read(buffer);
                    length >= 0;
                    length = from.getInputStream().read(buffer)) {
                if (passed.addAndGet(length) >= bytesOfALink && cuts.get() < most) {
                    cuts.incrementAndGet();
                    return; // with what it has read
                }
                to.getOutputStream().write(buffer, 0, length);
            }
        }
    }

    private static void start(Task task) {
        var thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // A link has ended, or the proxy: either is meant.
                        return;
                    }
                },
                "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
