package io.simpleipc.internal.session;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait, first come, first served. One that finds nobody before it gets a place of its own, for which nothing is
 * made: with one query after the other that is each. Thread-safe; under a race two may change places.
 */
final class Tasks {
    /** Counted before it is there. */
    private final AtomicInteger count = new AtomicInteger();

    /** Older than the others, since it came when there were none. */
    private final AtomicReference<@Nullable Runnable> first = new AtomicReference<>();

    private final ConcurrentLinkedQueue<Runnable> others = new ConcurrentLinkedQueue<>();

    void add(Runnable task) {
        if (count.getAndIncrement() > 0 || !first.compareAndSet(null, task)) {
            others.add(task);
        }
    }

    /** Takes the oldest; null if there is none, or it is about to come. */
    @Nullable
    Runnable poll() {
        var task = first.get() == null ? null : first.getAndSet(null);
        if (task == null) {
            task = others.poll();
        }
        if (task != null) {
            count.decrementAndGet();
        }
        return task;
    }

    int size() {
        return count.get();
    }
}
