package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CoverageTest {
    /** The common pool may have one thread only, and what waits would keep it. */
    private static final Executor OWN_THREAD = task -> new Thread(task, "of the test").start();

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Coverage coverage = new Coverage();
    private final AtomicBoolean over = new AtomicBoolean();

    private CompletableFuture<Boolean> standBy() {
        return CompletableFuture.supplyAsync(() -> coverage.standBy(over::get, () -> {}), OWN_THREAD);
    }

    @Test
    void oneThreadHasTheToken() throws Exception {
        assertThat(coverage.tryAcquire()).isTrue();
        assertThat(coverage.isMine()).isTrue();
        assertThat(coverage.tryAcquire()).isFalse();
        assertThat(CompletableFuture.supplyAsync(coverage::tryAcquire, OWN_THREAD)
                        .get())
                .isFalse();
        assertThat(CompletableFuture.supplyAsync(coverage::isMine, OWN_THREAD).get())
                .isFalse();
        coverage.release();
        assertThat(coverage.isMine()).isFalse();
        assertThat(CompletableFuture.supplyAsync(coverage::tryAcquire, OWN_THREAD)
                        .get())
                .isTrue();
    }

    /** Invariant 10: from going to sleep to having the token there is no moment in which nobody is said to watch. */
    @Test
    void whoWatchesIsSaidToWatchUntilItHasTheToken() throws Exception {
        coverage.tryAcquire();
        var gaps = new AtomicInteger();
        var looks = new AtomicInteger();
        var onlooker = new Thread(() -> {
            while (!over.get()) {
                long turn = coverage.freeSince();
                boolean left = !coverage.hasWatcher() && coverage.isFree();
                if (left && coverage.freeSince() == turn) { // all within one turn
                    gaps.incrementAndGet();
                }
                looks.incrementAndGet();
            }
        });
        onlooker.start();
        await().atMost(SOON).until(() -> looks.get() > 0);
        for (int i = 0; i < 500_000 && gaps.get() == 0; i++) {
            coverage.startWatching();
            assertThat(coverage.stopWatching()).isTrue();
        }
        over.set(true);
        onlooker.join();
        assertThat(gaps).hasValue(0);
    }

    @Test
    void whoStandsByTakesOverWhenNobodyReads() throws Exception {
        coverage.tryAcquire();
        var other = standBy();
        assertThat(other).isNotDone();
        coverage.release();
        assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(coverage.tryAcquire()).isFalse();
    }

    @Test
    void whoStandsByLetsWatchWhoWatches() throws Exception {
        coverage.tryAcquire();
        coverage.startWatching();
        var other = standBy();
        coverage.want(); // somebody does see to it
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> !other.isDone());
        over.set(true);
        coverage.wakeAll();
        assertThat(other.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void whoeverIsWantedNeedNotWaitUntilNobodyHasReadForAWhile() throws Exception {
        coverage.tryAcquire();
        var other = standBy();
        for (int i = 0; i < 1_000 && !other.isDone(); i++) { // never free for long
            coverage.release();
            coverage.want();
            if (!coverage.tryAcquire()) {
                break;
            }
        }
        coverage.release();
        coverage.want();
        assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void ofTwoWhoStandByOneTakesOverAndTheOtherOneNext() throws Exception {
        coverage.tryAcquire();
        var one = standBy();
        var other = standBy();
        coverage.release();
        await().atMost(SOON).until(() -> one.isDone() || other.isDone());
        assertThat(one.isDone() && other.isDone()).isFalse();
        over.set(true);
        coverage.wakeAll();
        CompletableFuture.allOf(one, other).get(20, TimeUnit.SECONDS);
        assertThat(one.join() ^ other.join()).isTrue();
    }

    @Test
    void ofThoseWhoStandByNoneStaysAwakeWhileNothingMoves() throws Exception {
        coverage.tryAcquire();
        var one = new Thread(() -> coverage.standBy(over::get, () -> {}));
        var other = new Thread(() -> coverage.standBy(over::get, () -> {}));
        one.start();
        other.start();
        await().atMost(SOON)
                .until(() -> one.getState() == Thread.State.WAITING && other.getState() == Thread.State.WAITING);
        over.set(true);
        coverage.wakeAll();
        one.join();
        other.join();
    }

    @Test
    void whoWatchesIsSaidToWatchUntilItWakes() {
        coverage.tryAcquire();
        assertThat(coverage.hasWatcher()).isFalse();
        coverage.startWatching();
        assertThat(coverage.hasWatcher()).isTrue();
        coverage.stopWatching();
        assertThat(coverage.hasWatcher()).isFalse();
    }
}
