package io.simpleipc.it;

import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.LayeredTransport;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.PassingPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Over the transport of a process that is joined and then breaks the protocol: on demand its newest pipe sends bytes of
 * the test's choice behind the last whole record. Says in the handshake what its carrier says, as the honest peer does.
 */
public final class GarbledLayer implements LayeredTransport {
    private static volatile GarbledPipe newest;

    /** For the service loader. */
    public GarbledLayer() {}

    static void send(Garbage garbage) {
        newest.send(garbage.bytes());
    }

    @Override
    public String layer() {
        return "garbled";
    }

    @Override
    public Endpoint endpoint(Spec spec, Endpoint carrier) {
        return new WrappedEndpoint("garbled", carrier, GarbledLayer::garbled);
    }

    private static Pipe garbled(Pipe pipe) {
        newest = new GarbledPipe(pipe);
        return newest;
    }

    private static final class GarbledPipe extends PassingPipe {

        // The engine writes from one thread at a time; held so that garbage does not come between its bytes.
        private final ReentrantLock writing = new ReentrantLock();
        private boolean withinRecord; // guarded by writing: the engine offers whole records only

        GarbledPipe(Pipe pipe) {
            super(pipe);
        }

        void send(byte[] garbage) {
            var source = ByteBuffer.wrap(garbage);
            writing.lock();
            try {
                if (withinRecord) {
                    throw new IllegalStateException("the pipe is full: this would end up within a record");
                }
                while (source.hasRemaining()) {
                    super.write(new ByteBuffer[] {source}, 0, 1);
                }
                while (!super.flush()) {
                    Thread.onSpinWait(); // a few bytes; the carrier has room for them soon
                }
            } catch (IOException hungUp) {
                // The peer has heard enough before the last byte left. Whether it was enough, the test sees by what it
                // says.
            } finally {
                writing.unlock();
            }
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            writing.lock();
            try {
                long count = super.write(sources, offset, length);
                withinRecord = sources[offset + length - 1].hasRemaining();
                return count;
            } finally {
                writing.unlock();
            }
        }
    }
}
