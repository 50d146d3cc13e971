package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TasksTest {
    private static final int EACH = 20_000;

    private final Tasks tasks = new Tasks();

    @Test
    void firstComeFirstServed() {
        Runnable a = () -> {};
        Runnable b = () -> {};
        Runnable c = () -> {};
        Runnable d = () -> {};

        tasks.add(a);
        tasks.add(b);
        assertThat(tasks.poll()).isSameAs(a);
        tasks.add(c);
        assertThat(tasks.size()).isEqualTo(2);
        assertThat(tasks.poll()).isSameAs(b);
        assertThat(tasks.poll()).isSameAs(c);
        assertThat(tasks.poll()).isNull();
        tasks.add(d);
        assertThat(tasks.poll()).isSameAs(d);
        assertThat(tasks.size()).isZero();
    }

    @Test
    void firstComeFirstServedWhereThereAreMoreThanPlaces() {
        var added = new ArrayList<Runnable>();
        var taken = new ArrayList<@Nullable Runnable>();
        for (int round = 0; round < 3; round++) { // the second and third begin with some that are left
            for (int i = 0; i < 2 * Tasks.PLACES; i++) {
                Runnable task = new Task(added.size());
                added.add(task);
                tasks.add(task);
            }
            for (int i = 0; i < Tasks.PLACES + 5; i++) {
                taken.add(tasks.poll());
            }
            assertThat(tasks.size()).isEqualTo(added.size() - taken.size());
        }
        while (tasks.size() > 0) {
            taken.add(tasks.poll());
        }

        assertThat(taken).isEqualTo(added);
        assertThat(tasks.poll()).isNull();
    }

    /** One that differs from all others. */
    private record Task(int number) implements Runnable {
        @Override
        public void run() {}
    }

    /** Two bring tasks and two take them, so that there are none again and again. */
    @Test
    void eachIsTakenOnce() throws Exception {
        var runs = new AtomicInteger();
        var begin = new CyclicBarrier(4);
        var left = new AtomicInteger(2 * EACH);
        var threads = Executors.newFixedThreadPool(4);
        try {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 2; i++) {
                all.add(start(threads, begin, () -> {
                    for (int n = 0; n < EACH; n++) {
                        tasks.add(runs::incrementAndGet);
                    }
                }));
                all.add(start(threads, begin, () -> {
                    while (left.get() > 0) {
                        var task = tasks.poll();
                        if (task == null) {
                            Thread.yield();
                        } else {
                            task.run();
                            left.decrementAndGet();
                        }
                    }
                }));
            }
            for (var each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(runs).hasValue(2 * EACH);
        assertThat(tasks.size()).isZero();
        assertThat(tasks.poll()).isNull();
    }

    private static Future<?> start(ExecutorService threads, CyclicBarrier begin, Runnable work) {
        return threads.submit(() -> {
            begin.await();
            work.run();
            return null;
        });
    }
}
