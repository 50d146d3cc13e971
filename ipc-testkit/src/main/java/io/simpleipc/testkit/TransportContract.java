package io.simpleipc.testkit;

import static io.simpleipc.testkit.Joined.dial;
import static io.simpleipc.testkit.Joined.join;
import static io.simpleipc.testkit.Joined.joinInterrupted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every transport must do. Extend it in the tests of a plug-in, return the transport and addresses, and run it:
 * all that the engine relies on is here. Each test has a thread of its own: what must not mind interrupts could not be
 * stopped by one.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class TransportContract {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration QUIET = Duration.ofMillis(300);

    /** For subclasses. */
    protected TransportContract() {}

    /**
     * The transport under test.
     *
     * @return any instance
     */
    protected abstract Transport transport();

    /**
     * A spec for it.
     *
     * @return one whose address nobody uses, another one at each call
     * @throws IOException if none could be found
     */
    protected abstract Spec freshSpec() throws IOException;

    private Endpoint freshEndpoint() throws IOException {
        return transport().endpoint(freshSpec());
    }

    private static byte[] randomBytes(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aByteTravelsEachWay() throws Exception {
        try (var joined = join(freshEndpoint())) {
            joined.client().write(new byte[] {1});
            assertArrayEquals(new byte[] {1}, joined.server().read(1));
            joined.server().write(new byte[] {2});
            assertArrayEquals(new byte[] {2}, joined.client().read(1));
        }
    }

    @Test
    void muchTravelsBothWaysAtOnceAndInOrder() throws Exception {
        var there = randomBytes(1, 8 * MEBIBYTE);
        var back = randomBytes(2, 8 * MEBIBYTE);
        try (var joined = join(freshEndpoint())) {
            var writers = new ArrayList<Future<?>>();
            writers.add(Background.run("client writes", () -> joined.client().write(there)));
            writers.add(Background.run("server writes", () -> joined.server().write(back)));
            Future<byte[]> answer =
                    Background.run("client reads", () -> joined.client().read(back.length));
            assertArrayEquals(there, joined.server().read(there.length));
            assertArrayEquals(back, answer.get());
            for (var writer : writers) {
                writer.get();
            }
        }
    }

    @Test
    void readsMayBeSmallerThanWhatCame() throws Exception {
        var bytes = randomBytes(3, 1000);
        try (var joined = join(freshEndpoint())) {
            joined.client().write(bytes);
            for (var expected : bytes) {
                assertEquals(expected, joined.server().read(1)[0]);
            }
        }
    }

    @Test
    void aReadReturnsZeroWhenNothingIsThere() throws Exception {
        try (var joined = join(freshEndpoint())) {
            assertEquals(0, joined.server().pipe().read(ByteBuffer.allocate(10)));
            assertEquals(0, joined.client().pipe().read(ByteBuffer.allocate(10)));
        }
    }

    @Test
    void aGatheringWriteTakesItsSourcesInOrderAndNoOthers() throws Exception {
        var sources = new ByteBuffer[] {
            ByteBuffer.wrap(new byte[] {99}),
            ByteBuffer.wrap(new byte[] {1, 2}),
            ByteBuffer.allocateDirect(3).put(new byte[] {3, 4, 5}).flip(),
            ByteBuffer.allocate(0),
            ByteBuffer.wrap(new byte[] {0, 6, 7, 0}, 1, 2),
            ByteBuffer.wrap(new byte[] {99})
        };
        try (var joined = join(freshEndpoint())) {
            assertEquals(7, joined.client().pipe().write(sources, 1, 4));
            joined.client().write(new byte[] {8});
            assertArrayEquals(
                    new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, joined.server().read(8));
            assertEquals(1, sources[0].remaining());
            assertEquals(0, sources[4].remaining());
            assertEquals(1, sources[5].remaining());
        }
    }

    @Test
    void whatWasWrittenBeforeAnEndArrivesBeforeIt() throws Exception {
        try (var joined = join(freshEndpoint())) {
            var bytes = randomBytes(4, 1000);
            joined.server().write(bytes);
            joined.server().close();
            assertArrayEquals(bytes, joined.client().read(bytes.length));
            assertEquals(-1, joined.client().readSome(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aClosedPipeNeitherReadsNorWrites() throws Exception {
        try (var joined = join(freshEndpoint())) {
            joined.client().close();
            joined.client().close();
            assertThrows(IOException.class, () -> joined.client().read(1));
            assertThrows(IOException.class, () -> joined.client().write(new byte[1]));
        }
    }

    @Test
    void closingWakesTheSleepersOfBothEnds() throws Exception {
        try (var joined = join(freshEndpoint())) {
            Future<?> near = Background.run("near", () -> joined.client().readSome(ByteBuffer.allocate(1)));
            Future<Integer> far = Background.run("far", () -> joined.server().readSome(ByteBuffer.allocate(1)));
            Background.awaitAsleep("near", "far");
            joined.client().close();
            assertEquals(-1, far.get());
            assertThrows(Exception.class, near::get);
        }
    }

    @Test
    void writesToAPeerThatDoesNotReadEndAndGoOnWhenItDoes() throws Exception {
        try (var joined = join(freshEndpoint())) {
            var source = ByteBuffer.wrap(randomBytes(5, 64 * MEBIBYTE));
            var pipe = joined.client().pipe();
            // Full is what takes nothing for a while: a kernel moves bytes from one end's buffer to the other's
            // meanwhile.
            var full = Deadline.after(QUIET);
            while (!full.hasPassed() && source.hasRemaining()) {
                var piece = source.slice(source.position(), Math.min(64 * 1024, source.remaining()));
                long count = pipe.write(new ByteBuffer[] {piece}, 0, 1);
                source.position(source.position() + (int) count);
                full = count == 0 ? full : Deadline.after(QUIET);
                Thread.onSpinWait();
            }
            assertTrue(source.hasRemaining(), "64 MiB were swallowed though nobody reads");

            int swallowed = source.position();
            Future<?> writer = Background.run("writer", () -> joined.client().write(new byte[] {42}));
            Background.awaitAsleep("writer");
            var arrived = joined.server().read(swallowed + 1);
            writer.get();
            assertEquals(42, arrived[swallowed]);
            assertEquals(source.get(0), arrived[0]);
            assertEquals(source.get(swallowed - 1), arrived[swallowed - 1]);
        }
    }

    @Test
    void aSleepingReaderWakesWhenBytesArrive() throws Exception {
        try (var joined = join(freshEndpoint())) {
            Future<byte[]> reader =
                    Background.run("reader", () -> joined.server().read(1));
            Background.awaitAsleep("reader");
            joined.client().write(new byte[] {7});
            assertArrayEquals(new byte[] {7}, reader.get());
        }
    }

    @Test
    void bothEndsKnowTheSameBinding() throws Exception {
        try (var joined = join(freshEndpoint())) {
            assertEquals(
                    joined.client().pipe().binding(), joined.server().pipe().binding());
        }
    }

    @Test
    void equalSpecsMeet() throws Exception {
        var spec = freshSpec();
        var listener = transport().endpoint(spec);
        var dialler = transport().endpoint(spec.toBuilder().build());
        assertEquals(listener.description(), dialler.description());
        try (var joined = join(dialler, listener.listen())) {
            assertEquals(
                    joined.client().pipe().binding(), joined.server().pipe().binding());
        }
    }

    @Test
    void onlyOneCanListen() throws Exception {
        var spec = freshSpec();
        try (var acceptor = transport().endpoint(spec).listen()) {
            assertThrows(
                    AddressInUseException.class,
                    () -> transport().endpoint(spec).listen());
            assertTrue(acceptor.check());
        }
    }

    @Test
    void ofManyWhoListenAtOnceExactlyOneDoes() throws Exception {
        int threads = 8;
        for (int round = 0; round < 50; round++) {
            var endpoint = freshEndpoint();
            var barrier = new CyclicBarrier(threads);
            var attempts = new ArrayList<Future<Boolean>>();
            var winners = Collections.synchronizedList(new ArrayList<Acceptor>());
            for (int i = 0; i < threads; i++) {
                attempts.add(Background.run("listener " + i, () -> {
                    barrier.await();
                    try {
                        return winners.add(endpoint.listen());
                    } catch (AddressInUseException e) {
                        return false;
                    }
                }));
            }
            for (var attempt : attempts) {
                attempt.get();
            }
            for (var winner : winners) {
                winner.close();
            }
            assertEquals(1, winners.size());
        }
    }

    @Test
    void aDialWithoutListenerIsRefusedAtOnce() throws Exception {
        var endpoint = freshEndpoint();
        long start = System.nanoTime();
        assertThrows(NoListenerException.class, () -> dial(endpoint));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(1).toNanos(), "it took too long");
    }

    @Test
    void aDialNeverReachesItself() throws Exception {
        var endpoint = freshEndpoint();
        for (int i = 0; i < 2000; i++) {
            assertThrows(NoListenerException.class, () -> dial(endpoint).close());
        }
    }

    @Test
    void aDialRightAfterCloseIsRefused() throws Exception {
        var endpoint = freshEndpoint();
        int rounds = 500;
        int accepted = 0;
        for (int round = 0; round < rounds; round++) {
            var acceptor = endpoint.listen();
            var accepting = Background.run("acceptor", () -> acceptUntilClosed(acceptor));
            dial(endpoint).close();
            acceptor.close();
            assertThrows(NoListenerException.class, () -> dial(endpoint).close());
            accepted += accepting.get();
        }
        System.out.println("[fault 14] " + getClass().getSimpleName() + ": " + rounds
                + " dials right after close() were refused, of as many before it " + accepted + " were accepted");
    }

    private static int acceptUntilClosed(Acceptor acceptor) throws IOException {
        int accepted = 0;
        while (true) {
            try {
                acceptor.accept().close();
                accepted++;
            } catch (ClosedChannelException e) {
                return accepted;
            }
        }
    }

    @Test
    void closingEndsAWaitingAccept() throws Exception {
        var endpoint = freshEndpoint();
        var acceptor = endpoint.listen();
        Future<Integer> accepting = Background.run("acceptor", () -> acceptUntilClosed(acceptor));
        Background.awaitAsleep("acceptor");
        acceptor.close();
        assertEquals(0, accepting.get());
        assertThrows(ClosedChannelException.class, acceptor::accept);
    }

    @Test
    void anAcceptorMayBeClosedByManyAndOften() throws Exception {
        var acceptor = freshEndpoint().listen();
        var closing = new ArrayList<Future<?>>();
        for (int i = 0; i < 8; i++) {
            closing.add(Background.run("closer", acceptor::close));
        }
        for (var each : closing) {
            each.get();
        }
        acceptor.close();
        assertFalse(acceptor.check() && acceptor.checkInterval().compareTo(Duration.ZERO) > 0);
    }

    @Test
    void theAddressIsFreeAgainAfterCloseThoughPipesGoOn() throws Exception {
        var endpoint = freshEndpoint();
        try (var joined = join(endpoint)) {
            joined.acceptor().close();
            assertThrows(NoListenerException.class, () -> dial(endpoint));
            try (var again = join(endpoint)) {
                again.client().write(new byte[] {1});
                assertArrayEquals(new byte[] {1}, again.server().read(1));
            }
            joined.client().write(new byte[] {2});
            assertArrayEquals(new byte[] {2}, joined.server().read(1));
        }
    }

    @Test
    void closingAnOldAcceptorAgainDoesNotHarmTheNewOne() throws Exception {
        var endpoint = freshEndpoint();
        var old = endpoint.listen();
        old.close();
        try (var acceptor = endpoint.listen()) {
            old.close();
            assertThrows(AddressInUseException.class, endpoint::listen);
            try (var joined = join(endpoint, acceptor)) {
                joined.client().write(new byte[] {1});
                assertArrayEquals(new byte[] {1}, joined.server().read(1));
            }
        }
    }

    @Test
    void acceptingGoesOnWhileOthersAreConnected() throws Exception {
        var endpoint = freshEndpoint();
        try (var first = join(endpoint);
                var second = join(endpoint, first.acceptor());
                var third = join(endpoint, first.acceptor())) {
            third.client().write(new byte[] {3});
            second.client().write(new byte[] {2});
            first.client().write(new byte[] {1});
            assertArrayEquals(new byte[] {1}, first.server().read(1));
            assertArrayEquals(new byte[] {2}, second.server().read(1));
            assertArrayEquals(new byte[] {3}, third.server().read(1));
        }
    }

    @Test
    void anInterruptedThreadDoesNoHarmAndStaysInterrupted() throws Exception {
        var endpoint = freshEndpoint();
        Background.run("interrupted", () -> {
                    Thread.currentThread().interrupt();
                    try (var acceptor = endpoint.listen();
                            var joined = joinInterrupted(endpoint, acceptor)) {
                        var client = joined.client();
                        var server = joined.server();
                        client.write(new byte[] {1});
                        assertArrayEquals(new byte[] {1}, server.read(1));
                        assertTrue(acceptor.check());
                        assertThrows(AddressInUseException.class, endpoint::listen);
                        client.write(new byte[] {2});
                        assertArrayEquals(new byte[] {2}, server.read(1));
                        assertTrue(Thread.currentThread().isInterrupted());
                    }
                })
                .get();
    }

    @Test
    void anInterruptDoesNotEndAnAccept() throws Exception {
        var endpoint = freshEndpoint();
        try (var acceptor = endpoint.listen()) {
            Future<Boolean> accepting = Background.run("acceptor", () -> {
                acceptor.accept().close();
                return Thread.interrupted();
            });
            Background.awaitAsleep("acceptor").interrupt();
            dial(endpoint).close();
            assertTrue(accepting.get(), "the flag was lost");
            Future<?> next = Background.run("acceptor", () -> acceptor.accept().close());
            dial(endpoint).close();
            next.get();
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        var endpoint = freshEndpoint();
        playAndClose(endpoint);
        var before = Leftovers.now();
        for (int i = 0; i < 20; i++) {
            playAndClose(endpoint);
        }
        before.assertNothingNew();
    }

    private static void playAndClose(Endpoint endpoint) throws Exception {
        assertThrows(NoListenerException.class, () -> dial(endpoint));
        try (var joined = join(endpoint)) {
            joined.client().write(new byte[1000]);
            joined.server().read(1000);
            assertThrows(AddressInUseException.class, endpoint::listen);
        }
    }

    @Test
    void anUnknownOptionIsRefusedByName() throws Exception {
        var spec = freshSpec().toBuilder().options(Map.of("noSuchOption", "1")).build();
        var refusal =
                assertThrows(ConfigurationException.class, () -> transport().endpoint(spec));
        assertTrue(String.valueOf(refusal.getMessage()).contains("noSuchOption"), refusal.getMessage());
    }
}
