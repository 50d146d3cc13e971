package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.AuthenticationException;
import io.simpleipc.ConfigurationException;
import io.simpleipc.Connection;
import io.simpleipc.ConnectionState;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine over TLS, found and put together as a user's program would have it. */
@Timeout(60)
class TlsConnectionTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static Connection connection(Spec spec) {
        return Connection.of(spec, query -> "echo " + query);
    }

    private static Spec tcp(int port, Tls tls) {
        return Pairs.spec("tcp", ":" + port, tls).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "tls4", "tls+tcp", "tcp", "unix", "tls+unix"})
    void twoAreJoinedWhateverTheCarrier(String type) throws Exception {
        var address = type.endsWith("unix") ? directory.resolve("s").toString() : ":" + freePort();
        var spec = Pairs.spec(type, address, Pairs.OURS).build();
        try (var first = connection(spec);
                var second = connection(spec)) {
            first.connect(SOON);
            assertThat(first.role()).isEqualTo(Role.SERVER);
            second.connect(SOON);
            assertThat(second.role()).isEqualTo(Role.CLIENT);
            assertThat(first.awaitConnected(SOON)).isTrue();
            assertThat(second.query("there")).isEqualTo("echo there");
            assertThat(first.query("back")).isEqualTo("echo back");
            var large = "x".repeat(3 << 20);
            assertThat(second.query(large, SOON)).isEqualTo("echo " + large);
        }
    }

    @Test
    void noSecurityProviderIsAddedToTheJvm() throws Exception {
        var before = List.of(Security.getProviders());
        var spec = tcp(freePort(), Pairs.fresh());
        try (var first = connection(spec);
                var second = connection(spec)) {
            assertThat(Security.getProviders()).containsExactlyElementsOf(before);
            first.connect(SOON);
            second.connect(SOON);
            assertThat(second.query("there")).isEqualTo("echo there");
            assertThat(Security.getProviders()).containsExactlyElementsOf(before);
        }
        assertThat(before) // where another test has been first
                .noneMatch(provider -> provider.getClass().getName().startsWith("org.bouncycastle."));
    }

    @Test
    void manyQueriesBothWaysAtOnce() throws Exception {
        var spec = tcp(freePort(), Pairs.OURS);
        try (var first = connection(spec);
                var second = connection(spec)) {
            first.connect(SOON);
            second.connect(SOON);
            assertThat(first.awaitConnected(SOON)).isTrue();
            var answers = new ArrayList<CompletableFuture<String>>();
            for (int i = 0; i < 1000; i++) {
                answers.add((i % 2 == 0 ? first : second).queryAsync("q".repeat(i)));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(Pairs.get(answers.get(i))).isEqualTo("echo " + "q".repeat(i));
            }
        }
    }

    @Test
    void theSurvivorTakesOverAndTheOtherComesBack() throws Exception {
        var spec = tcp(freePort(), Pairs.OURS);
        var first = connection(spec);
        try (var second = connection(spec)) {
            first.connect(SOON);
            second.connect(SOON);
            first.close();
            try (var third = connection(spec)) {
                third.connect(SOON);
                assertThat(third.awaitConnected(SOON) && second.awaitConnected(SOON))
                        .isTrue();
                assertThat(third.query("again", SOON)).isEqualTo("echo again");
                assertThat(second.query("and back", SOON)).isEqualTo("echo and back");
            }
        } finally {
            first.close();
        }
    }

    @Test
    void anotherCertificateIsAnAuthenticationFailureAtOnce() throws Exception {
        int port = freePort();
        try (var first = connection(tcp(port, Pairs.OURS));
                var second = connection(tcp(port, Pairs.THEIRS))) {
            first.connect(SOON);
            long start = System.nanoTime();
            assertThatThrownBy(() -> second.connect(SOON))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("another certificate")
                    .hasMessageContaining("same certificate and key")
                    .satisfies(failure -> System.out.println("[fault 23] " + failure));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(first.state()).isEqualTo(ConnectionState.LISTENING);
        }
    }

    @Test
    void theSecretStillCounts() throws Exception {
        int port = freePort();
        var other = Spec.of("tcp", ":" + port, "another").toBuilder()
                .tls(Pairs.OURS)
                .build();
        try (var first = connection(tcp(port, Pairs.OURS));
                var second = connection(other)) {
            first.connect(SOON);
            assertThatThrownBy(() -> second.connect(SOON))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("secret");
        }
    }

    @Test
    void aForeignProgramIsNamedAtOnce() throws Exception {
        try (var foreign = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var connection = connection(tcp(foreign.getLocalPort(), Pairs.OURS))) {
            var serving = Pairs.beside(() -> {
                try (var stranger = foreign.accept()) {
                    stranger.getOutputStream().write("220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII));
                    stranger.getInputStream().readAllBytes();
                }
                return true;
            });
            assertThatThrownBy(() -> connection.connect(SOON)).isInstanceOf(NotAnIpcPeerException.class);
            Pairs.get(serving);
        }
    }

    @Test
    void aPlainDiallerLearnsThatTheOtherSpeaksSomethingElse() throws Exception {
        int port = freePort();
        try (var tls = connection(tcp(port, Pairs.OURS));
                var plain = connection(Spec.of("tcp", ":" + port, "secret"))) {
            tls.connect(SOON);
            assertAtOnce(() -> plain.connect(SOON), NotAnIpcPeerException.class, "speaks TLS", "the same type");
            assertThat(tls.state()).isEqualTo(ConnectionState.LISTENING);
        }
    }

    private static void assertAtOnce(ThrowingCallable work, Class<? extends IpcException> type, String... texts) {
        long start = System.nanoTime();
        assertThatThrownBy(work)
                .isInstanceOf(type)
                .satisfies(failure -> assertThat(failure.getMessage()).contains(texts))
                .satisfies(failure -> System.out.println("[fault 23] " + failure));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON.dividedBy(2));
    }

    @Test
    void aTlsDiallerLearnsThatTheOtherSpeaksNoTls() throws Exception {
        int port = freePort();
        try (var plain = connection(Spec.of("tcp", ":" + port, "secret"));
                var tls = connection(tcp(port, Pairs.OURS))) {
            plain.connect(SOON);
            assertAtOnce(() -> tls.connect(SOON), IncompatiblePeerException.class, "no TLS", "the same type");
            assertThat(plain.state()).isEqualTo(ConnectionState.LISTENING);
        }
    }

    @Test
    void silentStrangersAreSentAwayAndHoldNobodyUp() throws Exception {
        int port = freePort();
        var spec = tcp(port, Pairs.OURS);
        var silent = new ArrayList<Socket>();
        try (var first = connection(spec);
                var second = connection(spec)) {
            first.connect(SOON);
            for (int i = 0; i < 8; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            silent.get(7).getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1, 0, 0, (byte) 0xfc}); // half a hello
            second.connect(SOON);
            assertThat(second.query("past them")).isEqualTo("echo past them");
            silent.get(7).setSoTimeout(15_000);
            assertThat(drain(silent.get(7).getInputStream())).isTrue();
        } finally {
            for (var socket : silent) {
                socket.close();
            }
        }
    }

    /** True when the end has come, in one way or another. */
    private static boolean drain(InputStream in) {
        try {
            in.readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void wrongFilesAreRefusedWhenAConnectionIsBuilt() {
        var missing = Tls.of(directory.resolve("none.crt"), directory.resolve("none.key"));
        assertThatThrownBy(() -> connection(tcp(1234, missing)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.crt");
        assertThatThrownBy(() -> connection(Spec.of("tls", ":1234", "secret")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("needs a certificate");
        var wrong =
                tcp(1234, Pairs.OURS).toBuilder().options(Map.of("tls.x", "1")).build();
        assertThatThrownBy(() -> connection(wrong)).isInstanceOf(ConfigurationException.class);
    }
}
