package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two threads at once: whoever says something first looks at the other one after that. The other one's step is played
 * exactly between the two, in what is called there.
 */
@Timeout(60)
final class SecondLookTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    /** 4: what an engine thread that gives up looking has not seen, and a reader that leaves has not known. */
    @Test
    void whoGoesToSleepLooksAgainWhetherTheLinkIsSeenTo() throws Exception {
        var coverage = new Coverage();
        var standsBy = new AtomicBoolean();
        var hasLeft = new AtomicBoolean();
        var tookOver = new CompletableFuture<Boolean>();
        Runnable standBy = () -> tookOver.complete(coverage.standBy(
                () -> {
                    standsBy.set(true);
                    return false;
                },
                () -> {}));
        var engine = new Thread(standBy, "engine") {
            /** Asked for when it joins those who sleep: it has seen that somebody reads, and nobody knows it yet. */
            @Override
            public int hashCode() {
                if (standsBy.get() && hasLeft.compareAndSet(false, true)) {
                    coverage.release();
                }
                return super.hashCode();
            }
        };
        assertThat(coverage.tryAcquire()).isTrue();
        engine.setDaemon(true);
        engine.start();
        assertThat(tookOver.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(hasLeft).isTrue();
    }

    /**
     * 7: who has come, and is counted, is said to be there by the reader that leaves. So the engine thread reads at once,
     * and not only when nobody has for a while, which it would find out at its next look.
     */
    @Test
    void whoLeavesTellsOfWhoHasJustCome() throws Exception {
        for (int i = 0; i < 5; i++) { // without the guard it may be late enough by chance
            assertThat(looksUntilTheEngineReads()).isZero();
        }
    }

    private static int looksUntilTheEngineReads() throws Exception {
        try (var stream = new ScriptedStream()) {
            var side = new ReadSide(stream, false);
            side.open(stream.channel());
            var engine = start("engine", side::serve);
            Asleep.awaitAsleep(engine);

            var answered = new AtomicBoolean();
            int reads = stream.reads.get();
            var reader = start("reader", () -> side.await(answered::get, 0, System.nanoTime() + LONG));
            await().atMost(SOON).until(() -> stream.reads.get() > reads);
            side.wake(); // the engine thread finds that the caller reads
            await().atMost(SOON).until(() -> engine.getState() == Thread.State.WAITING);

            var left = new CountDownLatch(1);
            stream.whenAskedIfOver = () -> {
                if (Thread.currentThread() == engine) {
                    awaitQuietly(left); // it has been woken by the reader that leaves, who is still about to look
                }
            };
            var asked = new CountDownLatch(1);
            var comes = new CountDownLatch(1);
            Waiter second = () -> {
                asked.countDown();
                awaitQuietly(comes); // so that it does not itself tell that it waits
                return true;
            };
            var comer = start("comer", () -> side.await(second, 0, System.nanoTime() + LONG));
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue(); // it has not got the token

            var looks = new CompletableFuture<Integer>();
            stream.arrive(() -> {
                answered.set(true);
                arriveQuietly(stream, () -> {
                    looks.complete(stream.pushes.get());
                    comes.countDown();
                });
            });
            reader.join();
            int before = stream.pushes.get();
            left.countDown();
            int after = looks.get(20, TimeUnit.SECONDS);
            comer.join();

            stream.fail(new IOException("the test is over"));
            side.wake();
            engine.join();
            side.close();
            return after - before;
        }
    }

    private static Thread start(String name, Runnable action) {
        var thread = new Thread(action, name);
        thread.setDaemon(true); // one that nobody wakes must not outlive the test
        thread.start();
        return thread;
    }

    private static void arriveQuietly(ScriptedStream stream, Runnable action) {
        try {
            stream.arrive(action);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
