package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A place to meet: a unix socket in a short private directory, or a loopback port. Closing it removes the directory.
 *
 * <p>Ports are taken below the range that the system gives to outgoing connections: nobody gets one of those by chance.
 */
final class Address implements AutoCloseable {
    private static final int LONGEST_PATH = 60;
    private static final int FIRST_PORT = 15_000;
    private static final int LAST_PORT = 32_000;

    /** Tests run in so many JVMs at most at the same time, which take their ports in turn. */
    private static final int FORKS = 4;

    private static final int FORK = Integer.getInteger("ipc.test.fork", 0) % FORKS;
    private static final Set<Integer> GIVEN_AWAY = ConcurrentHashMap.newKeySet();

    private final String type;
    private final String text;
    private final Path directory;
    private final int port;

    private Address(String type, String text, Path directory, int port) {
        this.type = type;
        this.text = text;
        this.directory = directory;
        this.port = port;
    }

    static Address unix() {
        try {
            var directory = Files.createTempDirectory("ipc").toRealPath();
            var path = directory.resolve("s").toString();
            assertThat(path.length())
                    .as("a socket's path must be short; set java.io.tmpdir")
                    .isLessThanOrEqualTo(LONGEST_PATH);
            return new Address("unix", path, directory, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Address tcp() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT / FORKS, LAST_PORT / FORKS) * FORKS + FORK;
            if (GIVEN_AWAY.add(port) && isFree(port)) {
                return new Address("tcp", "127.0.0.1:" + port, null, port);
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String type() {
        return type;
    }

    /** As it goes into a spec. */
    String text() {
        return text;
    }

    int port() {
        return port;
    }

    Path socketFile() {
        return Path.of(text);
    }

    boolean isUnix() {
        return directory != null;
    }

    /** Somebody else's server at this address, with its socket bound but nothing accepted yet. */
    ServerSocketChannel listenAsForeigner() throws IOException {
        var server = isUnix()
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open(StandardProtocolFamily.INET);
        return server.bind(socketAddress());
    }

    SocketAddress socketAddress() {
        return isUnix()
                ? UnixDomainSocketAddress.of(text)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Leaves a socket file to which nobody listens, as a killed process does. */
    void putDeadSocketInTheWay() {
        try {
            Files.deleteIfExists(socketFile());
            listenAsForeigner().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(socketFile()).exists();
    }

    /**
     * How many sockets listen here, as the kernel says. The list of unix sockets keeps the name from before a rename, so
     * every one that was bound anywhere below the private directory counts, once per line (one line is one inode).
     */
    int kernelListeners() {
        try {
            return isUnix() ? unixListeners() : tcpListeners();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int unixListeners() throws IOException {
        // Num RefCount Protocol Flags Type St Inode Path; flag 10000 = listening
        int listeners = 0;
        for (var line : Files.readAllLines(Path.of("/proc/net/unix"))) {
            var columns = line.trim().split("\\s+", 8);
            if (columns.length == 8 && columns[7].startsWith(directory + "/") && columns[3].equals("00010000")) {
                listeners++;
            }
        }
        return listeners;
    }

    private int tcpListeners() throws IOException {
        // sl local_address rem_address st ...; state 0A = listening
        var end = String.format(":%04X", port);
        int listeners = 0;
        for (var table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            if (!Files.exists(table)) {
                continue;
            }
            for (var line : Files.readAllLines(table)) {
                var columns = line.trim().split("\\s+", 5);
                if (columns.length == 5 && columns[1].endsWith(end) && columns[3].equals("0A")) {
                    listeners++;
                }
            }
        }
        return listeners;
    }

    /** What lies around here apart from the lock file, which stays by design. To be asked when nobody comes or goes. */
    List<String> leftovers() {
        if (!isUnix()) {
            return isFree(port) ? List.of() : List.of("a listener on port " + port);
        }
        var names = new ArrayList<String>();
        try (var files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock"))
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    @Override
    public void close() {
        if (!isUnix()) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return type + ":" + text;
    }
}
