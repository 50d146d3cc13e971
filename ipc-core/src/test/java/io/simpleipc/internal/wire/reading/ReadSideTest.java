package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads when. Numbers are those of the invariants in docs/threads.md. */
@Timeout(60)
class ReadSideTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger lasts = new AtomicInteger();
    private ScriptedStream stream;
    private ReadSide side;

    /** Somebody who waits for the test to say that it is ready. */
    private static final class Wish implements Waiter {
        private final Thread waiter = Thread.currentThread();
        final CompletableFuture<Thread> servedBy = new CompletableFuture<>();
        private volatile boolean ready;

        void serve() {
            ready = true;
            servedBy.complete(Thread.currentThread());
            if (waiter != Thread.currentThread()) {
                LockSupport.unpark(waiter);
            }
        }

        @Override
        public boolean isReady() {
            return ready;
        }
    }

    @BeforeEach
    void open() throws IOException {
        stream = new ScriptedStream();
        side = new ReadSide(stream, false);
        side.open(stream.channel());
        serve("engine-1");
        await().atMost(SOON).until(() -> stream.reads.get() > 0);
    }

    private Thread serve(String name) {
        return start(name, () -> {
            if (side.serve()) {
                lasts.incrementAndGet();
            }
        });
    }

    private Thread start(String name, Runnable action) {
        var thread = new Thread(action, name);
        threads.add(thread);
        thread.start();
        return thread;
    }

    @AfterEach
    void close() throws Exception {
        stream.fail(new IOException("the test is over"));
        side.wake();
        for (var thread : threads) {
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(lasts).hasValue(1);
        assertThat(stream.overlaps).hasValue(0);
        side.close();
        stream.close();
    }

    private void awaitServed(Wish wish) {
        long end = System.nanoTime() + LONG;
        while (!wish.isReady()) {
            assertThat(System.nanoTime() - end).isNegative();
            side.await(wish, 0, System.nanoTime() + LONG);
        }
    }

    private Wish askAndWait() throws IOException {
        var wish = new Wish();
        stream.arrive(wish::serve);
        awaitServed(wish);
        return wish;
    }

    private static Thread engineThatRuns(CompletableFuture<Thread> action) throws Exception {
        return action.get(20, TimeUnit.SECONDS);
    }

    /** 3: the engine thread that watches has no token, so a caller need not wait for it. */
    @Test
    void aLoneCallerReadsItsOwnAnswer() throws Exception {
        var wish = new Wish();
        int before = stream.reads.get();
        start("peer", () -> {
            await().atMost(SOON).until(() -> stream.reads.get() > before); // the caller reads
            arriveQuietly(wish::serve);
        });
        awaitServed(wish);
        assertThat(wish.servedBy).isCompletedWithValue(Thread.currentThread());
    }

    /** It will be back in a moment, and then runs what comes, which the caller may not. */
    @Test
    void inACrowdACallerLeavesTheReadingToWhoIsWithinATask() throws Exception {
        var inTask = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        stream.arrive(() -> stream.leave(() -> {
            inTask.countDown();
            awaitQuietly(release);
        }));
        assertThat(inTask.await(20, TimeUnit.SECONDS)).isTrue();
        side.awaitedByFuture();
        int before = stream.reads.get();
        var servedBy = new CompletableFuture<Thread>();
        var caller =
                start("caller", () -> servedBy.complete(askQuietly().servedBy.join()));
        await().atMost(SOON).until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        assertThat(stream.reads.get()).as("looks").isEqualTo(before);
        release.countDown();
        assertThat(engineThatRuns(servedBy).getName()).isEqualTo("engine-1");
    }

    private Wish askQuietly() {
        try {
            return askAndWait();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void arriveQuietly(Runnable action) {
        try {
            stream.arrive(action);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 4: whoever gives the token back leaves the link seen to. */
    @Test
    void whatComesWhenTheCallerHasGoneIsReadByTheEngine() throws Exception {
        for (int i = 0; i < 20; i++) {
            askAndWait();
            var readBy = new CompletableFuture<Thread>();
            stream.arrive(() -> readBy.complete(Thread.currentThread()));
            assertThat(engineThatRuns(readBy).getName()).isEqualTo("engine-1");
        }
    }

    /** 4: also if the engine thread had gone to sleep for good, since nothing had moved for long. */
    @Test
    void anEngineThreadThatSleepsIsWokenWhenNobodyElseSeesToTheLink() throws Exception {
        var wish = new Wish();
        var engine = threads.get(0);
        int before = stream.reads.get();
        start("peer", () -> {
            await().atMost(SOON).until(() -> stream.reads.get() > before);
            side.wake(); // the engine thread finds that the caller reads
            // Without a time: while the caller reads and nothing comes the engine thread has nothing to look after.
            await().atMost(SOON).until(() -> engine.getState() == Thread.State.WAITING);
            arriveQuietly(wish::serve);
        });
        awaitServed(wish);
        var readBy = new CompletableFuture<Thread>();
        stream.arrive(() -> readBy.complete(Thread.currentThread()));
        assertThat(engineThatRuns(readBy)).isSameAs(engine);
    }

    /** 2: tasks are user code; they run without the token, and whoever is held up in one holds up nobody. */
    @Test
    void whileATaskRunsTheOtherEngineThreadReads() throws Exception {
        serve("engine-2");
        var release = new CountDownLatch(1);
        var runs = new CompletableFuture<Thread>();
        stream.arrive(() -> {
            side.hasStandby();
            assertThat(side.mayLeaveTasks()).isTrue();
            stream.leave(() -> {
                runs.complete(Thread.currentThread());
                awaitQuietly(release);
            });
        });
        var busy = engineThatRuns(runs);
        var readBy = new CompletableFuture<Thread>();
        var mayLeave = new CompletableFuture<Boolean>();
        stream.arrive(() -> {
            mayLeave.complete(side.mayLeaveTasks());
            readBy.complete(Thread.currentThread());
        });
        assertThat(engineThatRuns(readBy)).isNotSameAs(busy);
        assertThat(mayLeave).as("the second one has nobody behind it").isCompletedWithValue(false);
        release.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 2: a caller may read while a task runs, though there is no second engine thread yet. */
    @Test
    void whileATaskRunsACallerReads() throws Exception {
        var release = new CountDownLatch(1);
        var runs = new CompletableFuture<Thread>();
        stream.arrive(() -> stream.leave(() -> {
            runs.complete(Thread.currentThread());
            awaitQuietly(release);
        }));
        engineThatRuns(runs);
        assertThat(askAndWait().servedBy).isCompletedWithValue(Thread.currentThread());
        release.countDown();
    }

    /** Else all that comes until it sleeps again would go to workers, who have to be woken. */
    @Test
    void anEngineThreadMayBeLeftTasksAgainWhenACallerHasReadMeanwhile() throws Exception {
        var release = new CountDownLatch(1);
        var runs = new CompletableFuture<Thread>();
        stream.arrive(() -> {
            side.hasStandby();
            stream.leave(() -> {
                runs.complete(Thread.currentThread());
                awaitQuietly(release);
            });
        });
        var engine = engineThatRuns(runs);
        assertThat(askAndWait().servedBy).isCompletedWithValue(Thread.currentThread());
        var readBy = new CompletableFuture<Thread>();
        var mayLeave = new CompletableFuture<Boolean>();
        stream.arrive(
                () -> { // which nobody reads until the task is done
                    mayLeave.complete(side.mayLeaveTasks());
                    readBy.complete(Thread.currentThread());
                });
        release.countDown();
        assertThat(engineThatRuns(readBy)).isSameAs(engine);
        assertThat(mayLeave).isCompletedWithValue(true);
    }

    /** A caller leaves nothing to itself: what it reads for others must not run on its stack. (8) */
    @Test
    void aCallerMayNotBeLeftTasks() throws Exception {
        side.hasStandby();
        var mayLeave = new AtomicReference<Boolean>();
        var reader = new AtomicReference<Thread>();
        long end = System.nanoTime() + LONG;
        while (reader.get() != Thread.currentThread()) { // the engine thread may be faster
            assertThat(System.nanoTime() - end).as("time over by").isNegative();
            var wish = new Wish();
            stream.arrive(() -> {
                reader.set(Thread.currentThread());
                mayLeave.set(side.mayLeaveTasks());
                wish.serve();
            });
            awaitServed(wish);
        }
        assertThat(mayLeave).hasValue(false);
    }

    /** 7: whoever leaves looks for others who wait. */
    @Test
    void whenTheOneWhoReadsLeavesTheOthersAreServed() throws Exception {
        var callers = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            callers.add(start("caller-" + i, () -> {
                for (int n = 0; n < 200; n++) {
                    var wish = new Wish();
                    arriveQuietly(wish::serve);
                    awaitServed(wish);
                }
            }));
        }
        for (var caller : callers) {
            caller.join(40_000);
            assertThat(caller.isAlive()).isFalse();
        }
    }

    @Test
    void aCallerThatReadsMostlyForOthersLeavesThatToTheEngine() throws Exception {
        askAndWait(); // the engine thread stands by
        var wish = new Wish();
        var caller = start("caller", () -> {
            while (!wish.isReady()) {
                side.await(wish, 0, System.nanoTime() + LONG);
            }
        });
        try {
            await("that the caller reads").until(() -> {
                LockSupport.unpark(caller); // tries again if the engine thread looked just then
                return Asleep.isAsleep(caller);
            });
            arriveUntilReadBy(caller);
            arriveUntilReadBy(threads.get(0));
        } finally {
            stream.arrive(() -> {
                wish.ready = true;
                LockSupport.unpark(caller);
            });
            caller.join(20_000);
        }
        assertThat(caller.isAlive()).isFalse();
    }

    /** What comes is for others than who waits. After how much of that the caller leaves is not the subject. */
    private void arriveUntilReadBy(Thread reader) throws Exception {
        Thread last = null;
        for (int i = 0; last != reader; i++) {
            assertThat(i).as("arrivals that %s has not read", reader).isLessThan(5_000);
            var readBy = new CompletableFuture<Thread>();
            stream.arrive(() -> {
                stream.delivered++;
                readBy.complete(Thread.currentThread());
            });
            last = engineThatRuns(readBy);
        }
    }

    /** A future has no thread that could read: an engine thread does, without a pause. */
    @Test
    void whatAFutureWaitsForIsReadByTheEngine() throws Exception {
        askAndWait(); // now the engine thread only looks now and then
        side.awaitedByFuture();
        var readBy = new CompletableFuture<Thread>();
        stream.arrive(() -> readBy.complete(Thread.currentThread()));
        assertThat(engineThatRuns(readBy)).isSameAs(threads.get(0));
    }

    /** Time itself is the subject: nothing may happen in it. */
    @Test
    void anIdleLinkIsNotLookedAt() throws Exception {
        serve("engine-2");
        askAndWait();
        for (var engine : threads) {
            await().atMost(SOON).until(() -> engine.getState() == Thread.State.WAITING || isIn(engine, "select"));
        }
        int reads = stream.reads.get();
        Thread.sleep(300);
        assertThat(stream.reads).hasValue(reads);
    }

    private static boolean isIn(Thread thread, String method) {
        for (var frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals(method)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void anInterruptedCallerLeavesAndTheLinkLives() throws Exception {
        var wish = new Wish();
        Thread.currentThread().interrupt();
        side.await(wish, 0, System.nanoTime() + LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(wish.isReady()).isFalse();
        assertThat(askAndWait().isReady()).isTrue();
    }

    /** 11: whoever it is that reads, an error ends the stream once, and everybody leaves. */
    @Test
    void anErrorOfReadingEndsTheStream() throws Exception {
        var wish = new Wish();
        stream.arrive(() -> {
            throw new IllegalStateException("a plug-in's bug");
        });
        side.await(wish, 0, System.nanoTime() + LONG / 100); // in vain, if the engine thread was faster
        await().atMost(SOON).until(stream::isOver);
        assertThat(stream.cause.get()).hasMessageContaining("a plug-in's bug");
        side.wake();
        for (var thread : threads) {
            thread.join(20_000);
        }
    }

    /** 6: a worker may have staged frames and be held up before it writes them. */
    @Test
    void whoLooksWhetherSomebodyReadsWritesWhatIsLeftUnwritten() throws Exception {
        var asked = new CompletableFuture<Wish>();
        var caller = start("caller", () -> {
            var wish = new Wish();
            asked.complete(wish);
            awaitServed(wish);
        });
        var wish = asked.get(20, TimeUnit.SECONDS);
        long end = System.nanoTime() + LONG;
        while (stream.pushes.get() == 0) { // what a caller reads makes the engine thread look for a while
            assertThat(System.nanoTime() - end).as("time over by").isNegative();
            LockSupport.unpark(caller); // tries again to read if the engine thread did just then
            stream.arrive(() -> {});
            LockSupport.parkNanos(5_000_000); // time is the subject: it looks every millisecond
        }
        stream.arrive(wish::serve);
        caller.join(20_000);
        assertThat(caller.isAlive()).isFalse();
    }

    /** 6: the clock is looked at soon after it is taken over from a thread that is held up in a task, and again. */
    @Test
    void whatIsQueuedBehindATaskIsLookedAfterWhileThatIsHeldUp() throws Exception {
        side.hasStandby();
        int before = stream.ticks.get();
        var release = new CountDownLatch(1);
        stream.arrive(() -> stream.leave(() -> awaitQuietly(release)));
        serve("engine-2");

        await().atMost(SOON).until(() -> stream.ticks.get() >= before + 2);
        release.countDown();
    }
}
