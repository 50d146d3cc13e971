package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.ask;
import static io.simpleipc.internal.session.SessionPair.bytes;
import static io.simpleipc.internal.session.SessionPair.script;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread runs what. */
@Timeout(60)
class CrewsTest {
    private static byte[] nameOfThread() {
        return bytes(Thread.currentThread().getName());
    }

    @Test
    void aShortHandlerRunsOnTheThreadThatReads() throws Exception {
        try (var pair = script().onServer(query -> nameOfThread()).start()) {
            String name = "";
            for (int i = 0; i < 10_000 && !name.startsWith("ipc-session"); i++) {
                name = ask(pair.client, "who?");
            }
            assertThat(name).startsWith("ipc-session");
        }
    }

    /** Both engine threads may be needed for the link, so what is slow gets another one. */
    @Test
    void whatTurnsOutSlowRunsOnWorkers() throws Exception {
        try (var pair = script().onServer(query -> {
                    TimeUnit.MILLISECONDS.sleep(2); // slowness is the subject
                    return nameOfThread();
                })
                .start()) {
            for (int i = 0; i < 20; i++) {
                ask(pair.client, "slow");
            }
            for (int i = 0; i < 5; i++) {
                assertThat(ask(pair.client, "who?")).startsWith("ipc-worker");
            }
        }
    }

    /** Invariant 9 of docs/threads.md. */
    @Test
    void theTimeOfNestedQueriesDoesNotMakeAHandlerSlow() throws Exception {
        var server = new AtomicReference<Session>();
        try (var pair = script().onServer(query -> {
                    server.get().query(query, LONG);
                    return nameOfThread();
                })
                .onClient(query -> {
                    TimeUnit.MILLISECONDS.sleep(2); // the asker's handler waits for so long
                    return query;
                })
                .start()) {
            server.set(pair.server.session);
            int onEngine = 0;
            for (int i = 0; i < 60; i++) {
                onEngine += ask(pair.client, "nested").startsWith("ipc-session") ? 1 : 0;
            }
            assertThat(onEngine).isGreaterThan(10);
        }
    }

    /** Invariant 8: a caller that reads what others ask must not run it, since it may never come back. */
    @Test
    void aCallerRunsNoHandlerOfAStrangersQuery() throws Exception {
        var release = new CountDownLatch(1);
        var threads = new ArrayList<String>();
        try (var pair = script().onServer(query -> {
                    release.await();
                    return query;
                })
                .onClient(query -> {
                    synchronized (threads) {
                        threads.add(Thread.currentThread().getName());
                    }
                    return query;
                })
                .start()) {
            var caller = new Thread(() -> ask(pair.client, "waits"), "caller");
            caller.start();
            for (int i = 0; i < 200; i++) {
                assertThat(ask(pair.server, "stranger")).isEqualTo("stranger");
            }
            release.countDown();
            caller.join();
            assertThat(threads).hasSize(200).noneMatch(name -> name.equals("caller"));
        }
    }

    /** A handler that blocks is interrupted in the end, on whichever thread it runs. */
    @Test
    void closingInterruptsAHandlerOnAnEngineThread() throws Exception {
        var blocked = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var pair = script().onServer(query -> {
                    blocked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return query;
                })
                .start();
        try (pair) {
            for (int i = 0; i < 100; i++) { // so that the engine has its second thread, and one of the two runs it
                var unused = pair.client.session.queryAsync(bytes("x"), LONG);
            }
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
