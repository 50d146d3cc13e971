package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

@Timeout(20)
final class LaneTest {
    private final ThreadsToBeHad threads = new ThreadsToBeHad();
    private final Workers workers =
            new Workers(null, "test", new EngineLog(LoggerFactory.getLogger(LaneTest.class)), threads);
    private final Lane lane = workers.lane();

    @AfterEach
    void close() {
        workers.close(Duration.ofSeconds(5));
    }

    @Test
    void tasksThatFindNoThreadRunInTheirOrderOnceOneCanBeHad() throws Exception {
        var ran = Collections.synchronizedList(new ArrayList<Integer>());
        var all = new CountDownLatch(3);
        threads.refuse(4);

        for (int i = 0; i < 3; i++) {
            int number = i;
            lane.execute(() -> {
                ran.add(number);
                all.countDown();
            });
        }

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly(0, 1, 2);
    }

    @Test
    void anExecutorThatFindsNoThreadCostsNoTask() throws Exception {
        var ran = new CountDownLatch(2);
        try (var own = with(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        })) {
            var lane = own.workers().lane();
            lane.execute(ran::countDown);
            lane.execute(ran::countDown);
            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void noTwoTasksRunAtOnceThoughAnExecutorTakesATaskAndSaysThatItDidNot() throws Exception {
        int count = 300;
        var running = new AtomicInteger();
        var together = new AtomicInteger();
        var ran = Collections.synchronizedList(new ArrayList<Integer>());
        var all = new CountDownLatch(count);
        try (var liar = with(task -> {
            new Thread(task, "liar").start();
            throw new RejectedExecutionException("no");
        })) {
            var lane = liar.workers().lane();
            for (int i = 0; i < count; i++) {
                int number = i;
                lane.execute(() -> {
                    together.accumulateAndGet(running.incrementAndGet(), Math::max);
                    ran.add(number);
                    Thread.yield();
                    running.decrementAndGet();
                    all.countDown();
                });
            }
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(together).hasValue(1);
        assertThat(ran).isSorted().hasSize(count);
    }

    private record Closing(Workers workers) implements AutoCloseable {
        @Override
        public void close() {
            workers.close(Duration.ofSeconds(5));
        }
    }

    private static Closing with(Executor executor) {
        return new Closing(new Workers(executor, "test", new EngineLog(NOPLogger.NOP_LOGGER)));
    }
}
