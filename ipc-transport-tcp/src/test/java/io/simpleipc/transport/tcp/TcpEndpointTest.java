package io.simpleipc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.Spec;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the contract does not say, since only TCP has it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpEndpointTest {
    private static Endpoint endpoint(String address) {
        return new TcpTransport()
                .endpoint(Spec.of("tcp", address, "secret").toBuilder()
                        .allowInsecureRemote(true)
                        .build());
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }

    @Test
    void allSpellingsOfLoopbackAreOneAddress() throws Exception {
        int port = TcpTransportTest.freePort("127.0.0.1");
        try (var acceptor = endpoint(":" + port).listen()) {
            for (var address : new String[] {"localhost:", "127.0.0.1:", ":"}) {
                assertThatThrownBy(endpoint(address + port)::listen).isInstanceOf(AddressInUseException.class);
                endpoint(address + port).connect(soon()).close();
                acceptor.accept().close();
            }
        }
    }

    /**
     * Linux gives diallers that are not bound even ports of the ephemeral range, so an even one would be hit in time;
     * with bound sources not even the attempt must be made.
     */
    @Test
    void twentyThousandDialsOfAnUnusedPortNeverReachThemselves() throws Exception {
        int port = TcpTransportTest.freePort("127.0.0.1") & ~1;
        var endpoint = endpoint(":" + port);
        for (int i = 0; i < 20_000; i++) {
            assertThatThrownBy(() -> endpoint.connect(soon()).close()).isInstanceOf(NoListenerException.class);
        }
    }

    @Test
    void theSourcePortIsChosenBeforeDiallingAndIsNeverTheTarget() throws Exception {
        var target = new InetSocketAddress(InetAddress.getLoopbackAddress(), TcpTransportTest.freePort("127.0.0.1"));
        try (var channel = TcpEndpoint.boundForDialling(target)) {
            var source = (InetSocketAddress) channel.getLocalAddress();
            assertThat(source.getAddress()).isEqualTo(target.getAddress());
            assertThat(source.getPort()).isNotZero().isNotEqualTo(target.getPort());
        }
    }

    @Test
    void aSocketConnectedToItselfIsNoPipe() throws Exception {
        var self = new InetSocketAddress("127.0.0.1", TcpTransportTest.freePort("127.0.0.1"));
        try (var channel = SocketChannel.open()) {
            channel.bind(self);
            channel.connect(self);
            assertThatThrownBy(() -> TcpEndpoint.pipe(channel)).isInstanceOf(IOException.class);
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void theRemainsOfFormerConnectionsDoNotBlockThePort() throws Exception {
        var endpoint = endpoint(":" + TcpTransportTest.freePort("127.0.0.1"));
        for (int i = 0; i < 10; i++) {
            try (var acceptor = endpoint.listen();
                    var client = endpoint.connect(soon());
                    var server = acceptor.accept()) {
                server.close();
                while (client.read(ByteBuffer.allocate(1)) == 0) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void aPortThatIsTheSourceOfAConnectionCanNeitherBeListenedAtNorDialled() throws Exception {
        try (var elsewhere = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                var connection = SocketChannel.open()) {
            connection.bind(new InetSocketAddress("127.0.0.1", 0));
            connection.connect(elsewhere.getLocalAddress());
            var endpoint = endpoint(":" + ((InetSocketAddress) connection.getLocalAddress()).getPort());
            assertThatThrownBy(endpoint::listen).isInstanceOf(AddressInUseException.class);
            assertThatThrownBy(() -> endpoint.connect(soon())).isInstanceOf(NoListenerException.class);
        }
    }

    @Test
    void anAddressOfAnotherMachineCanOnlyBeDialled() {
        assertThatThrownBy(endpoint("192.0.2.1:1234")::listen)
                .isInstanceOfSatisfying(
                        UnusableAddressException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_LOCAL));
    }

    @Test
    void aWildcardThatIsListenedAtIsDialledOnThisMachine() throws Exception {
        var endpoint = endpoint("0.0.0.0:" + TcpTransportTest.freePort("127.0.0.1"));
        try (var acceptor = endpoint.listen();
                var client = endpoint.connect(soon());
                var server = acceptor.accept()) {
            assertThat(client.binding()).isEqualTo(server.binding());
        }
    }

    @Test
    void aDialThatNobodyTakesEndsAtTheDeadline() throws Exception {
        try (var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 1)) {
            var endpoint = endpoint(":" + ((InetSocketAddress) listener.getLocalAddress()).getPort());
            var waiting = new ArrayList<AutoCloseable>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            waiting.add(endpoint.connect(Deadline.after(Duration.ofMillis(200))));
                        }
                    })
                    .isInstanceOf(SocketTimeoutException.class);
            for (var each : waiting) {
                each.close();
            }
        }
    }

    @Test
    void smallWritesAreNotHeldBack() throws Exception {
        var endpoint = endpoint(":" + TcpTransportTest.freePort("127.0.0.1"));
        try (var acceptor = endpoint.listen();
                var client = endpoint.connect(soon());
                var server = acceptor.accept()) {
            for (var pipe : new io.simpleipc.spi.Pipe[] {client, server}) {
                var channel = (SocketChannel) pipe.selectable();
                assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            }
        }
    }
}
