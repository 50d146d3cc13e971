package io.simpleipc.transport.tcp;

import io.simpleipc.Spec;
import io.simpleipc.spi.Transport;
import io.simpleipc.testkit.TransportContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contract, for each of the three types. */
class TcpTransportTest {
    /** A port that was free a moment ago. Bound and closed again: the system will not give it out again soon. */
    static int freePort(String host) throws IOException {
        try (var probe = ServerSocketChannel.open()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
            return ((InetSocketAddress) probe.getLocalAddress()).getPort();
        }
    }

    static boolean hasIpv6() {
        try {
            return freePort("::1") > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private abstract static class Contract extends TransportContract {
        private final String type;
        private final String loopback;

        Contract(String type, String loopback) {
            this.type = type;
            this.loopback = loopback;
        }

        @Override
        protected Transport transport() {
            return new TcpTransport();
        }

        @Override
        protected Spec freshSpec() throws IOException {
            return Spec.of(type, ":" + freePort(loopback), "secret");
        }
    }

    @Nested
    class AnyVersion extends Contract {
        AnyVersion() {
            super("tcp", "127.0.0.1");
        }
    }

    @Nested
    class Version4 extends Contract {
        Version4() {
            super("tcp4", "127.0.0.1");
        }
    }

    @Nested
    class Version6 extends Contract {
        Version6() {
            super("tcp6", "::1");
        }

        @BeforeEach
        void needsIpv6() {
            Assumptions.assumeTrue(hasIpv6(), "this machine has no ::1");
        }
    }
}
