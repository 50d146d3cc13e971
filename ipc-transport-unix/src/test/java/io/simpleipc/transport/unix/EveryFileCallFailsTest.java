package io.simpleipc.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.Reconnect;
import io.simpleipc.Spec;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.transport.unix.FaultyDisk.Fault;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;

/**
 * The first operation on files and locks fails, then the second, and so on until there is none left to fail: nothing
 * hangs, what is thrown is of the right type, nothing stays open or locked, and the next try succeeds.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryFileCallFailsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Longer than any wait here: a query that hangs fails the test instead of timing out. */
    private static final Duration NEVER = Duration.ofMinutes(10);

    @TempDir
    Path parent;

    private Path directory;
    private Path socket;
    private FaultyDisk disk;
    private int refusals;

    @BeforeEach
    void anAddress() throws IOException {
        directory = parent.toRealPath().resolve("own");
        socket = directory.resolve("s");
    }

    @AfterEach
    void theAddressIsFree() throws Exception {
        assertFreeAndClean("at the end");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IS_UNDONE")
    void ofAnEndpointAndItsAcceptor(Fault fault) throws Exception {
        keepWhatTheJdkOpensOnce();
        int call = 0;
        do {
            call++;
            var endpoint = faultyEndpoint(call, fault);
            var before = descriptors();
            leaveDeadSocketAndHalfABind();
            live(endpoint, fault);
            assertThat(descriptors()).as(when(call, fault)).isEqualTo(before);
            assertFreeAndClean(when(call, fault));
        } while (!disk.struck().isEmpty());
        assertThat(call).isGreaterThan(40);
        print(call - 1 + " calls of listen, check, mend, connect and close", fault);
    }

    /** A socket that takes the place of others while they are closed. */
    private static void keepWhatTheJdkOpensOnce() throws IOException {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
    }

    private void print(String what, Fault fault) {
        System.out.println("[fault 48] unix: each of " + what + ", once " + fault);
    }

    private String when(int call, Fault fault) {
        return "call " + call + " (" + disk.struck() + ") " + fault;
    }

    private Endpoint faultyEndpoint(int call, Fault fault) throws IOException {
        disk = new FaultyDisk(directory, call, fault);
        return new UnixTransport(disk.path(directory)).endpoint(Spec.unix("s", "secret"));
    }

    private Endpoint soundEndpoint() {
        return new UnixTransport(directory).endpoint(Spec.unix("s", "secret"));
    }

    /** What processes that were killed while they listened, and while they bound, left behind. */
    private void leaveDeadSocketAndHalfABind() throws IOException {
        if (Files.isDirectory(directory)) {
            FaultyDisk.clear(directory);
            var aside = SocketFile.longestAside(socket);
            Files.createDirectory(aside.getParent());
            for (var dead : List.of(socket, aside)) {
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(dead))
                        .close();
            }
        }
    }

    private void live(Endpoint endpoint, Fault fault) throws Exception {
        var acceptor = secondTry(endpoint::listen, fault);
        try {
            assertThat(secondTry(acceptor::check, fault)).isTrue();
            Files.delete(socket);
            assertThat(secondTry(acceptor::check, fault)).as("it is mended").isTrue();
            try (var client = secondTry(() -> endpoint.connect(Deadline.after(SOON)), fault);
                    var server = acceptor.accept()) {
                assertThat(client.binding()).isEqualTo(server.binding());
            }
        } finally {
            secondTry(() -> close(acceptor), fault);
        }
    }

    private static boolean close(Acceptor acceptor) throws IOException {
        acceptor.close();
        return true;
    }

    /** What may fail once, and then not again. */
    private <T> T secondTry(Callable<T> call, Fault fault) throws Exception {
        boolean hadStruck = !disk.struck().isEmpty();
        try {
            return call.call();
        } catch (IOException | SecurityException e) {
            assertThat(hadStruck).as("the fault came before").isFalse();
            assertThat(disk.struck()).isNotEmpty();
            assertThat(e instanceof SecurityException).isEqualTo(fault == Fault.IS_FORBIDDEN);
            return call.call();
        }
    }

    private void assertFreeAndClean(String when) throws IOException {
        try (var acceptor = soundEndpoint().listen();
                var client = soundEndpoint().connect(Deadline.after(SOON));
                var server = acceptor.accept()) {
            assertThat(acceptor.check()).as(when).isTrue();
            assertThat(client.binding()).isEqualTo(server.binding());
        }
        assertThat(System.getProperties().stringPropertyNames())
                .as(when)
                .noneMatch(name -> name.startsWith("simpleipc.socket-lock:" + directory));
        assertThat(names()).as(when).containsExactly("s.lock");
    }

    private TreeSet<String> names() throws IOException {
        try (var entries = Files.list(directory)) {
            var names = new TreeSet<String>();
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        }
    }

    /** Sockets, selectors and files of ours, by what they are: the JVM opens class files whenever it likes. */
    private List<String> descriptors() throws IOException {
        try (var all = Files.list(DESCRIPTORS)) {
            return all.map(EveryFileCallFailsTest::target)
                    .filter(target -> !target.startsWith("/") || target.startsWith(parent.toString()))
                    .sorted()
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "/closed"; // the one that lists them
        }
    }

    /** So that it is the operating system that refuses what comes next, be it to bind or to rename. */
    @Test
    void aDirectoryThatIsClearedAfterAnyCallOfAListenerDoesNoHarm() throws Exception {
        keepWhatTheJdkOpensOnce();
        var failures = new TreeSet<String>();
        int call = 0;
        do {
            call++;
            var endpoint = faultyEndpoint(call, Fault.IS_UNDONE);
            var before = descriptors();
            leaveDeadSocketAndHalfABind();
            try (var acceptor = endpoint.listen()) {
                acceptor.check();
            } catch (IOException e) {
                failures.add(e.getClass().getSimpleName());
            }
            assertThat(descriptors()).as(when(call, Fault.IS_UNDONE)).isEqualTo(before);
            assertFreeAndClean(when(call, Fault.IS_UNDONE));
        } while (!disk.struck().isEmpty());
        assertThat(failures).isNotEmpty();
        print(call - 1 + " calls of listen, check and close, " + failures, Fault.IS_UNDONE);
    }

    @ParameterizedTest
    @CsvSource({
        "server, FAILS",
        "server, IS_DENIED",
        "server, IS_FORBIDDEN",
        "server, IS_UNDONE",
        "client, FAILS",
        "client, IS_FORBIDDEN",
        "client, IS_UNDONE"
    })
    void ofOneSideOfAPair(String side, Fault fault) throws Exception {
        assertFreeAndClean("at first");
        int call = 0;
        do {
            call++;
            faultyEndpoint(call, fault);
            FaultyDiskTransport.put("s", disk.path(directory));
            boolean isServer = side.equals("server");
            try (var server = isServer ? faultyConnection() : soundConnection();
                    var client = isServer ? soundConnection() : faultyConnection()) {
                play("call " + call + " " + fault, server, client);
            }
            assertNoThreadIsLeft(when(call, fault));
            assertFreeAndClean(when(call, fault));
        } while (!disk.struck().isEmpty());
        assertThat(call).isGreaterThan(10);
        print(call - 1 + " calls of the " + side + " of a pair, " + refusals + " times connect() said so", fault);
    }

    private Connection faultyConnection() {
        return connection("faulty", "s");
    }

    private Connection soundConnection() {
        return connection("unix", socket.toString());
    }

    private static Connection connection(String type, String address) {
        return Connection.builder(Spec.builder()
                        .type(type)
                        .address(address)
                        .secret("secret")
                        .queryTimeout(NEVER)
                        .reconnect(new Reconnect(true, 0, Duration.ofMillis(5)))
                        .options(Map.of("selfCheckInterval", "5ms"))
                        .build())
                .onQuery(text -> text)
                .logger(mock(Logger.class, withSettings().stubOnly())) // faults are nothing to warn of here
                .build();
    }

    /** Joined, the socket removed and mended, and joined still or again. */
    private void play(String when, Connection server, Connection client) throws Exception {
        connect(server);
        connect(client);
        assertThat(client.awaitConnected(SOON)).as(when).isTrue();
        Files.deleteIfExists(socket);
        await(when)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> Files.exists(socket) && isWhole(server) && isWhole(client));
    }

    private void connect(Connection connection) throws Exception {
        var call = CompletableFuture.runAsync(connection::connect);
        try {
            call.get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(IpcException.class);
            refusals++;
            CompletableFuture.runAsync(connection::connect).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static boolean isWhole(Connection connection) throws InterruptedException, TimeoutException {
        try {
            return connection
                    .queryAsync("whole?")
                    .get(SOON.toSeconds(), TimeUnit.SECONDS)
                    .equals("whole?");
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(IpcException.class);
            return false;
        }
    }

    private void assertNoThreadIsLeft(String when) throws InterruptedException {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().contains(socket.toString())) {
                thread.join(SOON.toMillis());
                assertThat(thread.isAlive()).as(when + ": " + thread.getName()).isFalse();
            }
        }
    }
}
