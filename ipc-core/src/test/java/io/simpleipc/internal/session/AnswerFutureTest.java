package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.bytes;
import static io.simpleipc.internal.session.SessionPair.script;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.QueryContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever completes the future of a query wants no answer any more, and the peer's handler learns of it. */
@Timeout(60)
final class AnswerFutureTest {
    /** What a user may do to a future. */
    enum Way {
        CANCEL(future -> future.cancel(true)),
        COMPLETE(future -> future.complete(bytes("mine"))),
        FAIL(future -> future.completeExceptionally(new IllegalStateException("mine"))),
        OBTRUDE_VALUE(future -> future.obtrudeValue(bytes("mine"))),
        OBTRUDE_FAILURE(future -> future.obtrudeException(new IllegalStateException("mine"))),
        COMPLETE_ASYNC(future -> future.completeAsync(() -> bytes("mine"))),
        TIME_LIMIT(future -> future.orTimeout(1, TimeUnit.MILLISECONDS)),
        DEFAULT_AFTER(future -> future.completeOnTimeout(bytes("mine"), 1, TimeUnit.MILLISECONDS));

        final Consumer<CompletableFuture<byte[]>> step;

        Way(Consumer<CompletableFuture<byte[]>> step) {
            this.step = step;
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePeerIsToldThatNobodyWaits(Way way) throws Exception {
        var running = new CountDownLatch(1);
        var cancelled = new CompletableFuture<Boolean>();
        try (var pair = script().onServer(query -> {
                    var context = requireNonNull(QueryContext.current());
                    running.countDown();
                    long end = System.nanoTime() + LONG.toNanos() / 2;
                    while (!context.isCancelled() && System.nanoTime() < end) {
                        TimeUnit.MILLISECONDS.sleep(1); // what is waited for has no other sign
                    }
                    cancelled.complete(System.nanoTime() < end);
                    return query;
                })
                .start()) {
            var future = pair.client.session.queryAsync(bytes("?"), LONG);
            assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();

            way.step.accept(future);

            assertThat(cancelled.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTimeLimitOfItsOwnEndsItAsUsual() throws Exception {
        var release = new CountDownLatch(1);
        try (var pair = script().onServer(query -> {
                    release.await();
                    return query;
                })
                .start()) {
            var ended = pair.client
                    .session
                    .queryAsync(bytes("?"), LONG)
                    .orTimeout(1, TimeUnit.MILLISECONDS)
                    .handle((answer, failure) -> failure)
                    .get(20, TimeUnit.SECONDS);
            release.countDown();

            assertThat(ended).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void whatDependsOnItIsAnOrdinaryFuture() throws Exception {
        try (var pair = script().start()) {
            var dependent = pair.client.session.queryAsync(bytes("?"), LONG).thenApply(answer -> answer);

            assertThat(dependent.getClass()).isEqualTo(CompletableFuture.class);
            assertThat(dependent.get(20, TimeUnit.SECONDS)).isEqualTo(bytes("?"));
        }
    }
}
