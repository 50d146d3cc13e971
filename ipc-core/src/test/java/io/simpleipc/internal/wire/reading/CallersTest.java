package io.simpleipc.internal.wire.reading;

import static io.simpleipc.internal.wire.reading.Asleep.awaitAsleep;
import static io.simpleipc.internal.wire.reading.Asleep.isAsleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers that wait do while no engine thread is there. */
@Timeout(60)
final class CallersTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(50);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(30);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MOST_FOR_OTHERS = 4;
    private static final int OFTEN = 5; // waits, one after the other

    private ScriptedStream stream;
    private ReadSide side;

    @BeforeEach
    void open() throws IOException {
        stream = new ScriptedStream();
        side = new ReadSide(stream, false);
        side.open(stream.channel());
    }

    @AfterEach
    void close() throws IOException {
        assertThat(stream.overlaps).hasValue(0);
        side.close();
        stream.close();
    }

    private Thread caller(Waiter waiter, long nanos) {
        var thread = new Thread(() -> side.await(waiter, 0, System.nanoTime() + nanos), "caller");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING && !isAsleep(thread);
    }

    private static void awaitParked(Thread thread) {
        await().atMost(SOON).until(() -> isParked(thread));
    }

    private static void awaitGone(Thread thread) throws InterruptedException {
        thread.join(20_000);
        assertThat(thread.isAlive()).as("still waits").isFalse();
    }

    @Test
    void oneSleepsOnTheChannelAndTheOtherOneUntilItIsWoken() throws Exception {
        var ready = new AtomicBoolean();
        var first = caller(ready::get, LONG);
        awaitAsleep(first);
        var second = caller(ready::get, LONG);
        awaitParked(second);
        assertThat(isAsleep(first)).isTrue();
        LockSupport.unpark(second);
        awaitGone(second);
        stream.arrive(() -> ready.set(true));
        awaitGone(first);
    }

    @Test
    void nobodyWaitsForLongerThanAsked() throws Exception {
        var first = caller(() -> false, LONG);
        awaitAsleep(first);
        awaitGone(caller(() -> false, SHORT));
        first.interrupt();
        awaitGone(first);
        awaitGone(caller(() -> false, SHORT)); // alone
    }

    @Test
    void whoWaitsWhenTheStreamIsOverIsParkedForAsLongAsAsked() throws Exception {
        stream.fail(new IOException("over"));
        var waits = caller(() -> false, LONG);
        awaitParked(waits);
        LockSupport.unpark(waits);
        awaitGone(waits);
        awaitGone(caller(() -> false, SHORT));
    }

    @Test
    void whoReadsMoreThanFourForOthersLeavesThatToTheEngine() throws Exception {
        stream.delivered = 10;
        var caller = caller(() -> false, LONG);
        for (int i = 1; i <= MOST_FOR_OTHERS; i++) {
            arriveForAnother();
            awaitAsleep(caller);
        }
        arriveForAnother();
        awaitParked(caller);
        LockSupport.unpark(caller);
        awaitGone(caller);
    }

    /** Both sides ask: each wait brings a query of the peer's, too, which an engine thread could run at once. */
    @Test
    void whoReadsForOthersInOneWaitAfterTheOtherLeavesThatToTheEngineAtOnce() throws Exception {
        for (int i = 0; i < OFTEN; i++) {
            waitForOwn(true);
        }
        var caller = caller(() -> false, LONG);
        awaitAsleep(caller);
        arriveForAnother();
        awaitParked(caller);
        LockSupport.unpark(caller);
        awaitGone(caller);
    }

    @Test
    void whoReadsForOthersNowAndThenGoesOn() throws Exception {
        for (int i = 0; i < 3 * OFTEN; i++) {
            waitForOwn(i < OFTEN - 1 || i == 3 * OFTEN - 1);
        }
    }

    private void waitForOwn(boolean forAnotherToo) throws Exception {
        var ready = new AtomicBoolean();
        var caller = caller(ready::get, LONG);
        awaitAsleep(caller);
        if (forAnotherToo) {
            arriveForAnother();
            awaitAsleep(caller);
        }
        stream.arrive(() -> {
            stream.delivered++;
            ready.set(true);
        });
        awaitGone(caller);
    }

    private void arriveForAnother() throws Exception {
        var read = new CompletableFuture<Void>();
        stream.arrive(() -> {
            stream.delivered++;
            read.complete(null);
        });
        read.get(20, TimeUnit.SECONDS);
    }

    @Test
    void whoSleepsOnTheChannelWakesWhenThatIsLetGoOf() throws Exception {
        var caller = caller(() -> false, LONG);
        awaitAsleep(caller);
        side.close();
        await().atMost(SOON).until(stream::isOver);
        assertThat(stream.cause.get()).isInstanceOf(ClosedChannelException.class);
        LockSupport.unpark(caller);
        awaitGone(caller);
    }

    @Test
    void whoReadsHasTheToken() throws Exception {
        var isRead = new CompletableFuture<Boolean>();
        stream.arrive(() -> isRead.complete(side.isRead()));
        side.await(isRead::isDone, 0, System.nanoTime() + LONG);
        assertThat(isRead).isCompletedWithValue(true);
        assertThat(side.isRead()).isFalse();
    }
}
