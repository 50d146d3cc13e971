package io.simpleipc.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands between two processes on tcp: late, or deaf to one of them. Changes nothing, and passes on the end of a
 * direction as the end of that direction alone, as a wire does; unlike one it hears at once and holds all that is late.
 */
final class FaultyProxy implements Middle {
    private final ServerSocket listener;
    private final int target;
    private final Lateness lateness = new Lateness();
    private final LongAdder lost = new LongAdder();
    private final Set<Link> links = ConcurrentHashMap.newKeySet(); // those of which an end may still say something
    private volatile Link newest;
    private volatile long delayNanos;

    /**
     * Begins.
     *
     * @param target port of the listener
     */
    FaultyProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start("faulty proxy", this::serve);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void delay(int millis) {
        delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public void halfClose(Speaker speaker) {
        var link = newest;
        (speaker == Speaker.SERVER ? link.ofServer : link.ofClient).end();
    }

    @Override
    public long lost() {
        return lost.sum();
    }

    @Override
    public Lateness.Sum late() {
        return lateness.sum();
    }

    /** Links that are not over yet for both of their ends. */
    int links() {
        return links.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        links.forEach(Link::close);
    }

    private static void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException e) {
                // closed: there are descriptors enough in a test
            }
        }
    }

    private void serve(Socket client) throws IOException {
        try {
            new Link(client, new Socket(InetAddress.getLoopbackAddress(), target)).start();
        } catch (IOException e) {
            client.close(); // the server is just not there: the client tries again
        }
    }

    /** Two directions. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private final Direction ofClient;
        private final Direction ofServer;
        private final AtomicInteger going = new AtomicInteger(2);

        Link(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            ofClient = new Direction(client, server, this::directionIsOver);
            ofServer = new Direction(server, client, this::directionIsOver);
        }

        void start() {
            links.add(this);
            newest = this;
            ofClient.start();
            ofServer.start();
        }

        private void directionIsOver() {
            if (going.decrementAndGet() == 0) {
                close();
                links.remove(this);
            }
        }

        void close() {
            try (client;
                    server) {
                // both
            } catch (IOException e) {
                // closed they are in any case
            }
        }
    }

    /** From one socket to another, by a thread that hears and one that passes on when it is time. */
    private final class Direction {
        private final Socket from;
        private final Socket to;
        private final Runnable over;
        private final BlockingQueue<Parcel> onTheWay = new LinkedBlockingQueue<>();
        private boolean ended; // what comes then is lost; guarded by this, which is held while something is passed on

        Direction(Socket from, Socket to, Runnable over) {
            this.from = from;
            this.to = to;
            this.over = over;
        }

        void start() {
            FaultyProxy.start("faulty proxy, hears", this::hear);
            FaultyProxy.start("faulty proxy, passes on", this::passOn);
        }

        private void hear() {
            var buffer = new byte[8192];
            try {
                var in = from.getInputStream();
                for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                    onTheWay.add(Parcel.of(ByteBuffer.wrap(buffer, 0, count), delayNanos));
                }
            } catch (IOException e) {
                // reset: an end like another, to be passed on
            }
            onTheWay.add(Parcel.end(delayNanos));
        }

        private void passOn() {
            try {
                for (var parcel = next(); !parcel.isEnd(); parcel = next()) {
                    passOn(parcel);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts these", e);
            }
            end();
            over.run();
        }

        private Parcel next() throws InterruptedException {
            var parcel = onTheWay.take();
            TimeUnit.NANOSECONDS.sleep(parcel.nanosLeft()); // time itself is what it adds
            return parcel;
        }

        private synchronized void passOn(Parcel parcel) {
            var bytes = parcel.bytes();
            if (ended) {
                lost.add(bytes.remaining());
                return;
            }
            try {
                lateness.arrived(parcel, bytes.remaining());
                to.getOutputStream().write(bytes.array(), 0, bytes.remaining());
            } catch (IOException e) {
                ended = true; // it has closed, which the other direction hears
            }
        }

        synchronized void end() {
            if (ended) {
                return;
            }
            ended = true;
            try {
                to.shutdownOutput();
            } catch (IOException e) {
                // it has closed, which the other direction hears
            }
        }
    }
}
