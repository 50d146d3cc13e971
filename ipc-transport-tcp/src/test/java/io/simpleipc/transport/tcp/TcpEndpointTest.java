package io.simpleipc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.Spec;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the contract does not say, since only TCP has it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpEndpointTest {
    private static final int DIALS = Integer.getInteger("ipc.dials", 100_000);

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
    void aHundredThousandDialsOfAnUnusedPortNeverReachThemselves() throws Exception {
        int port = TcpTransportTest.freePort("127.0.0.1") & ~1;
        var endpoint = endpoint(":" + port);
        int refused = 0;
        long start = System.nanoTime();
        while (refused < DIALS) {
            try (var pipe = endpoint.connect(soon())) {
                fail("dial " + refused + " of a port where nobody listens reached " + pipe);
            } catch (NoListenerException e) {
                refused++;
            }
        }
        System.out.println(
                "[fault 11] " + refused + " dials of port " + port + ", where nobody listens, were refused in "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
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

    /** In which state a connection leaves its socket at the listener's port, with the code that the kernel shows. */
    enum Remains {
        /** The end of the stream is sent behind bytes for which the client has no room, and is not acknowledged. */
        FIN_WAIT1("04") {
            @Override
            void leave(Pipe server, Pipe client) throws IOException {
                var bytes = ByteBuffer.allocate(1 << 20);
                while (server.write(new ByteBuffer[] {bytes.clear()}, 0, 1) > 0) {}
                server.close();
            }
        },
        /** The client has not closed yet. */
        FIN_WAIT2("05") {
            @Override
            void leave(Pipe server, Pipe client) {
                server.close();
            }
        },
        /** Both have closed, this side first. */
        TIME_WAIT("06") {
            @Override
            void leave(Pipe server, Pipe client) throws IOException {
                server.close();
                while (client.read(ByteBuffer.allocate(1)) == 0) {
                    Thread.onSpinWait();
                }
                client.close();
            }
        },
        /** The client has closed, this side has not. */
        CLOSE_WAIT("08") {
            @Override
            void leave(Pipe server, Pipe client) {
                client.close();
            }
        };

        private final String code;

        Remains(String code) {
            this.code = code;
        }

        abstract void leave(Pipe server, Pipe client) throws IOException;

        /** Whether the kernel shows a socket of that port in this state. */
        boolean areSeen(int port) throws IOException {
            var end = String.format(":%04X", port);
            for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                if (!Files.exists(Path.of(table))) {
                    continue;
                }
                for (var line : Files.readAllLines(Path.of(table))) {
                    var columns = line.trim().split("\\s+", 5); // number, local address, remote address, state
                    if (columns.length == 5 && columns[1].endsWith(end) && columns[3].equals(code)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRemainsOfFormerConnectionsDoNotBlockThePort(Remains remains) throws Exception {
        int port = TcpTransportTest.freePort("127.0.0.1");
        var endpoint = endpoint(":" + port);
        var acceptor = endpoint.listen();
        try (var client = endpoint.connect(soon());
                var server = acceptor.accept()) {
            remains.leave(server, client);
            acceptor.close();
            long start = System.nanoTime();
            while (!remains.areSeen(port)) {
                assertThat(System.nanoTime() - start)
                        .as("ns without a socket in %s at port %s", remains, port)
                        .isLessThan(TimeUnit.SECONDS.toNanos(10));
            }
            try (var again = endpoint.listen();
                    var dialled = endpoint.connect(soon());
                    var accepted = again.accept()) {
                assertThat(remains.areSeen(port)).as("still there").isTrue();
                assertThat(dialled.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {7})}, 0, 1))
                        .isEqualTo(1);
                var heard = ByteBuffer.allocate(2);
                while (accepted.read(heard) == 0) {
                    Thread.onSpinWait();
                }
                assertThat(heard.get(0)).isEqualTo((byte) 7);
            }
            System.out.println("[fault 12] port " + port + " was listened at and dialled with a socket in " + remains);
        } finally {
            acceptor.close();
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
            for (var pipe : new Pipe[] {client, server}) {
                var channel = (SocketChannel) pipe.selectable();
                assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            }
        }
    }
}
