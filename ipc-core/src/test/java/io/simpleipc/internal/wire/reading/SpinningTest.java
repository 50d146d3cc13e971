package io.simpleipc.internal.wire.reading;

import static io.simpleipc.internal.wire.reading.Asleep.awaitAsleep;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When somebody looks a few more times before sleeping. */
@Timeout(60)
final class SpinningTest {
    private static final int PROCESSORS = 2;

    // Fewer than those after which looking pauses because it does not pay.
    private static final int ROUNDS = 3;
    private static final int TIMES_IN_VAIN = 4;
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    private final List<Thread> engines = new ArrayList<>();
    private ScriptedStream stream;
    private ReadSide side;

    private void open(boolean spins) throws IOException {
        open(() -> Spin.ofEngine(spins, PROCESSORS));
    }

    private void open(Supplier<Spin> spins) throws IOException {
        stream = new ScriptedStream();
        side = new ReadSide(stream, spins.get(), spins.get());
        side.open(stream.channel());
    }

    @AfterEach
    void close() throws Exception {
        stream.fail(new IOException("the test is over"));
        side.wake();
        for (var engine : engines) {
            engine.join(20_000);
            assertThat(engine.isAlive()).isFalse();
        }
        side.close();
        stream.close();
    }

    /** The peer often answers at once what a handler or a completion has sent. */
    @Test
    void looksAgainAfterTasks() throws Exception {
        open(true);
        var engine = serve("engine-1");
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(looksAfterTask(engine, 0)).as("looks before it sleeps").isGreaterThanOrEqualTo(2);
        }
    }

    /** What is found is one more reason to look again, and the times in vain are counted anew: one each, then two. */
    @Test
    void looksOnWhenLookingHasPaid() throws Exception {
        // So long that it is in time whoever has the processor.
        open(() -> new Spin(true, PROCESSORS, TimeUnit.MILLISECONDS.toNanos(100), Thread::onSpinWait));
        var engine = serve("engine-1");
        for (int i = 0; i < 4 * ROUNDS; i++) {
            if (i % ROUNDS == ROUNDS - 1) {
                assertThat(looksAfterTask(engine, 2))
                        .as("looks, of which the second one finds something")
                        .isGreaterThanOrEqualTo(4);
            } else {
                assertThat(looksAfterTask(engine, 0)).as("looks").isGreaterThanOrEqualTo(2);
            }
        }
    }

    @Test
    void looksNoMoreAfterTasksWhereThatHasBeenInVain() throws Exception {
        open(true);
        var engine = serve("engine-1");
        for (int i = 0; i < TIMES_IN_VAIN; i++) {
            assertThat(looksAfterTask(engine, 0)).as("looks").isGreaterThanOrEqualTo(2);
        }
        assertThat(looksAfterTask(engine, 0)).as("looks").isEqualTo(1);
    }

    /** It gives its turn to others meanwhile; where they take it for long it had better sleep. */
    @Test
    void looksNoMoreWhereWhatComesWhileItLooksComesLate() throws Exception {
        var late = new AtomicBoolean(true);
        // So long for four looks, whoever has the processor; and it is left out for 32 times as long as it was late.
        long length = TimeUnit.MILLISECONDS.toNanos(50);
        open(() -> new Spin(true, PROCESSORS, length, () -> {
            take(2 * length);
            if (late.getAndSet(false)) {
                stream.comesAtRead = stream.reads.get() + 1;
            }
        }));
        var engine = serve("engine-1");
        assertThat(looksAfterTask(engine, 0)).as("looks").isGreaterThanOrEqualTo(2);
        assertThat(late).as("still to come").isFalse();
        assertThat(looksAfterTask(engine, 0)).as("looks").isEqualTo(1);
    }

    private static void take(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** Somebody else may have read the answer just before. */
    @Test
    void aCallerWhoseAnswerIsThereLooksNoMore() throws Exception {
        open(true);
        var asked = new AtomicInteger();
        side.await(() -> asked.incrementAndGet() > 1, 0, System.nanoTime() + LONG);
        assertThat(asked.get()).isLessThanOrEqualTo(4);
        assertThat(stream.reads.get()).as("looks").isEqualTo(2);
    }

    /** A caller knows that something will come, an engine thread does not. */
    @Test
    void aCallerLooksAsLongAsCallersMay() throws Exception {
        var turns = new AtomicInteger();
        stream = new ScriptedStream();
        side = new ReadSide(stream, Spin.ofEngine(false, 1), new Spin(true, 1, LONG, turns::incrementAndGet));
        side.open(stream.channel());
        side.await(() -> turns.get() == 3, 0, System.nanoTime() + LONG);
        assertThat(turns).hasValue(3);
    }

    @Test
    void withOneProcessorACallerGivesItsTurnBeforeItLooks() throws Exception {
        var looks = new ConcurrentLinkedQueue<Integer>();
        stream = new ScriptedStream();
        side = new ReadSide(
                stream, Spin.ofEngine(false, 1), new Spin(true, 1, LONG, () -> looks.add(stream.reads.get())));
        side.open(stream.channel());
        side.await(() -> looks.size() == 2, 0, System.nanoTime() + LONG);
        assertThat(looks).as("looks before each turn").containsExactly(0, 1);
    }

    /** Others have the processor for long: then it is better to sleep, and to be woken in between. */
    @Test
    void withOneProcessorACallerGivesNoMoreTurnsWhereTheyAreLong() throws Exception {
        long length = TimeUnit.MILLISECONDS.toNanos(50);
        var turns = new AtomicInteger();
        stream = new ScriptedStream();
        side = new ReadSide(stream, Spin.ofEngine(false, 1), new Spin(true, 1, length, () -> {
            turns.incrementAndGet();
            take(2 * length);
            stream.comesAtRead = stream.reads.get() + 1;
        }));
        side.open(stream.channel());
        side.await(() -> stream.reads.get() > 0, 0, System.nanoTime() + LONG);
        assertThat(turns).hasValue(1);
        side.await(() -> false, 0, System.nanoTime() + 1);
        assertThat(turns).as("turns").hasValue(1);
    }

    @Test
    void withOneProcessorAnEngineThreadGivesItsTurnBeforeItLooksForWhatItsTasksLeadTo() throws Exception {
        var looks = new ConcurrentLinkedQueue<Integer>();
        open(() -> new Spin(true, 1, 1, () -> looks.add(stream.reads.get())));
        var engine = serve("engine-1");
        awaitAsleep(engine);
        looks.clear();
        var before = new CompletableFuture<Integer>();
        stream.arrive(() -> stream.leave(() -> before.complete(stream.reads.get())));
        int inTask = before.get(20, TimeUnit.SECONDS);
        awaitAsleep(engine);
        assertThat(looks.peek()).as("looks before the first turn").isEqualTo(inTask);
    }

    @Test
    void aCallerLooksNoLongerThanItWaits() throws Exception {
        stream = new ScriptedStream();
        side = new ReadSide(stream, Spin.ofEngine(false, 1), new Spin(true, 1, LONG, Thread::onSpinWait));
        side.open(stream.channel());
        long start = System.nanoTime();
        side.await(() -> false, 0, start + TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(System.nanoTime() - start).isLessThan(LONG);
    }

    @Test
    void looksOnceAfterTasksWhereItMayNotSpin() throws Exception {
        open(false);
        var engine = serve("engine-1");
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(looksAfterTask(engine, 0)).as("looks before it sleeps").isEqualTo(1);
        }
    }

    /** Those keep a processor busy already, and it is the other side's turn on the second one. */
    @Test
    void doesNotLookAgainWhileTheOtherEngineThreadRunsTasks() throws Exception {
        open(true);
        var first = serve("engine-1");
        awaitAsleep(first);
        var inTask = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        stream.arrive(() -> stream.leave(() -> {
            inTask.countDown();
            awaitQuietly(release);
        }));
        assertThat(inTask.await(20, TimeUnit.SECONDS)).isTrue();
        var second = serve("engine-2");
        awaitAsleep(second);
        int most = 0;
        for (int i = 0; i < ROUNDS; i++) {
            int before = stream.reads.get();
            var arrived = new CountDownLatch(1);
            stream.arrive(arrived::countDown);
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
            awaitAsleep(second);
            most = Math.max(most, stream.reads.get() - before);
        }
        release.countDown();
        assertThat(most).as("looks").isLessThanOrEqualTo(3);
    }

    /**
     * How many looks, of which the first comes in any case, follow a task before the engine thread sleeps.
     *
     * @param finds which of these finds something, 0 for none
     */
    private int looksAfterTask(Thread engine, int finds) throws Exception {
        awaitAsleep(engine);
        var before = new CompletableFuture<Integer>();
        stream.arrive(() -> stream.leave(() -> {
            stream.comesAtRead = finds == 0 ? 0 : stream.reads.get() + finds;
            before.complete(stream.reads.get());
        }));
        int looks = before.get(20, TimeUnit.SECONDS);
        awaitAsleep(engine);
        return stream.reads.get() - looks;
    }

    private Thread serve(String name) {
        var thread = new Thread(side::serve, name);
        engines.add(thread);
        thread.start();
        return thread;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
