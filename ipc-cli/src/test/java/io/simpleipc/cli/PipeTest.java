package io.simpleipc.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.Connection;
import io.simpleipc.Reconnect;
import io.simpleipc.Spec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two pipes in one process, over real links. */
@Timeout(60)
class PipeTest {
    private static final int PIECE = 256 << 10;
    private static final int WINDOW = 8;
    private static final byte[] NOTHING = {};

    @TempDir
    Path temp;

    private Spec spec;
    private final List<Connection> connections = new ArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void makeASpec() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
        spec = Spec.unix(temp.resolve("s").toString(), "a secret of tests");
    }

    @AfterEach
    void close() {
        release.countDown();
        connections.forEach(Connection::close);
    }

    /** One side, running: ends with null if all went well, else with why not. */
    private record Side(
            Pipe pipe, Connection connection, ByteArrayOutputStream out, CompletableFuture<@Nullable Throwable> end) {
        @Nullable
        Throwable ended() throws Exception {
            return end.get(50, SECONDS);
        }
    }

    @Test
    void bothDirectionsArriveWhole() throws Exception {
        var there = random(5 * PIECE + 1);
        var back = random(3 * PIECE);
        var one = start(spec, new ByteArrayInputStream(there));
        var other = start(spec, new ByteArrayInputStream(back));

        assertThat(one.ended()).isNull();
        assertThat(other.ended()).isNull();
        assertThat(other.out.toByteArray()).isEqualTo(there);
        assertThat(one.out.toByteArray()).isEqualTo(back);
    }

    @Test
    void nothingIsAPipeToo() throws Exception {
        var one = start(spec, new ByteArrayInputStream(NOTHING));
        var other = start(spec, new ByteArrayInputStream(NOTHING));

        assertThat(one.ended()).isNull();
        assertThat(other.ended()).isNull();
        assertThat(one.out.size() + other.out.size()).isZero();
    }

    @Test
    void piecesFitIntoTheMessagesThatBothSidesAllow() throws Exception {
        var there = random(100_000);
        var one = start(spec, new ByteArrayInputStream(there));
        var other = start(spec.toBuilder().maxMessageSize(1024).build(), new ByteArrayInputStream(there));

        assertThat(one.ended()).isNull();
        assertThat(other.ended()).isNull();
        assertThat(other.out.toByteArray()).isEqualTo(there);
        assertThat(one.out.toByteArray()).isEqualTo(there);
    }

    @Test
    void whoDoesNotTakeItHoldsTheSenderUp() throws Exception {
        var there = random(4 * WINDOW * PIECE);
        var read = new AtomicLong();
        var one = start(spec, counted(there, read));
        var taken = new ByteArrayOutputStream();
        var other = start(spec, new ByteArrayInputStream(NOTHING), blocked(taken));

        // What is under way, and one piece that waits for its turn.
        long most = (WINDOW + 1L) * (PIECE - PipeMessage.HEADER);
        await().atMost(20, SECONDS).until(() -> read.get() == most);
        await().during(Duration.ofMillis(300)).atMost(20, SECONDS).until(() -> read.get() == most);
        release.countDown();

        assertThat(one.ended()).isNull();
        assertThat(other.ended()).isNull();
        assertThat(taken.toByteArray()).isEqualTo(there);
    }

    @Test
    void nothingIsLostOrDoubledOverLinksThatAreCut() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var quick = Spec.tcp(port, "a secret of tests").toBuilder()
                .reconnect(new Reconnect(true, 0, Duration.ofMillis(20)))
                .build();
        var there = random(40 * PIECE);
        var back = random(30 * PIECE);
        try (var proxy = new CuttingProxy(port, 5L * PIECE, 10)) {
            var server = start(quick, new ByteArrayInputStream(there));
            await().atMost(20, SECONDS).until(() -> server.connection.role() != null);
            var client = start(quick.toBuilder().address(":" + proxy.port()).build(), new ByteArrayInputStream(back));

            assertThat(server.ended()).isNull();
            assertThat(client.ended()).isNull();
            assertThat(client.out.toByteArray()).isEqualTo(there);
            assertThat(server.out.toByteArray()).isEqualTo(back);
            assertThat(proxy.cuts()).isEqualTo(10);
        }
    }

    @Test
    void anotherProcessInThePlaceOfTheOtherSideEndsBoth() throws Exception {
        var one = start(spec, waiting());
        var other = start(spec, new ByteArrayInputStream(new byte[] {1}));
        await().atMost(20, SECONDS).until(() -> one.out.size() == 1);
        other.connection.close();
        await().atMost(20, SECONDS).until(() -> !one.connection.isConnected()); // else the place is still taken
        var third = start(spec, waiting());

        assertThat(one.ended()).hasMessageContaining("another process has come in the place of the other side");
        assertThat(third.ended()).hasMessageContaining("joined with another process before");
    }

    @Test
    void whoStaysAwayHasGone() throws Exception {
        var impatient = spec.toBuilder().queryTimeout(Duration.ofMillis(500)).build();
        var one = start(impatient, waiting());
        var other = start(impatient, new ByteArrayInputStream(new byte[] {1}));
        await().atMost(20, SECONDS).until(() -> one.out.size() == 1);

        other.connection.close();

        assertThat(one.ended())
                .hasMessageContaining("the other side went away before the end")
                .matches(failure -> ExitCode.of(failure) == ExitCode.FAILED);
        assertThat(other.ended()).isNotNull();
    }

    @Test
    void anOutputThatBreaksIsSaidAtBothSides() throws Exception {
        var one = start(spec, new ByteArrayInputStream(random(20 * PIECE)));
        var other = start(spec, waiting(), broken());

        assertThat(one.ended()).hasMessage("the other side gave up: standard output cannot be written: Broken pipe");
        assertThat(other.ended()).hasMessage("standard output cannot be written: Broken pipe");
    }

    @Test
    void anInputThatBreaksIsSaidAtBothSides() throws Exception {
        var one = start(spec, new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        });
        var other = start(spec, waiting());

        assertThat(one.ended()).hasMessage("standard input cannot be read: Input/output error");
        assertThat(other.ended())
                .hasMessage("the other side gave up: standard input cannot be read: Input/output error");
    }

    @Test
    void anotherProgramAtTheOtherSideIsNoPipe() throws Exception {
        var echo = Connection.builder(spec).onBytes(query -> query).build();
        connections.add(echo);
        echo.connect();
        var one = start(spec, waiting());

        assertThat(one.ended())
                .hasMessageContaining("the other side does not run ipc pipe")
                .matches(failure -> ExitCode.of(failure) == ExitCode.INCOMPATIBLE);
    }

    @Test
    void aPeerWithoutHandlerIsNoPipe() throws Exception {
        var silent = Connection.builder(spec).build();
        connections.add(silent);
        silent.connect();
        var one = start(spec, waiting());

        assertThat(one.ended()).hasMessageContaining("the other side does not run ipc pipe");
    }

    private Side start(Spec meeting, InputStream in) {
        return start(meeting, in, new ByteArrayOutputStream());
    }

    private Side start(Spec meeting, InputStream in, OutputStream out) {
        var pipe = new Pipe(meeting, in, out);
        var connection = Connection.builder(meeting)
                .drain(Duration.ofMillis(500))
                .onBytes(pipe::handle)
                .listener(pipe)
                .build();
        connections.add(connection);
        var end = new CompletableFuture<@Nullable Throwable>();
        var thread = new Thread(() -> end.complete(run(pipe, connection)), "pipe-test");
        thread.setDaemon(true);
        thread.start();
        return new Side(
                pipe,
                connection,
                out instanceof ByteArrayOutputStream known ? known : new ByteArrayOutputStream(),
                end);
    }

    private static @Nullable Throwable run(Pipe pipe, Connection connection) {
        try (connection) {
            connection.connect(Duration.ofSeconds(20));
            assertThat(connection.awaitConnected(Duration.ofSeconds(20))).isTrue();
            pipe.run(connection);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private InputStream counted(byte[] bytes, AtomicLong read) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] to, int start, int longest) {
                int length = super.read(to, start, longest);
                read.addAndGet(Math.max(0, length));
                return length;
            }

            @Override
            public int read(byte[] to) {
                return read(to, 0, to.length);
            }
        };
    }

    /** Ends with the test. */
    private InputStream waiting() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
    }

    private OutputStream blocked(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(bytes, start, length);
            }
        };
    }

    private static OutputStream broken() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
    }
}
