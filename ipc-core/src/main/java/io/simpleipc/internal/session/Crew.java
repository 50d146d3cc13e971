package io.simpleipc.internal.session;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks from the reading thread and runs them on a bounded number of workers. A thread wake-up costs more than a
 * short task, so while tasks are short one worker runs the whole queue; when they turn out slow each gets a worker of
 * its own. A worker that is stuck in a task is noticed by {@link #tick}, which the reading thread calls while {@link
 * #isBusy()}, and others are put beside it.
 */
final class Crew {
    /** How long a task may take before others are no longer queued behind it. */
    static final long STUCK_NANOS = 1_000_000;

    private static final long SLOW_NANOS = 200_000;
    private static final int SLOW_SCORE = 128;

    private final Workers workers;
    private final int most;
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();

    /** Workers that serve the queue, those within a task included. */
    private final AtomicInteger active = new AtomicInteger();

    /** Workers that are within a task. */
    private final AtomicInteger working = new AtomicInteger();

    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong done = new AtomicLong();

    /** Rises quickly with a slow task, falls slowly with short ones; a racy hint, not an invariant. */
    private volatile int slowScore;

    private long doneAtLastTick = -1;

    Crew(Workers workers, int most) {
        this.workers = workers;
        this.most = most;
    }

    void submit(Runnable task) {
        queued.incrementAndGet();
        queue.add(task);
        if (active.get() == 0 || (slowScore > SLOW_SCORE && active.get() - working.get() < queued.get())) {
            enlist();
        }
    }

    /** Whether tasks wait; then {@link #tick} wants to be called within {@link #STUCK_NANOS}. */
    boolean isBusy() {
        return queued.get() > 0;
    }

    /** Called by the reading thread: tasks that wait while nothing moves get workers, as many as it takes. */
    void tick() {
        int waiting = queued.get();
        long moved = done.get();
        if (waiting > 0 && (moved == doneAtLastTick || active.get() == 0)) {
            for (int i = active.get() - working.get(); i < waiting; i++) {
                if (!enlist()) {
                    break;
                }
            }
        }
        doneAtLastTick = moved;
    }

    /** Runs what waits on the calling thread: the last resort when there are no workers any more. */
    void runHere() {
        for (var task = take(); task != null; task = take()) {
            run(task);
        }
    }

    private boolean enlist() {
        if (active.incrementAndGet() > most) {
            active.decrementAndGet();
            return false;
        }
        boolean started = workers.execute(this::serve);
        if (!started) {
            active.decrementAndGet();
        }
        return started;
    }

    private void serve() {
        while (true) {
            var task = take();
            if (task != null) {
                run(task);
                continue;
            }
            active.decrementAndGet();
            // A task that was queued between the empty look and the line above found this worker still counted.
            if (queued.get() == 0 || active.get() > 0) {
                return;
            }
            active.incrementAndGet();
        }
    }

    private @Nullable Runnable take() {
        var task = queue.poll();
        if (task != null) {
            queued.decrementAndGet();
        }
        return task;
    }

    private void run(Runnable task) {
        working.incrementAndGet();
        long start = System.nanoTime();
        try {
            task.run();
        } catch (Throwable e) {
            workers.report(e);
        } finally {
            working.decrementAndGet();
            done.incrementAndGet();
            score(System.nanoTime() - start);
        }
    }

    private void score(long nanos) {
        int score = slowScore;
        if (nanos > SLOW_NANOS) {
            slowScore = Math.min(score + 32, 4 * SLOW_SCORE);
        } else if (score > 0) {
            slowScore = score - 1;
        }
    }
}
