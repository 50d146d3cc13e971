package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.SHORT;
import static io.simpleipc.internal.session.SessionPair.ask;
import static io.simpleipc.internal.session.SessionPair.bytes;
import static io.simpleipc.internal.session.SessionPair.script;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.IpcException;
import io.simpleipc.QueryContext;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.RemoteQueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries that handlers ask while the peer waits for them. */
@Timeout(30)
class NestingTest {
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
            // Both sides' time is over at once; the word that the handler failed of it may come first.
            assertThatThrownBy(future::join)
                    .cause()
                    .isInstanceOfAny(QueryTimeoutException.class, RemoteQueryException.class);
            assertThat(remaining.join())
                    .isLessThanOrEqualTo(SHORT.plusMillis(1))
                    .isPositive();
            assertThat(nestedEnded.get(10, TimeUnit.SECONDS)).isInstanceOf(QueryTimeoutException.class);
            never.countDown();
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
