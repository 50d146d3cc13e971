package io.simpleipc.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Directories in which nothing can be made: a process that wants to listen there says so and leaves nothing half-made.
 * It sees the directory in a mount namespace of its own, so that no other process is disturbed.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullDirectoryTest {
    private static final List<String> IN_A_NAMESPACE = List.of("unshare", "-rm", "sh", "-c");

    private Path directory;
    private Path socket;

    @BeforeEach
    void aDirectory() throws Exception {
        Assumptions.assumeTrue(canMount(), "needs unshare, and namespaces in which a user may mount");
        directory = Files.createTempDirectory("ipc").toRealPath();
        socket = directory.resolve("s");
    }

    private static boolean canMount() throws InterruptedException {
        try {
            var probe = new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
                    .redirectErrorStream(true)
                    .start();
            return probe.waitFor(20, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void remove() throws IOException {
        if (directory != null) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Runs what comes after these words, in a namespace where the directory is mounted anew. */
    private List<String> mounted(String how) {
        return List.of(
                IN_A_NAMESPACE.get(0),
                IN_A_NAMESPACE.get(1),
                IN_A_NAMESPACE.get(2),
                IN_A_NAMESPACE.get(3),
                how + " && exec \"$@\"",
                directory.toString());
    }

    private List<String> disk(String limits) {
        return mounted("mount -t tmpfs -o mode=700," + limits + " none \"$0\"");
    }

    /** What a process says that tries to listen, and the names it then sees in the directory. */
    private String listen(List<String> prefix) throws Exception {
        try (var process = OtherProcess.start(prefix, "listen and look", socket)) {
            var line = process.line();
            System.out.println("[fault 45] " + prefix.get(4).replace(" && exec \"$@\"", "") + ": " + line);
            return line;
        }
    }

    private static Endpoint endpoint(Path socket) {
        return new UnixTransport(socket.getParent()).endpoint(Spec.unix(socket.toString(), "secret"));
    }

    /** The root directory takes the first inode; then come the lock file, the directory aside, the socket. */
    @Test
    void whereverTheDiskRunsOutOfFilesNothingButTheLockFileIsLeft() throws Exception {
        assertThat(listen(disk("nr_inodes=1"))).isEqualTo("failed FileSystemException, []");
        assertThat(listen(disk("nr_inodes=2"))).isEqualTo("failed FileSystemException, [s.lock]");
        assertThat(listen(disk("nr_inodes=3"))).startsWith("failed ").endsWith(", [s.lock]");
        assertThat(listen(disk("nr_inodes=4"))).isEqualTo("listening, [s, s.lock]");
    }

    @Test
    void aDiskFullOfDataIsNoObstacle() throws Exception {
        var full = mounted("mount -t tmpfs -o mode=700,size=64k none \"$0\""
                + " && ! head -c 100000 /dev/zero 2> /dev/null > \"$0/data\"");
        assertThat(listen(full)).isEqualTo("listening, [data, s, s.lock]");
    }

    @Test
    void aReadOnlyDirectoryStaysAsItIs() throws Exception {
        var readOnly = mounted("mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\"");
        assertThat(listen(readOnly)).isEqualTo("failed FileSystemException, []");

        leaveDeadSocket();
        assertThat(listen(readOnly)).isEqualTo("failed FileSystemException, [s, s.lock]");
        try (var acceptor = endpoint(socket).listen()) {
            assertThat(acceptor.check())
                    .as("it can be taken over where it can be written")
                    .isTrue();
        }
    }

    private void leaveDeadSocket() throws IOException {
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        Files.createFile(directory.resolve("s.lock"));
    }

    /** As in a container that shares the directory of a server and must not change it. */
    @Test
    void aServerInAReadOnlyDirectoryIsReached() throws Exception {
        var readOnly = mounted("mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\"");
        try (var acceptor = endpoint(socket).listen();
                var other = OtherProcess.start(readOnly, "dial", socket);
                var pipe = acceptor.accept()) {
            pipe.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[1])}, 0, 1);
            assertThat(other.line()).isEqualTo("read 1");
        }
    }
}
