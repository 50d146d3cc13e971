package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.ask;
import static io.simpleipc.internal.session.SessionPair.bytes;
import static io.simpleipc.internal.session.SessionPair.script;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.QueryContext;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Link;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.testkit.ManualClock;
import io.simpleipc.testkit.MemoryPipe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
    void norIsTheTimeOfWaitingForAPlace() throws Exception {
        var server = new AtomicReference<Session>();
        var handler = new AtomicReference<Thread>();
        var asking = new AtomicLong();
        try (var pair = script().spec(s -> s.maxInFlight(1))
                .onServer(query -> {
                    handler.set(Thread.currentThread());
                    var first = server.get().queryAsync(bytes("slow"), LONG);
                    server.get().query(bytes("quick"), LONG);
                    asking.set(((Inquiry) requireNonNull(QueryContext.current())).nanosAsking());
                    return first.join();
                })
                .onClient(query -> {
                    if (Arrays.equals(query, bytes("slow"))) {
                        await().until(() -> handler.get().getState() == Thread.State.TIMED_WAITING);
                        TimeUnit.MILLISECONDS.sleep(20); // time is the subject: the other one has no place for so long
                    }
                    return query;
                })
                .start()) {
            server.set(pair.server.session);
            ask(pair.client, "nested");
            assertThat(asking.get()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /** Invariant 9 of docs/threads.md. */
    @Test
    void aTaskIsSlowByItsOwnTimeOnly() {
        assertThat(isQuickAfterSlowTasks(task -> 0)).isFalse();
        assertThat(isQuickAfterSlowTasks(task -> TimeUnit.HOURS.toNanos(1))).isTrue();
    }

    /** Others would wait behind each on the engine thread. A single one may have been kept from the processor. */
    @Test
    void whatTakesLongTwiceCountsForManyShortOnes() {
        assertThat(isQuickAfter(1, Duration.ofHours(1), 0)).isTrue();
        assertThat(isQuickAfter(4, Duration.ofMillis(4), 0))
                .as("turns of others")
                .isTrue();
        assertThat(isQuickAfter(2, Duration.ofMillis(20), 511)).isFalse();
        assertThat(isQuickAfter(2, Duration.ofMillis(20), 512)).isTrue();
        assertThat(isQuickAfter(9, Duration.ofHours(1), 1_919)).isFalse();
        assertThat(isQuickAfter(9, Duration.ofHours(1), 1_920)).isTrue();
    }

    private static boolean isQuickAfter(int slowOnes, Duration each, int shortOnes) {
        var clock = new ManualClock();
        var crew = crew(task -> 0, new Batches(), clock);
        for (int i = 0; i < slowOnes; i++) {
            crew.queue(() -> clock.advance(each));
            crew.serveToo();
        }
        for (int i = 0; i < shortOnes; i++) {
            crew.queue(() -> {});
            crew.serveToo();
        }
        return crew.isQuick();
    }

    /** A look at the clock costs as much as a short task; the handler of a query whose time is over must not run long after. */
    @Test
    void shortTasksShareALookAtTheClockAndLongOnesDoNot() {
        var clock = new ManualClock();
        long begin = clock.getAsLong();
        var shared = new ArrayList<Long>();
        var crew = crew(shared, clock);
        for (int i = 0; i < 6; i++) {
            crew.queue(() -> clock.advance(Duration.ofNanos(10)));
        }
        crew.serveToo();

        var own = new ArrayList<Long>();
        var slow = crew(own, clock);
        for (int i = 0; i < 20; i++) {
            slow.queue(() -> clock.advance(Duration.ofMillis(20)));
        }
        slow.serveToo();

        assertThat(shared).containsExactly(begin, begin, begin, begin, begin + 40, begin + 40);
        assertThat(own).endsWith(own.get(0) + 340_000_000, own.get(0) + 360_000_000, own.get(0) + 380_000_000);
    }

    /** The first long one is no reason to call a crew slow, but what comes behind it may be late by now. */
    @Test
    void behindATaskThatWasStuckTheClockIsLookedAtAgain() {
        var clock = new ManualClock();
        long begin = clock.getAsLong();
        var looks = new ArrayList<Long>();
        var crew = crew(looks, clock);
        crew.queue(() -> {
            crew.tick();
            crew.tick();
            clock.advance(Duration.ofSeconds(5));
        });
        crew.queue(() -> {});
        crew.serveToo();

        assertThat(looks).containsExactly(begin, begin + 5_000_000_000L);
        assertThat(crew.isQuick()).isTrue();
    }

    private static boolean isQuickAfterSlowTasks(ToLongFunction<Runnable> excused) {
        var clock = new ManualClock();
        var crew = crew(excused, new Batches(), clock);
        for (int i = 0; i < 10; i++) {
            crew.queue(() -> clock.advance(Duration.ofMillis(1)));
            crew.serveToo();
        }
        return crew.isQuick();
    }

    private static Crew crew(List<Long> looks, ManualClock clock) {
        return crew(new Trade(task -> 0, looks), new Batches(), clock);
    }

    private static Crew crew(ToLongFunction<Runnable> excused, Batches batches, ManualClock clock) {
        return crew(new Trade(excused, new ArrayList<>()), batches, clock);
    }

    private static Crew crew(Trade trade, Batches batches, ManualClock clock) {
        return new Crew(
                task -> false,
                e -> {
                    throw new AssertionError(e);
                },
                trade,
                1,
                batches,
                clock);
    }

    /** Runs tasks just so, and notes when each was told to run. */
    private record Trade(ToLongFunction<Runnable> excuses, List<Long> looks) implements Crew.Trade {
        @Override
        public void run(Runnable task, long about) {
            looks.add(about);
            task.run();
        }

        @Override
        public long excused(Runnable task) {
            return excuses.applyAsLong(task);
        }
    }

    /** Else the two sides, though on processors of their own, would work one after the other. */
    @Test
    void ofALongBatchPartsLeaveEarly() {
        var events = served(96, Duration.ZERO);

        assertThat(events.stream().filter(event -> !event.equals("task")))
                .containsExactly("begin", "part", "part", "end");
        assertThat(events.indexOf("part")).as("after 32 tasks").isEqualTo(33);
    }

    /** A remainder would stay one for good, with a write of its own in each turn. */
    @Test
    void noPartLeavesFewerBehindThanItTakes() {
        assertThat(served(63, Duration.ZERO)).doesNotContain("part");
    }

    @Test
    void ofTasksThatTakeTheirTimeFewerWaitForEachOther() {
        var events = served(63, Duration.ofNanos(4_000));

        assertThat(events.indexOf("part")).as("when 16 have taken 64 us").isEqualTo(17);
        assertThat(Collections.frequency(events, "part")).isEqualTo(3);
    }

    private static List<String> served(int tasks, Duration each) {
        var batches = new Batches();
        var clock = new ManualClock();
        var crew = crew(task -> 0, batches, clock);
        for (int i = 0; i < tasks; i++) {
            crew.queue(() -> {
                batches.events.add("task");
                clock.advance(each);
            });
        }
        crew.serveToo();
        return batches.events;
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
