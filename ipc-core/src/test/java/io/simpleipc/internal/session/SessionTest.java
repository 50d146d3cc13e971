package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.SHORT;
import static io.simpleipc.internal.session.SessionPair.ask;
import static io.simpleipc.internal.session.SessionPair.bytes;
import static io.simpleipc.internal.session.SessionPair.script;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.simpleipc.MessageTooLargeException;
import io.simpleipc.Outcome;
import io.simpleipc.PeerOverloadedException;
import io.simpleipc.QueryContext;
import io.simpleipc.QueryInterruptedException;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.RemoteQueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries, messages and their outcomes over a link that lives. */
@Timeout(30)
class SessionTest {
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
                System.out.println("[fault 36] a handler threw " + error);
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
                        await().atMost(LONG)
                                .until(QueryContext.current()::isCancelled); // the peer is told, in a moment
                        cancelled.set(true);
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
            System.out.println("[fault 41] a caller was interrupted while its handler ran");
            release.countDown();
        }
    }

    @Test
    void aDependentActionThatBlocksHoldsNoOtherFutureBack() throws Exception {
        var depends = new CountDownLatch(1);
        try (var pair = script().onServer(q -> answerAfter(depends, q)).start()) {
            var session = pair.client.session;
            var second = new CompletableFuture<CompletableFuture<byte[]>>();
            var first = session.queryAsync(bytes("1"), LONG)
                    .thenApply(a -> second.join().join());
            depends.countDown();
            second.complete(session.queryAsync(bytes("2"), LONG));
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(bytes("2"));
        }
    }

    /** It may run on a thread of the engine, which does not read meanwhile; another one does. */
    @Test
    void aDependentActionThatBlocksDoesNotHoldUpTheLink() throws Exception {
        var depends = new CountDownLatch(1);
        try (var pair = script().onServer(q -> answerAfter(depends, q)).start()) {
            var release = new CountDownLatch(1);
            var blocked = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                var unused = pair.client.session.queryAsync(bytes("x"), LONG).thenRun(() -> {
                    blocked.countDown();
                    awaitUninterruptibly(release);
                });
            }
            depends.countDown();
            assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 200; i++) {
                assertThat(ask(pair.client, "while they block")).isEqualTo("while they block");
                assertThat(pair.client.session.queryAsync(bytes("y"), LONG).get(10, TimeUnit.SECONDS))
                        .isEqualTo(bytes("y"));
            }
            release.countDown();
        }
    }

    /** An action that is added to a complete future runs, and here would block, on the thread that adds it. */
    private static byte[] answerAfter(CountDownLatch depends, byte[] answer) throws InterruptedException {
        depends.await();
        return answer;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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
    void thePeerLearnsWhatIsLeftOfTheTimeOfOneThatHadToWaitForAPlace() throws Exception {
        var release = new CountDownLatch(1);
        var left = new ConcurrentLinkedQueue<Duration>();
        var waited = Duration.ofMillis(50);
        try (var pair = script().spec(s -> s.maxInFlight(1))
                .onServer(q -> {
                    left.add(requireNonNull(QueryContext.current()).remaining());
                    release.await();
                    return q;
                })
                .start()) {
            var first = pair.client.session.queryAsync(bytes("x"), LONG);
            var asker = new Thread(() -> pair.client.session.query(bytes("y"), LONG));
            asker.start();
            await().until(() -> asker.getState() == Thread.State.TIMED_WAITING);
            TimeUnit.NANOSECONDS.sleep(waited.toNanos()); // time is the subject: for so long at least it has to wait
            release.countDown();
            first.get(10, TimeUnit.SECONDS);
            asker.join();
            assertThat(left)
                    .hasSize(2)
                    .last()
                    .satisfies(time -> assertThat(time)
                            .isLessThanOrEqualTo(LONG.minus(waited).plusMillis(1)));
        }
    }

    @Test
    void whatHasNoTimeLeftIsNotSent() throws Exception {
        var got = new ConcurrentLinkedQueue<String>();
        try (var pair = script().onServer(q -> {
                    got.add(new String(q, UTF_8));
                    return q;
                })
                .start()) {
            for (int i = 0; i < 100; i++) {
                var failure = catchThrowableOfType(
                        PeerOverloadedException.class,
                        () -> pair.client.session.query(bytes("late"), Duration.ofNanos(1)));
                assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            }
            ask(pair.client, "in time");
            assertThat(got).containsExactly("in time");
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
}
