package io.simpleipc.measure;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the machine can do: bare bytes over a socket channel, without ids, threads or checks. Plain, a read blocks;
 * hybrid, it looks again and again for up to 50 microseconds before it blocks. One connection, and one thread that
 * echoes, for each caller.
 */
final class Raw implements Subject {
    static final Raw BLOCKING = new Raw("raw", false);
    static final Raw HYBRID = new Raw("hybrid", true);

    private static final int BUFFER_BYTES = 64 * 1024;

    private final String label;
    private final boolean hybrid;

    private Raw(String label, boolean hybrid) {
        this.label = label;
        this.hybrid = hybrid;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Set<Ability> abilities() {
        // Sixteen threads that read busily on a few processors show nothing.
        return hybrid ? EnumSet.of(Ability.IN_FLIGHT, Ability.LARGE) : EnumSet.allOf(Ability.class);
    }

    @Override
    public Closeable serve(Place place) throws IOException {
        var listener = place.listen(label);
        start(() -> acceptAll(listener, place), "echo-" + label);
        return listener;
    }

    private void acceptAll(ServerSocketChannel listener, Place place) {
        try {
            while (true) {
                var channel = place.configured(listener.accept());
                start(() -> echo(channel), "echo-" + label);
            }
        } catch (AsynchronousCloseException e) {
            return; // the measurement is over
        } catch (IOException e) {
            throw new IllegalStateException("the echo of " + label + " failed", e);
        }
    }

    /** The first four bytes say how long all messages of this connection are. */
    private void echo(SocketChannel channel) {
        try (var pipe = new RawPipe(channel, hybrid)) {
            var length = ByteBuffer.allocate(Integer.BYTES);
            pipe.readFully(length);
            int bytes = length.flip().getInt();
            if (bytes > BUFFER_BYTES) {
                echoWhole(pipe, bytes);
            } else {
                echoAsItComes(pipe);
            }
        } catch (IOException e) {
            return; // the caller has left
        }
    }

    private static void echoAsItComes(RawPipe pipe) throws IOException {
        var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        while (true) {
            pipe.read(buffer.clear());
            pipe.write(buffer.flip());
        }
    }

    /** Large ones: all of it is read, into a fresh array as a handler would get it, and then written. */
    private static void echoWhole(RawPipe pipe, int bytes) throws IOException {
        var buffer = ByteBuffer.allocateDirect(bytes);
        while (true) {
            pipe.readFully(buffer.clear());
            var query = new byte[bytes];
            buffer.flip().get(query);
            pipe.write(buffer.clear().put(query).flip());
        }
    }

    @Override
    public Caller connect(Place place, int payloadBytes) throws IOException {
        var pipe = new RawPipe(place.connect(label), hybrid);
        pipe.write(ByteBuffer.allocate(Integer.BYTES).putInt(payloadBytes).flip());
        return new RawCaller(place, pipe, payloadBytes);
    }

    private static void start(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private final class RawCaller implements Caller {
        private final Others others;
        private final RawPipe pipe;
        private final ByteBuffer out;
        private final ByteBuffer in;

        RawCaller(Place place, RawPipe pipe, int payloadBytes) {
            this.others = new Others(Raw.this, place);
            this.pipe = pipe;
            int capacity = Math.max(payloadBytes, BUFFER_BYTES);
            this.out = ByteBuffer.allocateDirect(capacity);
            this.in = ByteBuffer.allocateDirect(capacity);
        }

        @Override
        public int call(byte[] payload) throws IOException {
            pipe.write(out.clear().put(payload).flip());
            pipe.readFully(in.clear().limit(payload.length));
            if (payload.length > BUFFER_BYTES) {
                in.flip().get(new byte[payload.length]); // an answer is an array of its own
            }
            return payload.length;
        }

        @Override
        public Caller another(int index, int payloadBytes) throws Exception {
            return others.get(index, payloadBytes);
        }

        /** All at once in one write, then all of the answers: the most that can be had without overlap. */
        @Override
        public void keep(int inFlight, byte[] payload, Slice slice) throws IOException {
            long before = System.nanoTime();
            while (!slice.isOver(before)) {
                out.clear();
                for (int i = 0; i < inFlight; i++) {
                    out.put(payload);
                }
                pipe.write(out.flip());
                pipe.readFully(in.clear().limit(inFlight * payload.length));
                long after = System.nanoTime();
                slice.record(after - before, inFlight);
                before = after;
            }
        }

        @Override
        public void close() throws IOException {
            pipe.close();
            others.close();
        }
    }
}
