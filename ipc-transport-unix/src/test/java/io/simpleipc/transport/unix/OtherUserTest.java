package io.simpleipc.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.Spec;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes of two users. Only root can start some; elsewhere these tests are skipped. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherUserTest {
    private static final String OTHER = "54321";
    private static final List<String> AS_OTHER =
            List.of("setpriv", "--reuid=" + OTHER, "--regid=" + OTHER, "--clear-groups");

    private Path directory;
    private Path socket;

    @BeforeEach
    void aDirectoryForBoth() throws Exception {
        Assumptions.assumeTrue(Users.own().equals(Files.getOwner(Path.of("/"))), "needs root");
        Assumptions.assumeTrue(canRunJavaAsOther(), "needs setpriv, and classes that others can read");
        directory = Files.createTempDirectory("ipc");
        Files.setAttribute(directory, "unix:mode", 01777);
        socket = directory.resolve("s");
    }

    private static boolean canRunJavaAsOther() throws Exception {
        try {
            var probe = Files.createTempDirectory("ipc");
            try (var process = OtherProcess.start(AS_OTHER, "dial", probe.resolve("none"))) {
                return process.line().equals("unusable NO_PERMISSION");
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void remove() throws IOException {
        if (directory != null) {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory.resolve("s.lock"));
            Files.delete(directory);
        }
    }

    private Endpoint endpoint(String users) {
        return new UnixTransport(directory)
                .endpoint(Spec.unix(socket.toString(), "secret").toBuilder()
                        .options(Map.of("users", users))
                        .build());
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }

    @Test
    void aDiallerOfAnotherUserIsHungUpOnAndAcceptingGoesOn() throws Exception {
        try (var acceptor = endpoint("").listen()) {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            var accepted = CompletableFuture.supplyAsync(() -> {
                try {
                    return acceptor.accept();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (var stranger = OtherProcess.start(AS_OTHER, "raw", socket)) {
                assertThat(stranger.line()).isEqualTo("read -1");
                System.out.println(
                        "[fault 25] user " + OTHER + " dialled, wrote nothing, read nothing and was hung up on");
            }
            assertThat(accepted).isNotDone();
            endpoint("").connect(soon()).close();
            accepted.get().close();
        }
    }

    @Test
    void theSocketIsClosedToOtherUsers() throws Exception {
        try (var acceptor = endpoint("").listen();
                var stranger = OtherProcess.start(AS_OTHER, "dial for root", socket)) {
            assertThat(stranger.line()).isEqualTo("unusable NO_PERMISSION");
            assertThat(acceptor.check()).isTrue();
            System.out.println("[fault 25] user " + OTHER + " may not dial " + Files.getPosixFilePermissions(socket));
        }
    }

    @Test
    void aListenerOfAnotherUserIsNotSpokenTo() throws Exception {
        try (var stranger = OtherProcess.start(AS_OTHER, "listen", socket)) {
            assertThat(stranger.line()).isEqualTo("listening");
            assertThatThrownBy(() -> endpoint("").connect(soon()))
                    .isInstanceOfSatisfying(UnusableAddressException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.HELD_BY_FOREIGN_PROGRAM);
                        System.out.println("[fault 25] " + e.getMessage());
                    });
            assertThatThrownBy(() -> endpoint("").listen())
                    .isInstanceOfSatisfying(
                            UnusableAddressException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.HELD_BY_FOREIGN_PROGRAM));
        }
    }

    @Test
    void aUserThatIsNamedMayJoin() throws Exception {
        try (var acceptor = endpoint(OTHER).listen();
                var friend = OtherProcess.start(AS_OTHER, "dial for root", socket);
                var server = acceptor.accept()) {
            server.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[1])}, 0, 1);
            assertThat(friend.line()).isEqualTo("read 1");
        }
    }

    @Test
    void aUserThatIsNamedFindsTheAddressTakenWhenItWantsToListen() throws Exception {
        try (var acceptor = endpoint(OTHER).listen();
                var friend = OtherProcess.start(AS_OTHER, "listen for root", socket)) {
            assertThat(friend.line()).isEqualTo("failed AddressInUseException");
            assertThat(acceptor.check()).isTrue();
        }
    }
}
