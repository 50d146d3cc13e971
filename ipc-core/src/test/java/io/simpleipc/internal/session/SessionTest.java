package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.script;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.IpcException;
import io.simpleipc.MessageTooLargeException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.PeerOverloadedException;
import io.simpleipc.QueryContext;
import io.simpleipc.QueryInterruptedException;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.FaultyPipe;
import io.simpleipc.testkit.MemoryPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SessionTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String ask(SessionPair.Side side, String text) {
        return new String(side.session.query(bytes(text), LONG), UTF_8);
    }

    @Test
    void eitherSideGetsItsAnswers() throws Exception {
        try (var pair = script().onServer(q -> bytes("server: " + new String(q, UTF_8)))
                .onClient(q -> bytes("client: " + new String(q, UTF_8)))
                .start()) {
            assertThat(ask(pair.client, "a")).isEqualTo("server: a");
            assertThat(ask(pair.server, "b")).isEqualTo("client: b");
            assertThat(ask(pair.client, "")).isEqualTo("server: ");
            assertThat(pair.client.session.pendingQueries()).isZero();
        }
    }

    @Test
    void emptyAnswersAreNormal() throws Exception {
        try (var pair = script().onServer(q -> new byte[0]).start()) {
            assertThat(pair.client.session.query(bytes("x"), LONG)).isEmpty();
        }
    }

    @Test
    void aHandlerThatThrowsIsToldByTypeAndMessageAndTheLinkLives() throws Exception {
        try (var pair = script().onServer(q -> {
                    if (q.length == 0) {
                        throw new IllegalStateException("out of ideas");
                    }
                    return q;
                })
                .start()) {
            var failure = catchThrowableOfType(
                    RemoteQueryException.class, () -> pair.client.session.query(new byte[0], LONG));
            assertThat(failure.typeName()).isEqualTo("java.lang.IllegalStateException");
            assertThat(failure).hasMessageContaining("out of ideas").hasNoCause();
            assertThat(failure.outcome()).isEqualTo(Outcome.EXECUTED);
            assertThat(ask(pair.client, "still there")).isEqualTo("still there");
        }
    }

    @Test
    void errorsOfAHandlerAreContained() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        try (var pair = script().onServer(q -> {
                    if (q.length > 0) {
                        return q;
                    }
                    sneak(thrown.get());
                    return q;
                })
                .start()) {
            for (Throwable error : List.of(
                    new StackOverflowError(),
                    new OutOfMemoryError("pretended"),
                    new AssertionError("e"),
                    new Throwable("t"))) {
                thrown.set(error);
                assertThatThrownBy(() -> pair.client.session.query(new byte[0], LONG))
                        .isInstanceOf(RemoteQueryException.class)
                        .hasMessageContaining(error.getClass().getName());
            }
            assertThat(ask(pair.client, "still there")).isEqualTo("still there");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aHandlerThatReturnsNullHasFailed() throws Exception {
        try (var pair = script().onServer(q -> null).start()) {
            var failure = catchThrowableOfType(
                    RemoteQueryException.class, () -> pair.client.session.query(new byte[0], LONG));
            assertThat(failure).hasMessageContaining("returned null");
            assertThat(failure.outcome()).isEqualTo(Outcome.EXECUTED);
        }
    }

    @Test
    void withoutAHandlerAQueryIsNotExecuted() throws Exception {
        try (var pair = script().onServer(null).start()) {
            var failure = catchThrowableOfType(
                    RemoteQueryException.class, () -> pair.client.session.query(new byte[0], LONG));
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            assertThat(failure).hasMessageContaining("no query handler");
        }
    }

    @Test
    void aLateAnswerIsDroppedAndTheNextQueryStillWorks() throws Exception {
        var release = new CountDownLatch(1);
        var cancelled = new AtomicBoolean();
        try (var pair = script().onServer(q -> {
                    if (q.length == 0) {
                        release.await();
                        cancelled.set(QueryContext.current().isCancelled());
                    }
                    return q;
                })
                .start()) {
            var failure = catchThrowableOfType(
                    QueryTimeoutException.class, () -> pair.client.session.query(new byte[0], SHORT));
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure).hasMessageContaining("300 ms");
            assertThat(pair.client.session.pendingQueries()).isOne();
            release.countDown();
            assertThat(ask(pair.client, "next")).isEqualTo("next");
            await().until(() -> pair.client.session.pendingQueries() == 0);
            assertThat(cancelled).isTrue();
        }
    }

    @Test
    void cancellingAFutureReachesTheHandler() throws Exception {
        var started = new CountDownLatch(1);
        var seen = new CompletableFuture<Boolean>();
        try (var pair = script().onServer(q -> {
                    var context = QueryContext.current();
                    started.countDown();
                    await().atMost(LONG).until(context::isCancelled);
                    seen.complete(context.remaining().compareTo(Duration.ofSeconds(1)) > 0);
                    return q;
                })
                .start()) {
            var future = pair.client.session.queryAsync(new byte[0], LONG);
            started.await();
            assertThat(future.cancel(true)).isTrue();
            assertThat(seen.get(10, TimeUnit.SECONDS))
                    .as("cancelled long before its deadline")
                    .isTrue();
            await().until(() -> pair.client.session.pendingQueries() == 0);
        }
    }

    @Test
    void theDeadlineTravelsWithTheQueryAndBoundsNestedOnes() throws Exception {
        var remaining = new CompletableFuture<Duration>();
        var nestedEnded = new CompletableFuture<IpcException>();
        var never = new CountDownLatch(1);
        var pair = new AtomicReference<SessionPair>();
        try (var started = script().onServer(q -> {
                    remaining.complete(QueryContext.current().remaining());
                    try {
                        return pair.get().server.session.query(bytes("nested"), LONG);
                    } catch (IpcException e) {
                        nestedEnded.complete(e);
                        throw e;
                    }
                })
                .onClient(q -> {
                    never.await();
                    return q;
                })
                .start()) {
            pair.set(started);
            var future = started.client.session.queryAsync(bytes("x"), SHORT);
            assertThatThrownBy(future::join).hasCauseInstanceOf(QueryTimeoutException.class);
            assertThat(remaining.join())
                    .isLessThanOrEqualTo(SHORT.plusMillis(1))
                    .isPositive();
            assertThat(nestedEnded.get(10, TimeUnit.SECONDS)).isInstanceOf(QueryTimeoutException.class);
            never.countDown();
        }
    }

    @Test
    void anInterruptedCallerKeepsItsFlagAndTheLinkLives() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var pair = script().onServer(q -> {
                    if (q.length == 0) {
                        started.countDown();
                        release.await();
                    }
                    return q;
                })
                .start()) {
            var outcome = new CompletableFuture<String>();
            var caller = new Thread(() -> {
                try {
                    pair.client.session.query(new byte[0], LONG);
                } catch (QueryInterruptedException e) {
                    outcome.complete(e.outcome() + " " + Thread.currentThread().isInterrupted());
                }
            });
            caller.start();
            started.await();
            caller.interrupt();
            assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo("UNKNOWN true");
            assertThat(ask(pair.client, "fine")).isEqualTo("fine");
            release.countDown();
        }
    }

    @Test
    void aNestedQueryRunsOnTheStackOfTheThreadThatWaits() throws Exception {
        var pair = new AtomicReference<SessionPair>();
        var threads = Collections.synchronizedList(new ArrayList<Thread>());
        try (var started = script().onServer(q -> pair.get().server.session.query(q, LONG))
                .onClient(q -> {
                    threads.add(Thread.currentThread());
                    return bytes("nested");
                })
                .start()) {
            pair.set(started);
            assertThat(ask(started.client, "x")).isEqualTo("nested");
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void queriesNestToDepth64AndNoDeeper() throws Exception {
        var pair = new AtomicReference<SessionPair>();
        try (var started = script().onServer(q -> descend(pair.get().server.session, q))
                .onClient(q -> descend(pair.get().client.session, q))
                .start()) {
            pair.set(started);
            assertThat(ask(started.client, "64")).isEqualTo("bottom");
            assertThatThrownBy(() -> ask(started.client, "65")).hasMessageContaining("nest deeper than 64");
            assertThat(ask(started.client, "3")).isEqualTo("bottom");
        }
    }

    private static byte[] descend(Session session, byte[] query) {
        int depth = Integer.parseInt(new String(query, UTF_8));
        return depth == 0 ? bytes("bottom") : session.query(bytes(String.valueOf(depth - 1)), LONG);
    }

    @Test
    void aDependentActionThatBlocksHoldsNoOtherFutureBack() throws Exception {
        try (var pair = script().start()) {
            var session = pair.client.session;
            var second = new CompletableFuture<CompletableFuture<byte[]>>();
            var first = session.queryAsync(bytes("1"), LONG)
                    .thenApply(a -> second.join().join());
            second.complete(session.queryAsync(bytes("2"), LONG));
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("2"));
        }
    }

    @Test
    void dependentActionsNeverRunOnTheReadingThread() throws Exception {
        try (var pair = script().start()) {
            for (int i = 0; i < 200; i++) {
                var thread = new CompletableFuture<String>();
                var unused = pair.client
                        .session
                        .queryAsync(bytes("x"), LONG)
                        .thenRun(() -> thread.complete(Thread.currentThread().getName()));
                assertThat(thread.get(10, TimeUnit.SECONDS)).doesNotContain("session");
            }
        }
    }

    @Test
    void whenAllPlacesInFlightAreTakenAQueryIsNotExecutedAndPlacesComeBack() throws Exception {
        var release = new CountDownLatch(1);
        try (var pair = script().spec(s -> s.maxInFlight(3))
                .onServer(q -> {
                    release.await();
                    return q;
                })
                .start()) {
            var futures = new ArrayList<CompletableFuture<byte[]>>();
            for (int i = 0; i < 3; i++) {
                futures.add(pair.client.session.queryAsync(bytes("x"), LONG));
            }
            var failure = catchThrowableOfType(
                    PeerOverloadedException.class, () -> pair.client.session.query(bytes("y"), SHORT));
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            release.countDown();
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
            assertThat(ask(pair.client, "free again")).isEqualTo("free again");
        }
    }

    @Test
    void aTimedOutQueryKeepsItsPlaceUntilThePeerHasSaidTheLastWord() throws Exception {
        var release = new CountDownLatch(1);
        try (var pair = script().spec(s -> s.maxInFlight(1))
                .onServer(q -> {
                    release.await();
                    return q;
                })
                .start()) {
            assertThatThrownBy(() -> pair.client.session.query(bytes("x"), SHORT))
                    .isInstanceOf(QueryTimeoutException.class);
            assertThatThrownBy(() -> pair.client.session.query(bytes("y"), SHORT))
                    .isInstanceOf(PeerOverloadedException.class);
            release.countDown();
            assertThat(ask(pair.client, "z")).isEqualTo("z");
        }
    }

    @Test
    void oversizeIsRefusedWithBothNumbersAndTheLinkLives() throws Exception {
        try (var pair = script().spec(s -> s.maxMessageSize(2048))
                .onServer(q -> new byte[q.length == 0 ? 2049 : 1])
                .start()) {
            var query = catchThrowableOfType(
                    MessageTooLargeException.class, () -> pair.client.session.query(new byte[2050], LONG));
            assertThat(query.size()).isEqualTo(2050);
            assertThat(query.limit()).isEqualTo(2048);
            assertThat(query.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            var answer = catchThrowableOfType(
                    MessageTooLargeException.class, () -> pair.client.session.query(new byte[0], LONG));
            assertThat(answer.size()).isEqualTo(2049);
            assertThat(answer.outcome()).isEqualTo(Outcome.EXECUTED);
            assertThatThrownBy(() -> pair.client.session.send(new byte[2049], LONG))
                    .isInstanceOf(MessageTooLargeException.class);
            assertThat(pair.client.session.query(new byte[2048], LONG)).hasSize(1);
        }
    }

    @Test
    void messagesArriveOneByOneInOrderAndAFailingHandlerLosesNone() throws Exception {
        var got = Collections.synchronizedList(new ArrayList<String>());
        var inside = new AtomicBoolean();
        try (var pair = script().onMessageAtServer(m -> {
                    assertThat(inside.compareAndSet(false, true)).isTrue();
                    got.add(m.text());
                    inside.set(false);
                    if (m.text().equals("7")) {
                        throw new IllegalStateException("seven");
                    }
                })
                .start()) {
            var expected = new ArrayList<String>();
            for (int i = 0; i < 1000; i++) {
                expected.add(String.valueOf(i));
                pair.client.session.send(bytes(String.valueOf(i)), LONG);
            }
            await().until(() -> got.size() == 1000);
            assertThat(got).isEqualTo(expected);
        }
    }

    @Test
    void messagesWithoutAHandlerAreDroppedAndTheirCreditComesBack() throws Exception {
        try (var pair = script().spec(s -> s.maxMessageSize(64 << 10).maxBufferedBytes(256 << 10))
                .start()) {
            for (int i = 0; i < 100; i++) {
                pair.client.session.send(new byte[64 << 10], LONG);
            }
            assertThat(ask(pair.client, "alive")).isEqualTo("alive");
        }
    }

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
        try (var pair = script().timeout(Duration.ofSeconds(1)).start()) {
            // Time is the subject: three times what loses a silent peer but for the keep-alives.
            assertThat(pair.client.ended).isNotCompleted();
            assertThatThrownBy(() -> pair.client.ended.get(3, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
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

    private static boolean accepts(Pipe pipe, ByteBuffer bytes) {
        try {
            return pipe.write(new ByteBuffer[] {bytes}, 0, 1) >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aFutureIsCompletedThoughTheUsersOnlyThreadWaitsForIt() throws Exception {
        var executor = Executors.newSingleThreadExecutor();
        var pair = new AtomicReference<SessionPair>();
        try (var started = script().serversExecutor(executor)
                .onServer(q -> pair.get().server.session.queryAsync(q, LONG).get())
                .start()) {
            pair.set(started);
            assertThat(ask(started.client, "x")).isEqualTo("x");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aProbeIsHeard() throws Exception {
        try (var pair = script().start()) {
            var heard = new CountDownLatch(1);
            pair.server.session.probe(heard::countDown);
            assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
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

    @Test
    void aSlowNestedQueryDoesNotHoldUpItsSibling() throws Exception {
        var running = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var pair = new AtomicReference<SessionPair>();
        try (var started = script().onServer(q -> {
                    var server = pair.get().server.session;
                    var slow = server.queryAsync(bytes("slow"), LONG);
                    running.await();
                    var quick = server.query(bytes("quick"), LONG);
                    release.countDown();
                    slow.get();
                    return quick;
                })
                .onClient(q -> {
                    if (new String(q, UTF_8).equals("slow")) {
                        running.countDown();
                        release.await(10, TimeUnit.SECONDS);
                    }
                    return q;
                })
                .start()) {
            pair.set(started);
            assertThat(ask(started.client, "both")).isEqualTo("quick");
        }
    }

    /** All handlers of both sides wait for nested queries, and no caller waits on whose stack those could run. */
    @Test
    void futuresWhoseHandlersAskBackDoNotStarveEachOther() throws Exception {
        var all = new CountDownLatch(128);
        var pair = new AtomicReference<SessionPair>();
        try (var started = script().onServer(q -> askingBack(q, all, () -> pair.get().server))
                .onClient(q -> askingBack(q, all, () -> pair.get().client))
                .start()) {
            pair.set(started);
            var answers = new ArrayList<CompletableFuture<byte[]>>();
            for (int i = 0; i < 64; i++) {
                answers.add(started.client.session.queryAsync(bytes("ask back"), LONG));
                answers.add(started.server.session.queryAsync(bytes("ask back"), LONG));
            }
            for (var answer : answers) {
                assertThat(answer.get(15, TimeUnit.SECONDS)).asString(UTF_8).isEqualTo("nested");
            }
        }
    }

    private static byte[] askingBack(byte[] query, CountDownLatch all, Supplier<SessionPair.Side> side)
            throws InterruptedException {
        if (new String(query, UTF_8).equals("nested")) {
            return query;
        }
        all.countDown();
        all.await(10, TimeUnit.SECONDS);
        return side.get().session.query(bytes("nested"), LONG);
    }
}
