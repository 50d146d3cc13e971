package io.simpleipc.it;

import io.simpleipc.Spec;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.LayeredTransport;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Over the transport of a process that is joined and then breaks the protocol: on demand its newest pipe sends bytes of
 * the test's choice behind the last whole record. Says in the handshake what its carrier says, as the honest peer does.
 */
public final class GarbledLayer implements LayeredTransport {
    private static volatile GarbledPipe newest;

    /** For the service loader. */
    public GarbledLayer() {}

    static void send(Garbage garbage) throws IOException {
        newest.send(garbage.bytes());
    }

    @Override
    public String layer() {
        return "garbled";
    }

    @Override
    public Endpoint endpoint(Spec spec, Endpoint carrier) {
        return new GarbledEndpoint(carrier);
    }

    private static Pipe garbled(Pipe pipe) {
        newest = new GarbledPipe(pipe);
        return newest;
    }

    private record GarbledEndpoint(Endpoint carrier) implements Endpoint {
        @Override
        public String description() {
            return "garbled " + carrier.description();
        }

        @Override
        public Acceptor listen() throws IOException {
            return new GarbledAcceptor(carrier.listen());
        }

        @Override
        public Pipe connect(Deadline deadline) throws IOException {
            return garbled(carrier.connect(deadline));
        }
    }

    private record GarbledAcceptor(Acceptor carrier) implements Acceptor {
        @Override
        public Pipe accept() throws IOException {
            return garbled(carrier.accept());
        }

        @Override
        public Duration checkInterval() {
            return carrier.checkInterval();
        }

        @Override
        public boolean check() throws IOException {
            return carrier.check();
        }

        @Override
        public void close() throws IOException {
            carrier.close();
        }
    }

    private static final class GarbledPipe implements Pipe {
        private final Pipe pipe;

        // The engine writes from one thread at a time; held so that garbage does not come between its bytes.
        private final ReentrantLock writing = new ReentrantLock();
        private boolean withinRecord; // guarded by writing: the engine offers whole records only

        GarbledPipe(Pipe pipe) {
            this.pipe = pipe;
        }

        void send(byte[] garbage) throws IOException {
            var source = ByteBuffer.wrap(garbage);
            writing.lock();
            try {
                if (withinRecord) {
                    throw new IllegalStateException("the pipe is full: this would end up within a record");
                }
                while (source.hasRemaining()) {
                    pipe.write(new ByteBuffer[] {source}, 0, 1);
                }
                while (!pipe.flush()) {
                    Thread.onSpinWait(); // a few bytes; the carrier has room for them soon
                }
            } catch (ClosedChannelException e) {
                if (source.hasRemaining()) {
                    throw e;
                }
                // all was said, and the other side has hung up at once, as it should
            } finally {
                writing.unlock();
            }
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            writing.lock();
            try {
                long count = pipe.write(sources, offset, length);
                withinRecord = sources[offset + length - 1].hasRemaining();
                return count;
            } finally {
                writing.unlock();
            }
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return pipe.read(target);
        }

        @Override
        public boolean flush() throws IOException {
            return pipe.flush();
        }

        @Override
        public SelectableChannel selectable() {
            return pipe.selectable();
        }

        @Override
        public int interestOps(boolean reading, boolean writing) {
            return pipe.interestOps(reading, writing);
        }

        @Override
        public void onProgress(Runnable wake) {
            pipe.onProgress(wake);
        }

        @Override
        public ChannelBinding binding() {
            return pipe.binding();
        }

        @Override
        public void close() {
            pipe.close();
        }
    }
}
