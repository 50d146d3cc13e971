package io.simpleipc.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.Spec;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.UnusableAddressException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.URLClassLoader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the contract does not say: files, locks, links, dead and foreign processes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixEndpointTest {
    @TempDir
    Path directory;

    private Path socket;
    private Path lock;

    @BeforeEach
    void names() {
        socket = directory.resolve("s");
        lock = directory.resolve("s.lock");
    }

    /** Whatever happened in a test: no directory aside, no entry in the table, no socket nobody listens at. */
    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(System.getProperties().stringPropertyNames())
                .noneMatch(name -> name.startsWith("simpleipc.socket-lock:" + directory));
        assertThat(names(directory)).noneMatch(name -> name.startsWith("."));
    }

    private static TreeSet<String> names(Path directory) throws IOException {
        var names = new TreeSet<String>();
        try (var entries = Files.list(directory)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }

    private Endpoint endpoint() {
        return new UnixTransport(directory).endpoint(Spec.unix(socket.toString(), "secret"));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }

    private static ServerSocketChannel bound(Path path, int backlog) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path), backlog);
    }

    private void assertReaches(Acceptor acceptor) throws IOException {
        try (var client = endpoint().connect(soon());
                var server = acceptor.accept()) {
            assertThat(client.binding()).isEqualTo(server.binding());
        }
    }

    private void assertUnusable(Reason reason) {
        for (var attempt : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> endpoint().listen(), () -> endpoint().connect(soon()))) {
            assertThatThrownBy(attempt).isInstanceOfSatisfying(UnusableAddressException.class, e -> {
                assertThat(e.reason()).isEqualTo(reason);
                System.out.println("[fault 8] " + kind() + ": " + e.getMessage());
            });
        }
    }

    /** What is in the way. */
    private String kind() {
        return Files.isSymbolicLink(socket) ? "link" : Files.isDirectory(socket) ? "directory" : "file";
    }

    @Test
    void theFilesAreClosedToOthersAndTheSocketGoesWithItsListener() throws Exception {
        try (var acceptor = endpoint().listen()) {
            assertThat(names(directory)).containsExactly("s", "s.lock");
            assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.getPosixFilePermissions(lock)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertReaches(acceptor);
        }
        assertThat(names(directory)).containsExactly("s.lock");
    }

    @Test
    void theUmaskDoesNotMatter() throws Exception {
        for (var umask : new String[] {"000", "077"}) {
            var command = List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh");
            try (var process = OtherProcess.start(command, "listen", socket)) {
                assertThat(process.line()).isEqualTo("listening");
                assertThat(Files.getPosixFilePermissions(socket))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
                assertThat(Files.getPosixFilePermissions(lock)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
            Files.delete(lock);
        }
    }

    @Test
    void aSocketWithoutListenerIsTakenOver() throws Exception {
        bound(socket, 1).close();
        var stale = SocketFile.key(socket);
        assertThatThrownBy(() -> endpoint().connect(soon())).isInstanceOf(NoListenerException.class);
        try (var acceptor = endpoint().listen()) {
            assertThat(SocketFile.key(socket)).isNotEqualTo(stale);
            assertReaches(acceptor);
            System.out.println("[fault 3] socket " + stale + " had no listener; now it is " + SocketFile.key(socket));
        }
    }

    @Test
    void theSocketOfAKilledProcessIsTakenOver() throws Exception {
        try (var process = OtherProcess.start(List.of(), "listen", socket)) {
            assertThat(process.line()).isEqualTo("listening");
            assertThatThrownBy(() -> endpoint().listen())
                    .isInstanceOf(AddressInUseException.class)
                    .hasMessageContaining("s.lock");
            process.kill();
        }
        assertThat(socket).exists();
        var left = SocketFile.key(socket);
        try (var acceptor = endpoint().listen()) {
            assertReaches(acceptor);
            System.out.println(
                    "[fault 3] a killed process left socket " + left + "; now it is " + SocketFile.key(socket));
        }
    }

    @Test
    void aLiveListenerWithoutTheLockIsLeftInPeace() throws Exception {
        try (var listener = bound(socket, 10)) {
            assertThatThrownBy(() -> endpoint().listen()).isInstanceOf(AddressInUseException.class);
            endpoint().connect(soon()).close();
            listener.accept().close();
        }
    }

    @Test
    void aListenerWithAFullBacklogIsAliveAndDiallingItEndsAtTheDeadline() throws Exception {
        var waiting = new ArrayList<AutoCloseable>();
        try (var listener = bound(socket, 1)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            waiting.add(endpoint().connect(Deadline.after(Duration.ofMillis(100))));
                        }
                    })
                    .isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> endpoint().listen()).isInstanceOf(AddressInUseException.class);

            var late = CompletableFuture.runAsync(() -> {
                try {
                    endpoint().connect(soon()).close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            listener.accept().close();
            late.get();
        } finally {
            for (var each : waiting) {
                each.close();
            }
        }
    }

    @Test
    void aRegularFileIsLeftAsItIs() throws Exception {
        Files.writeString(socket, "precious");
        assertUnusable(Reason.NOT_A_SOCKET);
        assertThat(socket).hasContent("precious");
    }

    @Test
    void aDirectoryIsLeftAsItIs() throws Exception {
        Files.createDirectory(socket);
        assertUnusable(Reason.NOT_A_SOCKET);
        assertThat(socket).isEmptyDirectory();
    }

    @Test
    void aLinkIsLeftAsItIsWhereverItLeads() throws Exception {
        Files.createSymbolicLink(socket, directory.resolve("nowhere"));
        assertUnusable(Reason.NOT_A_SOCKET);
        Files.delete(socket);
        try (var foreign = bound(directory.resolve("foreign"), 10)) {
            Files.createSymbolicLink(socket, directory.resolve("foreign"));
            assertUnusable(Reason.NOT_A_SOCKET);
            assertThat(Files.isSymbolicLink(socket)).isTrue();
            foreign.configureBlocking(false);
            assertThat(foreign.accept()).isNull();
        }
    }

    @Test
    void aLockFileThatIsALinkOrANamedPipeIsNotOpened() throws Exception {
        Files.createSymbolicLink(lock, directory.resolve("target"));
        assertThatThrownBy(() -> endpoint().listen()).isInstanceOf(UnusableAddressException.class);
        assertThat(directory.resolve("target")).doesNotExist();
        Files.delete(lock);
        new ProcessBuilder("mkfifo", lock.toString()).start().waitFor();
        assertThatThrownBy(() -> endpoint().listen()).isInstanceOf(UnusableAddressException.class);
    }

    @Test
    void theLockIsKeptThroughAllThatHappensInThisProcess() throws Exception {
        try (var acceptor = endpoint().listen()) {
            assertThatThrownBy(() -> endpoint().listen()).isInstanceOf(AddressInUseException.class);
            assertThat(acceptor.check()).isTrue();
            assertReaches(acceptor);
            Files.delete(socket);
            assertThat(acceptor.check()).isTrue();
            assertThat(OtherProcess.ask("lock", socket)).isEqualTo("refused");
        }
        assertThat(OtherProcess.ask("lock", socket)).isEqualTo("locked");
    }

    @Test
    void theLockIsKeptThoughASecondClassLoaderTries() throws Exception {
        var urls = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toUri())
                .toList();
        var locations = new java.net.URL[urls.size()];
        for (int i = 0; i < locations.length; i++) {
            locations[i] = urls.get(i).toURL();
        }
        try (var loader = new URLClassLoader(locations, ClassLoader.getPlatformClassLoader());
                var acceptor = endpoint().listen()) {
            var stranger = loader.loadClass(UnixEndpointTest.class.getName());
            assertThat(stranger).isNotSameAs(UnixEndpointTest.class);
            var listen = stranger.getDeclaredMethod("tryToListen", Path.class);
            listen.setAccessible(true);
            assertThat(listen.invoke(null, socket)).isEqualTo("AddressInUseException");
            assertThat(OtherProcess.ask("lock", socket)).isEqualTo("refused");
            assertReaches(acceptor);
        }
    }

    static String tryToListen(Path path) {
        try (var acceptor = new UnixTransport(path)
                .endpoint(Spec.unix(path.toString(), "secret"))
                .listen()) {
            return acceptor.toString();
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    @Test
    void theClaimIsLostWithTheLockFile() throws Exception {
        try (var acceptor = endpoint().listen()) {
            Files.delete(lock);
            assertThat(acceptor.check()).isFalse();
            Files.createFile(lock);
            assertThat(acceptor.check()).isFalse();
        }
    }

    @Test
    void noSecondListenerComesUpThoughTheLockFileWasReplaced() throws Exception {
        try (var acceptor = endpoint().listen()) {
            Files.delete(lock);
            assertThat(OtherProcess.ask("listen", socket)).isEqualTo("failed AddressInUseException");
            acceptor.accept().close();
        }
    }

    @Test
    void aRemovedSocketIsBoundAgainUnderTheRunningAccept() throws Exception {
        try (var acceptor = endpoint().listen()) {
            var accepted = CompletableFuture.supplyAsync(() -> {
                try {
                    return acceptor.accept();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Files.delete(socket);
            assertThatThrownBy(() -> endpoint().connect(soon())).isInstanceOf(NoListenerException.class);
            assertThat(acceptor.check()).isTrue();
            assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            endpoint().connect(soon()).close();
            accepted.get().close();
            assertReaches(acceptor);
        }
        assertThat(names(directory)).containsExactly("s.lock");
    }

    @Test
    void whatTookThePlaceOfTheSocketIsNeitherUsedNorRemoved() throws Exception {
        var acceptor = endpoint().listen();
        Files.delete(socket);
        Files.writeString(socket, "precious");
        assertThat(acceptor.check()).isFalse();
        acceptor.close();
        assertThat(socket).hasContent("precious");
    }

    @Test
    void aCheckKeepsTheFilesYoung() throws Exception {
        var old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        try (var acceptor = endpoint().listen()) {
            for (var file : List.of(socket, lock)) {
                Files.getFileAttributeView(
                                file, java.nio.file.attribute.BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setTimes(old, old, null);
            }
            assertThat(acceptor.check()).isTrue();
            for (var file : List.of(socket, lock)) {
                assertThat(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS))
                        .isGreaterThan(old);
            }
        }
    }

    @Test
    void leftOversOfKilledBindsAreSweptButNothingElse() throws Exception {
        var aside = SocketFile.longestAside(socket).getParent();
        var name = aside.getFileName().toString();
        Files.createDirectory(aside);
        bound(aside.resolve("s"), 1).close();
        var empty = Files.createDirectory(directory.resolve(name.substring(0, 7) + "aaaaaa"));
        var filled = Files.createDirectory(directory.resolve(name.substring(0, 7) + "bbbbbb"));
        Files.createFile(filled.resolve("other"));
        var live = Files.createDirectory(directory.resolve(name.substring(0, 7) + "cccccc"));
        var foreign = Files.createDirectory(directory.resolve(".aaaaaaaaaaaa"));
        try (var listener = bound(live.resolve("s"), 1)) {
            endpoint().listen().close();
            assertThat(aside).doesNotExist();
            assertThat(empty).doesNotExist();
            assertThat(filled.resolve("other")).exists();
            assertThat(live.resolve("s")).exists();
            assertThat(foreign).exists();
            assertThat(listener.isOpen()).isTrue();
        }
        for (var path : List.of(filled.resolve("other"), filled, live.resolve("s"), live, foreign)) {
            Files.delete(path);
        }
    }

    @Test
    void theNameShowsAListeningSocketOrNone() throws Exception {
        var stop = new java.util.concurrent.atomic.AtomicBoolean();
        var refusedThoughPresent = CompletableFuture.supplyAsync(() -> {
            int refused = 0;
            while (!stop.get()) {
                try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    var before = SocketFile.key(socket);
                    channel.configureBlocking(false);
                    try {
                        channel.connect(UnixDomainSocketAddress.of(socket));
                    } catch (java.net.ConnectException e) {
                        // Refused, and still the same file: it was bound and did not listen, or not any more.
                        refused += before != null && before.equals(SocketFile.key(socket)) ? 1 : 0;
                    } catch (IOException e) {
                        continue;
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
            return refused;
        });
        for (int i = 0; i < 300; i++) {
            endpoint().listen().close();
        }
        stop.set(true);
        assertThat(refusedThoughPresent.get()).isZero();
    }

    /** No memory, say, once the lock is taken. */
    @Test
    void anErrorWhileListeningLeavesNeitherLockNorSocket() throws IOException {
        var others = new AbstractSet<String>() {
            @Override
            public Iterator<String> iterator() {
                return Collections.emptyIterator();
            }

            @Override
            public int size() {
                if (Files.exists(lock)) {
                    throw new OutOfMemoryError("pretended");
                }
                return 0;
            }
        };
        var failing =
                new UnixEndpoint(SocketLocation.parse(socket.toString(), directory), new Users(others), Duration.ZERO);
        assertThatThrownBy(failing::listen).isInstanceOf(OutOfMemoryError.class);
        try (var acceptor = endpoint().listen()) {
            assertReaches(acceptor);
        }
    }
}
