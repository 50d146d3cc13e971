package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.IpcException;
import io.simpleipc.Outcome;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.Reconnect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where nothing can be settled over the next link the outcome is unknown, and that at once; docs/protocol.md, section 7.1. */
@Timeout(60)
final class UnknownAfterACutTest extends ResumingSites {
    private static final Duration SHORT = Duration.ofMillis(400);

    @Test
    void anAnswerThatWasTooLargeToKeepIsUnknown() throws Exception {
        var server = server();
        var client = client();
        server.endpoint.accepted.get(0).stallWrites(true);
        var answer = client.tunnel.queryAsync("large", LONG);
        awaitStarted(1);
        awaitEndOf(largeOnes.take());

        cut(server, client);

        var failure = failure(answer);
        assertThat(failure).isInstanceOf(ConnectionLostException.class).hasMessageContaining("no longer knows");
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(executed).containsExactly("large");
    }

    @Test
    void onlyTheLastAnswersAreKept() throws Exception {
        var server = server();
        var client = client();
        server.endpoint.accepted.get(0).stallWrites(true);
        var answers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < KEPT + 10; i++) {
            answers.add(client.tunnel.queryAsync("q" + i, LONG));
            awaitStarted(1); // in order, so that the oldest are the first
        }

        cut(server, client);

        int unknown = 0;
        for (var answer : answers) {
            try {
                answer.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(((IpcException) e.getCause()).outcome()).isEqualTo(Outcome.UNKNOWN);
                unknown++;
            }
        }
        assertThat(unknown).isBetween(9, 11); // the last one may be on its way when the link is cut
        assertThat(executed).hasSize(KEPT + 10).doesNotHaveDuplicates();
    }

    @Test
    void thatAnotherPeerComesMakesItUnknownAtOnce() throws Exception {
        var server = server();
        var client = client();
        var cancelled = client.tunnel.queryAsync("until cancelled", LONG);
        var answer = server.tunnel.queryAsync("block", LONG);
        awaitStarted(2);
        client.endpoint.dialFailure = new IOException("it shall not come back");
        client.endpoint.onDialled = pipe -> pipe.cutWritesAfter(0);

        transport.cutAllPipes();
        assertThat(answer).isNotDone();
        var other = client();
        long start = System.nanoTime();

        assertThat(failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(other.tunnel.query("of the other")).isEqualTo("of the other");
        awaitExecuted("was cancelled"); // the handler whose asker will not be back
        assertThat(executed).containsOnlyOnce("block");
        assertThat(cancelled).isNotDone();
    }

    @Test
    void thatTheConnectionIsClosedMakesItUnknownAtOnce() throws Exception {
        var server = server();
        client();
        var answer = server.tunnel.queryAsync("block", LONG);
        var caller = new FutureTask<>(
                () -> catchThrowableOfType(IpcException.class, () -> server.tunnel.query("block too", LONG)));
        new Thread(caller, "asks once").start();
        awaitStarted(2);
        sites.get(1).endpoint.dialFailure = new IOException("it shall not come back");
        transport.cutAllPipes();
        server.heard.next("listening");
        server.heard.next("connected");
        server.heard.next("disconnected");
        assertThat(answer).isNotDone();

        server.close();

        assertThat(answer).isCompletedExceptionally();
        assertThat(failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(caller.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void thatNobodyReconnectsMakesItUnknownAtOnce() throws Exception {
        server();
        var client = add(plan().spec(spec -> spec.reconnect(new Reconnect(false, 0, Duration.ofMillis(20))))
                .build());
        client.tunnel.connect(LONG);
        var answer = client.tunnel.queryAsync("block", LONG);
        awaitStarted(1);

        transport.cutAllPipes();

        assertThat(failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void itsOwnTimeGoesOnMeanwhile() throws Exception {
        var server = server();
        client();
        sites.get(1).endpoint.dialFailure = new IOException("it shall not come back");
        var answer = server.tunnel.queryAsync("block", SHORT);
        var caller = new FutureTask<>(
                () -> catchThrowableOfType(IpcException.class, () -> server.tunnel.query("block too", SHORT)));
        new Thread(caller, "asks once").start();
        awaitStarted(2);

        transport.cutAllPipes();

        assertThat(failure(answer)).isInstanceOf(QueryTimeoutException.class);
        assertThat(failure(answer).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(caller.get(20, TimeUnit.SECONDS)).isInstanceOf(QueryTimeoutException.class);
    }

    /** Until the thread has done all that the query wants. */
    private static void awaitEndOf(Thread worker) {
        await().atMost(LONG)
                .until(() -> Arrays.stream(worker.getStackTrace())
                        .noneMatch(frame -> frame.getClassName().endsWith(".Inquiry")));
    }

    private void awaitExecuted(String text) throws InterruptedException {
        await().atMost(LONG).until(() -> executed.contains(text));
    }

    private static IpcException failure(CompletableFuture<String> answer) throws Exception {
        try {
            int length = answer.get(20, TimeUnit.SECONDS).length();
            throw new AssertionError("there is an answer of " + length + " characters");
        } catch (ExecutionException e) {
            return (IpcException) e.getCause();
        }
    }
}
