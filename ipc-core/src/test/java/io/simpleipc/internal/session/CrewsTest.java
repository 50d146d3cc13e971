package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.ask;
import static io.simpleipc.internal.session.SessionPair.bytes;
import static io.simpleipc.internal.session.SessionPair.script;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.QueryContext;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Link;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.testkit.MemoryPipe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
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
    void theTimeOfNestedQueriesIsNotTheHandlersOwn() throws Exception {
        var server = new AtomicReference<Session>();
        var asking = new AtomicLong();
        try (var pair = script().onServer(query -> {
                    server.get().query(query, LONG);
                    asking.set(((Inquiry) requireNonNull(QueryContext.current())).nanosAsking());
                    return query;
                })
                .onClient(query -> {
                    TimeUnit.MILLISECONDS.sleep(2); // the asker's handler waits for so long
                    return query;
                })
                .start()) {
            server.set(pair.server.session);
            ask(pair.client, "nested");
            assertThat(asking.get()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** Invariant 9 of docs/threads.md. */
    @Test
    void aTaskIsSlowByItsOwnTimeOnly() {
        assertThat(isQuickAfterSlowTasks(task -> 0)).isFalse();
        assertThat(isQuickAfterSlowTasks(task -> TimeUnit.HOURS.toNanos(1))).isTrue();
    }

    private static boolean isQuickAfterSlowTasks(ToLongFunction<Runnable> excused) {
        var crew = new Crew(
                task -> false,
                e -> {
                    throw new AssertionError(e);
                },
                excused,
                1,
                new Batches());
        for (int i = 0; i < 10; i++) {
            crew.queue(() -> {
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            });
            crew.serveToo();
        }
        return crew.isQuick();
    }

    /** Else the two sides, though on processors of their own, would work one after the other. */
    @Test
    void ofALongBatchPartsLeaveEarly() {
        var batches = new Batches();
        var crew = new Crew(task -> false, e -> {}, task -> 0, 1, batches);
        for (int i = 0; i < 40; i++) {
            crew.queue(() -> batches.events.add("task"));
        }

        crew.serveToo();

        assertThat(batches.events.stream().filter(event -> !event.equals("task")))
                .containsExactly("begin", "part", "part", "end");
        assertThat(batches.events.indexOf("part")).as("after 16 tasks").isEqualTo(17);
    }

    /** Notes what a crew says of its batches. */
    private static final class Batches implements Crew.Batch {
        final List<String> events = new ArrayList<>();

        @Override
        public void begin() {
            events.add("begin");
        }

        @Override
        public void pushPart() {
            events.add("part");
        }

        @Override
        public void end() {
            events.add("end");
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

    /** Invariant 8: where no engine thread reads that could run it, nothing is left to whoever does. */
    @Test
    void nothingIsLeftWhereNoEngineThreadReads() throws Exception {
        var workers = new Workers(null, "test", SessionPair.LOG);
        var pipes = MemoryPipe.pair(1 << 10, ChannelBinding.of("memory"));
        try (var pipe = pipes.one()) {
            var limits = new Limits(1 << 20, 8, 1 << 20);
            var link = new Link(pipe, limits, limits, Seal.NONE, ByteBuffer.allocate(0), false);
            var crews = new Crews(link, workers, () -> {});
            var ran = new CompletableFuture<String>();

            crews.complete(() -> ran.complete(Thread.currentThread().getName()));

            assertThat(crews.takeLeft()).isFalse();
            assertThat(ran.get(20, TimeUnit.SECONDS)).startsWith("ipc-worker");
        } finally {
            pipes.other().close();
            workers.close(Duration.ZERO);
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
