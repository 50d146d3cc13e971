package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller that reads leaves behind, on a channel that itself says nothing. */
@Timeout(30)
class LeavingReaderTest {
    private static final long LONG = Duration.ofSeconds(20).toNanos();

    private final Script stream = new Script();
    private final ReadSide side = new ReadSide(stream, false);
    private final Thread engine = new Thread(side::serve, "engine");
    private Pipe channel;

    /** Has a number of things to read, and room or not. */
    private static final class Script implements Stream {
        final AtomicInteger toRead = new AtomicInteger();
        final AtomicInteger lookedAtOps = new AtomicInteger();
        final AtomicInteger ticks = new AtomicInteger();
        volatile Runnable whenRead = () -> {};
        volatile boolean comesForever;
        volatile boolean hasRead;
        volatile boolean stallsAtRead;
        volatile boolean stalled;
        volatile boolean over;

        @Override
        public boolean read() {
            boolean read = comesForever || toRead.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
            hasRead |= read;
            if (read) {
                whenRead.run();
            }
            stalled |= read && stallsAtRead;
            return read;
        }

        @Override
        public long tick(long now) {
            ticks.incrementAndGet();
            return now + Long.MAX_VALUE / 4;
        }

        @Override
        public boolean write() {
            return false;
        }

        @Override
        public boolean mayHaveLastWords() {
            return false;
        }

        @Override
        public int interestOps() {
            lookedAtOps.incrementAndGet();
            return SelectionKey.OP_READ;
        }

        @Override
        public boolean isStalled() {
            return stalled;
        }

        @Override
        public boolean mayHoldInput() {
            return toRead.get() > 0;
        }

        @Override
        public long delivered() {
            return 0;
        }

        @Override
        public boolean takeTasks() {
            return false;
        }

        @Override
        public void runTasks() {}

        @Override
        public void push() {}

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void fail(IOException cause) {
            over = true;
        }
    }

    @BeforeEach
    void begin() throws IOException {
        channel = Pipe.open();
        channel.source().configureBlocking(false);
        side.open(channel.source());
        engine.start();
        await(this::engineSleepsOnTheChannel);
    }

    @AfterEach
    void end() throws Exception {
        stream.over = true;
        side.wake();
        engine.join();
        side.close();
        channel.source().close();
        channel.sink().close();
    }

    private boolean engineSleepsOnTheChannel() {
        return Asleep.isAsleep(engine);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG / 4;
        while (!condition.getAsBoolean()) {
            assertThat(end - System.nanoTime()).as("time left").isPositive();
            LockSupport.parkNanos(100_000);
        }
    }

    @Test
    void whatThePipeHasTakenFromTheChannelIsReadAfterTheCallerHasLeft() {
        stream.toRead.set(5);
        side.await(() -> stream.hasRead, 0, System.nanoTime() + LONG);
        await(() -> stream.toRead.get() == 0);
    }

    @Test
    void theWatcherSleepsForRoomOnceACallerThatHadNoneHasLeft() {
        int before = stream.lookedAtOps.get();
        stream.stallsAtRead = true;
        stream.toRead.set(1);
        side.await(() -> stream.hasRead, 0, System.nanoTime() + LONG);
        await(() -> stream.lookedAtOps.get() > before && engineSleepsOnTheChannel());
        assertThat(stream.stalled).isTrue();
    }

    @Test
    void theWatcherKeepsTheAlarmThatAReadingCallerHasSet() {
        int before = stream.ticks.get();
        stream.whenRead = () -> side.alarmBy(System.nanoTime() + 200_000_000);
        stream.toRead.set(1);
        side.await(() -> stream.hasRead, 0, System.nanoTime() + LONG);
        await(() -> stream.ticks.get() > before);
    }

    @Test
    void aCallerLeavesInTimeThoughThereIsAlwaysMoreToRead() {
        stream.comesForever = true;
        long start = System.nanoTime();
        side.await(() -> System.nanoTime() - start > LONG / 4, 0, System.nanoTime() + 1_000_000);
        assertThat(System.nanoTime() - start).isLessThan(LONG / 4);
    }

    @Test
    void anInterruptedCallerLeavesThoughThereIsAlwaysMoreToRead() {
        stream.comesForever = true;
        long start = System.nanoTime();
        Thread.currentThread().interrupt();
        side.await(() -> System.nanoTime() - start > LONG / 4, 0, System.nanoTime() + LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(LONG / 4);
    }
}
