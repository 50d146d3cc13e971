package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.SHORT;
import static io.simpleipc.internal.session.SessionPair.ask;
import static io.simpleipc.internal.session.SessionPair.bytes;
import static io.simpleipc.internal.session.SessionPair.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.FaultyPipe;
import io.simpleipc.testkit.MemoryPipe;
import io.simpleipc.testkit.PassingPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a session ends, by closing, silence or nonsense, and what becomes of what was asked over it. */
@Timeout(30)
class SessionEndTest {
    @Test
    void closeWaitsForRunningHandlersAndRefusesNewQueries() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var pair = script().onServer(q -> {
                    started.countDown();
                    release.await();
                    return bytes("done");
                })
                .start()) {
            var answer = pair.client.session.queryAsync(bytes("x"), LONG);
            started.await();
            var closing = CompletableFuture.runAsync(() -> pair.server.session.close(LONG));
            await().until(() -> refused(pair.client));
            assertThat(closing).isNotDone();
            assertThatThrownBy(() -> pair.server.session.query(bytes("y"), LONG))
                    .isInstanceOf(NotConnectedException.class);
            release.countDown();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("done"));
            closing.get(10, TimeUnit.SECONDS);
            assertThat(pair.client.ended.get(10, TimeUnit.SECONDS)).isInstanceOf(ConnectionLostException.class);
        }
    }

    @Test
    void onlyAPeerThatSaidGoodbyeHasClosedTheConnection() throws Exception {
        try (var pair = script().start()) {
            pair.server.session.close(SHORT);

            assertThat(pair.client.ended.get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("has closed the connection")
                    .hasMessageNotContaining("farewell");
            assertThat(pair.client.session.peerHasClosed()).isTrue();
        }
    }

    /** As when a process is killed: the system closes its sockets, and no frame of its own comes before. */
    @Test
    void aStreamThatEndsWithoutAFarewellIsALoss() throws Exception {
        try (var pair = script().start()) {
            pair.server.session.abort(new NotConnectedException("killed", null));

            assertThat(pair.client.ended.get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("was lost: the stream ended without a farewell")
                    .hasMessageNotContaining("has closed the connection");
            assertThat(pair.client.session.peerHasClosed()).isFalse();
        }
    }

    private static boolean refused(SessionPair.Side side) {
        try {
            side.session.queryAsync(bytes("probe"), LONG).getNow(null);
            return false;
        } catch (CompletionException e) {
            return ((IpcException) e.getCause()).outcome() == Outcome.NOT_EXECUTED;
        }
    }

    @Test
    void closeGivesUpOnAHandlerThatBlocksAndLeavesNoFutureIncomplete() throws Exception {
        var never = new CountDownLatch(1);
        try (var pair = script().onServer(q -> {
                    never.await();
                    return q;
                })
                .start()) {
            var futures = new ArrayList<CompletableFuture<byte[]>>();
            for (int i = 0; i < 1000; i++) {
                futures.add(pair.client.session.queryAsync(bytes("x"), LONG));
            }
            long start = System.nanoTime();
            pair.server.session.close(SHORT);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            for (var future : futures) {
                assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(ConnectionLostException.class);
            }
            never.countDown();
        }
    }

    @Test
    void aHandlerMayCloseItsOwnSession() throws Exception {
        var pair = new AtomicReference<SessionPair>();
        try (var started = script().onServer(q -> {
                    pair.get().server.session.close(LONG);
                    return q;
                })
                .start()) {
            pair.set(started);
            assertThatThrownBy(() -> started.client.session.query(bytes("x"), LONG))
                    .isInstanceOf(ConnectionLostException.class);
            assertThat(started.server.ended.get(10, TimeUnit.SECONDS)).isInstanceOf(NotConnectedException.class);
        }
    }

    @Test
    void aSilentPeerIsLostAfterTwoIntervalsAndWhatNeverLeftIsNotExecuted() throws Exception {
        var pipe = new AtomicReference<FaultyPipe>();
        try (var pair = script().timeout(Duration.ofMillis(400))
                .clientPipe(p -> faulty(p, pipe))
                .start()) {
            assertThat(ask(pair.client, "joined")).isEqualTo("joined");
            pipe.get().stallReads(true).stallWrites(true);
            long start = System.nanoTime();
            var notSent = pair.client.session.queryAsync(bytes("x"), LONG);
            var cause = pair.client.ended.get(10, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
            assertThat(cause).isInstanceOf(ConnectionLostException.class).hasMessageContaining("nothing was heard");
            assertThatThrownBy(notSent::join)
                    .satisfies(e ->
                            assertThat(((IpcException) e.getCause()).outcome()).isEqualTo(Outcome.NOT_EXECUTED));
        }
    }

    private static Pipe faulty(Pipe pipe, AtomicReference<FaultyPipe> where) {
        where.set(new FaultyPipe(pipe));
        return where.get();
    }

    @Test
    void anIdleLinkLivesByItsKeepAlives() throws Exception {
        try (var pair = script().timeout(Duration.ofSeconds(2)).start()) {
            // Time is the subject: more than twice what loses a silent peer but for the keep-alives.
            assertThat(pair.client.ended).isNotCompleted();
            assertThatThrownBy(() -> pair.client.ended.get(5, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(ask(pair.client, "alive")).isEqualTo("alive");
        }
    }

    @Test
    void aPeerThatTalksButNeverReadsIsLost() throws Exception {
        var pipes = MemoryPipe.pair(64 << 10, ChannelBinding.of("memory"));
        var spec = Spec.of("memory", "test", "secret").toBuilder()
                .queryTimeout(Duration.ofMillis(400))
                .build();
        var side = new SessionPair.Side(Role.CLIENT, pipes.one(), spec, q -> q, null, null);
        side.session.start();
        var unanswered = side.session.queryAsync(new byte[1 << 20], LONG);
        var ping = ByteBuffer.wrap(HexFormat.of().parseHex("0000000c" + "09000000" + "0000000000000001"));
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> side.ended.isDone() || !accepts(pipes.other(), ping.duplicate()));
        assertThat(side.ended.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ConnectionLostException.class)
                .hasMessageContaining("read nothing");
        assertThatThrownBy(unanswered::join)
                .satisfies(
                        e -> assertThat(((IpcException) e.getCause()).outcome()).isEqualTo(Outcome.NOT_EXECUTED));
        side.workers.close(LONG);
    }

    /** The engine thread completes them then, and closing waits for it: who closes owes nothing afterwards. */
    @Test
    void closingCompletesEveryFutureWhereNoThreadCanBeHad() throws Exception {
        var threads = new ThreadsToBeHad();
        var pipes = MemoryPipe.pair(64 << 10, ChannelBinding.of("memory"));
        var spec = Spec.of("memory", "test", "secret");
        var workers = new Workers(null, "test", SessionPair.LOG, threads);
        var side = new SessionPair.Side(Role.CLIENT, workers, pipes.one(), spec, q -> q, null, false);
        side.session.start();
        var answers = Stream.generate(() -> side.session.queryAsync(new byte[1], LONG))
                .limit(1000)
                .toList();
        threads.refuse(Integer.MAX_VALUE);

        side.session.close(Duration.ZERO);
        workers.close(Duration.ofMillis(1));

        assertThat(answers).allMatch(CompletableFuture::isDone);
        pipes.other().close();
    }

    /** A process that is replaced quickly leaves its last word unread: that must not keep its successor out. */
    @Test
    void theLastWordOfAPeerIsNoSignOfLifeButItsPongIs() throws Exception {
        try (var scripted = new ScriptedPeer()) {
            var heard = scripted.probe();
            scripted.send(CLOSING);
            await().until(() -> refused(scripted.side));
            scripted.awaitDrained();
            assertThat(heard).isNotDone();

            scripted.send(PONG_1);
            heard.get(10, TimeUnit.SECONDS);
        }
    }

    /** It was asked before, of a peer that has said its last word since. */
    @Test
    void aPongOnItsWayBeforeTheProbeIsNoSignOfLife() throws Exception {
        try (var scripted = new ScriptedPeer()) {
            var first = scripted.probe();
            scripted.send(PONG_1);
            first.get(10, TimeUnit.SECONDS);

            var second = scripted.probe();
            scripted.leave(PONG_1 + CLOSING);

            scripted.side.ended.get(10, TimeUnit.SECONDS);
            assertThat(second).isNotDone();
        }
    }

    @Test
    void thePongToALaterPingIsASignOfLife() throws Exception {
        try (var scripted = new ScriptedPeer()) {
            var first = scripted.probe();
            var second = scripted.probe();
            scripted.leave(PONG_2 + CLOSING);

            first.get(10, TimeUnit.SECONDS);
            second.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void otherBytesAreASignOfLifeIfNothingIsBehindThem() throws Exception {
        try (var scripted = new ScriptedPeer()) {
            var heard = scripted.probe();
            scripted.send(OPTIONAL);
            heard.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOSING, ""})
    void whatAPeerSentBeforeItLeftIsNoSignOfLifeHoweverMuchItIs(String lastWords) throws Exception {
        try (var scripted = new ScriptedPeer()) {
            var heard = scripted.probe();
            scripted.leave(OPTIONAL.repeat(MORE_THAN_ONE_READ / 16) + lastWords);

            scripted.side.ended.get(10, TimeUnit.SECONDS);
            assertThat(heard).isNotDone();
        }
    }

    private static final String CLOSING = "0000000c" + "0b000000" + "0000000000000000";
    private static final String PONG_1 = "0000000c" + "0a000000" + "0000000000000001";
    private static final String PONG_2 = "0000000c" + "0a000000" + "0000000000000002";

    /** A frame of a type that nobody knows, and that may be skipped. */
    private static final String OPTIONAL = "0000000c" + "64800000" + "0000000000000000";

    private static final int MORE_THAN_ONE_READ = 300_000;

    /** A server's session, and a peer whose bytes are the test's. */
    private static final class ScriptedPeer implements AutoCloseable {
        private final MemoryPipe.Pair pipes = MemoryPipe.pair(512 << 10, ChannelBinding.of("memory"));
        private final FaultyPipe pipe = new FaultyPipe(pipes.one());
        final SessionPair.Side side =
                new SessionPair.Side(Role.SERVER, pipe, Spec.of("memory", "test", "secret"), q -> q, null, null);

        ScriptedPeer() throws IOException {
            side.session.start();
        }

        CompletableFuture<Void> probe() {
            var heard = new CompletableFuture<Void>();
            side.session.probe(() -> heard.complete(null));
            return heard;
        }

        void send(String hex) {
            var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
            assertThat(accepts(pipes.other(), bytes)).isTrue();
            assertThat(bytes.remaining()).isZero();
        }

        /** Returns when the session has found nothing to read since the call. */
        void awaitDrained() {
            pipe.stallReads(true);
            send(OPTIONAL); // or it would not look
            long before = pipe.calls();
            await().until(() -> pipe.calls() > before + 4);
            pipe.stallReads(false);
        }

        /** Sends and goes, before any of it is read. */
        void leave(String hex) {
            pipe.stallReads(true);
            send(hex);
            pipes.other().close();
            pipe.stallReads(false);
        }

        @Override
        public void close() {
            side.session.abort(new ConnectionLostException("the test is over", Outcome.UNKNOWN, null));
            pipes.other().close();
            side.workers.close(LONG);
        }
    }

    private static boolean accepts(Pipe pipe, ByteBuffer bytes) {
        try {
            return pipe.write(new ByteBuffer[] {bytes}, 0, 1) >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void malformedBytesEndTheLinkOnceAndEveryCallHasItsOutcome() throws Exception {
        var pipe = new AtomicReference<FaultyPipe>();
        var release = new CountDownLatch(1);
        try (var pair = script().clientPipe(p -> faulty(p, pipe))
                .onServer(q -> {
                    release.await();
                    return q;
                })
                .start()) {
            var pending = pair.client.session.queryAsync(bytes("x"), LONG);
            pipe.get().flipRead(0, 7);
            release.countDown();
            assertThat(pair.client.ended.get(10, TimeUnit.SECONDS)).isInstanceOf(ConnectionLostException.class);
            assertThatThrownBy(pending::join)
                    .satisfies(e ->
                            assertThat(((IpcException) e.getCause()).outcome()).isEqualTo(Outcome.UNKNOWN));
            assertThatThrownBy(() -> pair.client.session.query(bytes("y"), LONG))
                    .isInstanceOf(IpcException.class)
                    .satisfies(e -> assertThat(((IpcException) e).outcome()).isEqualTo(Outcome.NOT_EXECUTED));
        }
    }

    /** A plug-in's pipe that cannot be closed in peace. */
    private static final class UnclosablePipe extends PassingPipe {
        UnclosablePipe(Pipe pipe) {
            super(pipe);
        }

        @Override
        public void close() {
            super.close();
            throw new AssertionError("pretended");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPipeWhoseClosingThrowsAnErrorKeepsNobodyFromHearingOfTheEnd(boolean bySelf) throws Exception {
        var asked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var pair = script().clientPipe(UnclosablePipe::new)
                .onServer(q -> {
                    asked.countDown();
                    release.await();
                    return q;
                })
                .start()) {
            var pending = pair.client.session.queryAsync(bytes("x"), LONG);
            asked.await();
            var side = bySelf ? pair.client : pair.server;
            side.session.abort(new ConnectionLostException("it goes", Outcome.UNKNOWN, null));
            assertThat(pair.client.ended.get(10, TimeUnit.SECONDS)).isInstanceOf(ConnectionLostException.class);
            assertThatThrownBy(() -> pending.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectionLostException.class);
            release.countDown();
        }
    }
}
