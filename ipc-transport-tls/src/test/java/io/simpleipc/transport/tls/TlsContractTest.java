package io.simpleipc.transport.tls;

import io.simpleipc.Spec;
import io.simpleipc.spi.Transport;
import io.simpleipc.testkit.MemoryTransport;
import io.simpleipc.testkit.TransportContract;
import io.simpleipc.transport.tcp.TcpTransport;
import io.simpleipc.transport.unix.UnixTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The layer keeps every promise of a transport, over whatever carries it. */
@Timeout(120)
class TlsContractTest {
    @Nested
    class OverTcp extends TransportContract {
        @Override
        protected Transport transport() {
            return Pairs.over(new TcpTransport());
        }

        @Override
        protected Spec freshSpec() throws IOException {
            try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return Pairs.spec("tls+tcp", ":" + probe.getLocalPort(), Pairs.OURS)
                        .build();
            }
        }
    }

    @Nested
    class OverTcpWithTls12 extends TransportContract {
        @Override
        protected Transport transport() {
            return Pairs.over(new TcpTransport());
        }

        @Override
        protected Spec freshSpec() throws IOException {
            try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return Pairs.spec("tls+tcp", ":" + probe.getLocalPort(), Pairs.OURS.withTls12())
                        .build();
            }
        }
    }

    @Nested
    class OverUnix extends TransportContract {
        @TempDir
        Path directory;

        @Override
        protected Transport transport() {
            return Pairs.over(new UnixTransport());
        }

        @Override
        protected Spec freshSpec() {
            var path = directory.resolve(UUID.randomUUID().toString().substring(0, 8));
            return Pairs.spec("tls+unix", path.toString(), Pairs.OURS).build();
        }
    }

    @Nested
    class OverMemory extends TransportContract {
        private final MemoryTransport carrier = new MemoryTransport(1 << 18);

        @Override
        protected Transport transport() {
            return Pairs.over(carrier);
        }

        @Override
        protected Spec freshSpec() {
            return Pairs.spec("tls+memory", UUID.randomUUID().toString(), Pairs.OURS)
                    .build();
        }
    }
}
