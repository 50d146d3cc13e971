package io.simpleipc.internal.wire.reading;

import static io.simpleipc.internal.wire.reading.Asleep.awaitAsleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the engine threads of a link sleep, wake and go. */
@Timeout(60)
final class EngineThreadsTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);
    private static final Duration SOON = Duration.ofSeconds(20);

    private ScriptedStream stream;
    private ReadSide side;

    /** How one has left. */
    private record Left(boolean last, boolean hasToken, boolean interrupted) {}

    private static final class Engine extends Thread {
        final CompletableFuture<Left> left = new CompletableFuture<>();
        private final ReadSide side;

        Engine(ReadSide side) {
            super("engine");
            this.side = side;
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            boolean last = side.serve();
            left.complete(new Left(last, side.isRead(), Thread.interrupted()));
        }

        Left left() throws Exception {
            return left.get(20, TimeUnit.SECONDS);
        }

        boolean isWithin(String method) {
            return Arrays.stream(getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals(method));
        }
    }

    @BeforeEach
    void open() throws IOException {
        stream = new ScriptedStream();
        side = new ReadSide(stream, false);
        side.open(stream.channel());
    }

    @AfterEach
    void close() throws IOException {
        end();
        assertThat(stream.overlaps).hasValue(0);
        side.close();
        stream.close();
    }

    private void end() {
        stream.fail(new IOException("the test is over"));
        side.wake();
    }

    @Test
    void oneIsTheLastAndHasTheTokenForGood() throws Exception {
        var one = new Engine(side);
        var other = new Engine(side);
        await().atMost(SOON).until(() -> isAsleepOrIdle(one) && isAsleepOrIdle(other));
        end();
        assertThat(one.left().last() ^ other.left().last()).isTrue();
        assertThat(one.left().hasToken()).isEqualTo(one.left().last());
        assertThat(other.left().hasToken()).isEqualTo(other.left().last());
    }

    private static boolean isAsleepOrIdle(Engine engine) {
        return Asleep.isAsleep(engine) || engine.getState() == Thread.State.WAITING;
    }

    /** The one that reads may be within a plug-in's read just then. */
    @Test
    void theLastOneWaitsUntilNobodyReads() throws Exception {
        var reads = new Engine(side);
        awaitAsleep(reads);
        var held = new CountDownLatch(1);
        stream.arrive(() -> awaitQuietly(held));
        var standsBy = new Engine(side);
        await().atMost(SOON).until(() -> standsBy.getState() == Thread.State.WAITING);
        end();
        await().atMost(SOON).until(() -> standsBy.isWithin("awaitToken"));
        assertThat(standsBy.left).isNotDone();
        held.countDown();
        assertThat(standsBy.left()).isEqualTo(new Left(true, true, false));
        assertThat(reads.left()).isEqualTo(new Left(false, false, false));
    }

    /** Else none could sleep again; whose interruption it was may look for it in the end. */
    @Test
    void anInterruptedOneGoesOnAndIsInterruptedWhenItLeaves() throws Exception {
        var engine = new Engine(side);
        awaitAsleep(engine);
        engine.interrupt();
        var read = new CompletableFuture<Boolean>();
        stream.arrive(() -> read.complete(Thread.currentThread().isInterrupted()));
        assertThat(read.get(20, TimeUnit.SECONDS)).isFalse();
        end();
        assertThat(engine.left()).isEqualTo(new Left(true, true, true));
    }

    @Test
    void whatReadingThrowsEndsTheStream() throws Exception {
        var engine = new Engine(side);
        awaitAsleep(engine);
        stream.arrive(() -> {
            throw new IllegalStateException("a plug-in's bug");
        });
        assertThat(engine.left().last()).isTrue();
        assertThat(stream.cause.get()).hasMessageContaining("a plug-in's bug");
    }

    @Test
    void oneThatSleepsOnTheChannelWakesWhenThatIsLetGoOf() throws Exception {
        var engine = new Engine(side);
        awaitAsleep(engine);
        side.close();
        assertThat(engine.left().last()).isTrue();
        assertThat(stream.cause.get()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void oneThatSleepsLooksAtTheClockWhenAnybodySetsTheAlarm() throws Exception {
        var engine = new Engine(side);
        awaitAsleep(engine);
        int before = stream.ticks.get();
        side.alarmBy(System.nanoTime());
        await().atMost(SOON).until(() -> stream.ticks.get() > before);
    }

    /** Where futures are used callers do not read, so that the engine can do so without a change of hands. */
    @Test
    void oneThatWatchesReadsForCallersWhereFuturesAreUsed() throws Exception {
        var engine = new Engine(side);
        awaitAsleep(engine);
        side.awaitedByFuture();
        var servedBy = new CompletableFuture<Thread>();
        var caller = new Thread(() -> side.await(servedBy::isDone, 0, System.nanoTime() + LONG), "caller");
        caller.setDaemon(true);
        caller.start();
        await().atMost(SOON).until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        assertThat(Asleep.isAsleep(caller)).isFalse();
        stream.arrive(() -> servedBy.complete(Thread.currentThread()));
        assertThat(servedBy.get(20, TimeUnit.SECONDS)).isSameAs(engine);
        caller.interrupt();
        caller.join();
    }

    @Test
    void bothSidesMayBeAwakeOnTwoProcessorsOnly() {
        assertThat(new ReadSide(stream, true, 2).mayOverlap()).isTrue();
        assertThat(new ReadSide(stream, true, 1).mayOverlap()).isFalse();
        assertThat(new ReadSide(stream, false, 2).mayOverlap()).isFalse();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
