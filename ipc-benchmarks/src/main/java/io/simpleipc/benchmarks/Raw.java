package io.simpleipc.benchmarks;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * What the machine can do: bare bytes over a socket channel, without lengths, ids, threads or checks. Plain, a read
 * blocks; hybrid, it looks again and again for up to 50 microseconds before it blocks.
 */
final class Raw implements Subject {
    private static final long BUSY_NANOS = 50_000;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final int payloadBytes;
    private final boolean hybrid;

    Raw(int payloadBytes, boolean hybrid) {
        this.payloadBytes = payloadBytes;
        this.hybrid = hybrid;
    }

    @Override
    public String label() {
        return hybrid ? "hybrid" : "raw";
    }

    @Override
    public Closeable echo(Place place) throws IOException {
        var listener = place.listen(label());
        var thread = new Thread(
                () -> {
                    try (var pipe = new RawPipe(place.configured(listener.accept()), hybrid)) {
                        if (payloadBytes > BUFFER_BYTES) {
                            pipe.echoWhole(payloadBytes);
                        } else {
                            pipe.echo();
                        }
                    } catch (AsynchronousCloseException | EOFException e) {
                        // The listener was closed, or the caller has left: the measurement is over.
                        return;
                    } catch (IOException e) {
                        throw new IllegalStateException("the echo of " + label() + " failed", e);
                    }
                },
                "echo-" + label());
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    @Override
    public Caller caller(Place place) throws IOException {
        return new RawCaller(new RawPipe(place.connect(label()), hybrid), Math.max(payloadBytes, BUFFER_BYTES));
    }

    /** One end of the socket. */
    private static final class RawPipe implements Closeable {
        private final SocketChannel channel;
        private final Selector selector;
        private final boolean hybrid;

        RawPipe(SocketChannel channel, boolean hybrid) throws IOException {
            this.channel = channel;
            this.selector = Selector.open();
            this.hybrid = hybrid;
            if (hybrid) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
        }

        void echo() throws IOException {
            var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (true) {
                read(buffer.clear());
                write(buffer.flip());
            }
        }

        /** Large ones: all of it is read, into a fresh array as a handler would get it, and then written. */
        void echoWhole(int bytes) throws IOException {
            var buffer = ByteBuffer.allocateDirect(bytes);
            while (true) {
                readFully(buffer.clear());
                var query = new byte[bytes];
                buffer.flip().get(query);
                write(buffer.clear().put(query).flip());
            }
        }

        void write(ByteBuffer from) throws IOException {
            while (from.hasRemaining()) {
                channel.write(from);
            }
        }

        void readFully(ByteBuffer into) throws IOException {
            while (into.hasRemaining()) {
                read(into);
            }
        }

        private void read(ByteBuffer into) throws IOException {
            int count = channel.read(into);
            if (hybrid && count == 0) {
                count = readBusily(into);
            }
            if (count < 0) {
                throw new EOFException();
            }
        }

        private int readBusily(ByteBuffer into) throws IOException {
            long start = System.nanoTime();
            int count = 0;
            while (count == 0) {
                if (System.nanoTime() - start > BUSY_NANOS) {
                    selector.select(key -> {});
                }
                count = channel.read(into);
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            selector.close();
            channel.close();
        }
    }

    private static final class RawCaller implements Caller {
        private final RawPipe pipe;
        private final ByteBuffer out;
        private final ByteBuffer in;

        RawCaller(RawPipe pipe, int capacity) {
            this.pipe = pipe;
            this.out = ByteBuffer.allocateDirect(capacity);
            this.in = ByteBuffer.allocateDirect(capacity);
        }

        @Override
        public void call(byte[] payload) throws IOException {
            pipe.write(out.clear().put(payload).flip());
            pipe.readFully(in.clear().limit(payload.length));
            if (payload.length > BUFFER_BYTES) {
                in.flip().get(new byte[payload.length]); // an answer is an array of its own
            }
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
        }
    }
}
