package io.simpleipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.Spec;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.StreamPipe;
import io.simpleipc.spi.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamPipeTest {
    private static final ChannelBinding BINDING = ChannelBinding.of("stream");

    /** A transport of blocking streams, which the adapter turns into one that passes the contract. */
    @Nested
    class AsTransport extends TransportContract {
        private final MemoryTransport wires = new MemoryTransport();
        private final AtomicInteger addresses = new AtomicInteger();

        @Override
        protected Spec freshSpec() {
            return Spec.of("stream", "address " + addresses.incrementAndGet(), "secret");
        }

        @Override
        protected Transport transport() {
            return new Transport() {
                @Override
                public Set<String> types() {
                    return Set.of("stream");
                }

                @Override
                public Endpoint endpoint(Spec spec) {
                    return new StreamEndpoint(wires.endpoint(spec));
                }
            };
        }
    }

    private record StreamEndpoint(Endpoint wires) implements Endpoint {
        @Override
        public String description() {
            return "stream";
        }

        @Override
        public Acceptor listen() throws IOException {
            var acceptor = wires.listen();
            return new Acceptor() {
                @Override
                public Pipe accept() throws IOException {
                    return overStreams(acceptor.accept());
                }

                @Override
                public void close() throws IOException {
                    acceptor.close();
                }
            };
        }

        @Override
        public Pipe connect(Deadline deadline) throws IOException {
            return overStreams(wires.connect(deadline));
        }
    }

    private static Pipe overStreams(Pipe wire) throws IOException {
        var blocking = new BlockingPipe(wire);
        var in = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException("one byte only");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return blocking.readSome(ByteBuffer.wrap(target, offset, length));
            }

            @Override
            public void close() {
                wire.close();
            }
        };
        var out = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException("one byte only");
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                blocking.write(java.util.Arrays.copyOfRange(source, offset, offset + length));
            }
        };
        return StreamPipe.open(in, out, wire.binding(), "test");
    }

    @Test
    void itIsOnlyEverReadable() throws Exception {
        try (var pipe = StreamPipe.open(InputStream.nullInputStream(), OutputStream.nullOutputStream(), BINDING, "x")) {
            assertThat(pipe.interestOps(false, false)).isZero();
            assertThat(pipe.interestOps(true, false)).isEqualTo(SelectionKey.OP_READ);
            assertThat(pipe.interestOps(false, true)).isEqualTo(SelectionKey.OP_READ);
            assertThat(pipe.binding()).isEqualTo(BINDING);
        }
    }

    @Test
    void whatWasReadBeforeAFailureArrivesBeforeIt() throws Exception {
        var in = new InputStream() {
            private boolean first = true;

            @Override
            public int read() {
                throw new UnsupportedOperationException("one byte only");
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (first) {
                    first = false;
                    return 3;
                }
                throw new IllegalStateException("broken");
            }
        };
        try (var pipe = new BlockingPipe(StreamPipe.open(in, OutputStream.nullOutputStream(), BINDING, "x"))) {
            assertThat(pipe.read(3)).hasSize(3);
            assertThatThrownBy(() -> pipe.read(1))
                    .isInstanceOf(IOException.class)
                    .hasRootCauseMessage("broken");
        }
    }

    @Test
    void aFailureToWriteReachesTheWriter() throws Exception {
        var out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("full");
            }
        };
        var in = new ByteArrayInputStream(new byte[0]);
        try (var pipe = new BlockingPipe(StreamPipe.open(in, out, BINDING, "x"))) {
            assertThatThrownBy(() -> pipe.write(new byte[1]))
                    .isInstanceOf(IOException.class)
                    .hasRootCauseMessage("full");
            assertThatThrownBy(() -> pipe.write(new byte[1])).isInstanceOf(IOException.class);
        }
    }

    @Test
    void itIsFlushedOnlyWhenTheStreamHasEverything() throws Exception {
        var gate = new java.util.concurrent.CountDownLatch(1);
        var written = new java.io.ByteArrayOutputStream();
        var out = new OutputStream() {
            @Override
            public void write(int b) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                written.write(b);
            }
        };
        try (var pipe = StreamPipe.open(InputStream.nullInputStream(), out, BINDING, "x")) {
            assertThat(pipe.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {5})}, 0, 1))
                    .isEqualTo(1);
            assertThat(pipe.flush()).isFalse();
            gate.countDown();
            new BlockingPipe(pipe).write(new byte[] {6});
            assertThat(written.toByteArray()).containsExactly(5, 6);
        }
    }

    @Test
    void closingDoesNotWaitForAStreamThatIsStuck() throws Exception {
        var closed = new java.util.concurrent.CountDownLatch(1);
        var in = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return -1;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        var before = Leftovers.now();
        var pipe = StreamPipe.open(in, OutputStream.nullOutputStream(), BINDING, "x");
        long start = System.nanoTime();
        pipe.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        before.assertNothingNew();
    }
}
