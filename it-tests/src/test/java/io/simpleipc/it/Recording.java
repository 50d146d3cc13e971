package io.simpleipc.it;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Stands at one address, passes on all bytes to another and back, and keeps those of the last meeting. */
final class Recording implements Closeable {
    /** What begins a handshake, before the first message of each side. */
    private static final int MAGIC = 8;

    private static final int HEADER = 3;

    private final Address target;
    private final ServerSocketChannel listener;
    private final List<Closeable> channels = new ArrayList<>(); // guarded by itself
    private volatile Tape ofDialler = new Tape();
    private volatile Tape ofListener = new Tape();

    /** The bytes of one direction. Thread-safe. */
    private static final class Tape {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // guarded by itself

        void add(ByteBuffer more) {
            synchronized (bytes) {
                bytes.write(more.array(), more.position(), more.remaining());
            }
        }

        byte[] all() {
            synchronized (bytes) {
                return bytes.toByteArray();
            }
        }
    }

    Recording(Address at, Address target) throws IOException {
        this.target = target;
        listener = at.listenAsForeigner();
        start(this::accept);
    }

    byte[] ofDialler() {
        return ofDialler.all();
    }

    byte[] ofListener() {
        return ofListener.all();
    }

    /**
     * The types of the handshake's messages that come whole at the start of a direction.
     *
     * @param most how many at most: what comes behind them are records
     */
    static List<Integer> messages(byte[] direction, int most) {
        var types = new ArrayList<Integer>();
        var in = ByteBuffer.wrap(direction);
        in.position(Math.min(MAGIC, in.limit()));
        while (in.remaining() >= HEADER && types.size() < most) {
            int type = in.get();
            int length = in.getShort() & 0xffff;
            if (in.remaining() < length) {
                break;
            }
            types.add(type);
            in.position(in.position() + length);
        }
        return types;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // closed, here or at one of its ends, who tell what they make of it
                    }
                },
                "recording");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            var dialler = keep(listener.accept());
            var there = keep(SocketChannel.open(target.socketAddress()));
            var up = new Tape();
            var down = new Tape();
            ofDialler = up;
            ofListener = down;
            start(() -> pass(dialler, there, up));
            start(() -> pass(there, dialler, down));
        }
    }

    private static void pass(SocketChannel from, SocketChannel to, Tape tape) throws IOException {
        var buffer = ByteBuffer.allocate(4096);
        try (from;
                to) {
            while (from.read(buffer.clear()) >= 0) {
                tape.add(buffer.flip());
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        }
    }

    private SocketChannel keep(SocketChannel channel) {
        synchronized (channels) {
            channels.add(channel);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (channels) {
            for (var channel : channels) {
                channel.close();
            }
        }
    }
}
