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
    /** Told where a run of short tasks begins and ends, so that what they send leaves together. */
    interface Batch {
        void begin();

        void end();
    }

    /** How long a task may take before others are no longer queued behind it. */
    static final long STUCK_NANOS = 1_000_000;

    private static final long SLOW_NANOS = 200_000;
    private static final int SLOW_SCORE = 128;

    private final Workers workers;
    private final int most;
    private final Batch batch;
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();

    /** Workers that serve the queue, those within a task included. */
    private final AtomicInteger active = new AtomicInteger();

    /** Workers that are within a task. */
    private final AtomicInteger working = new AtomicInteger();

    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong done = new AtomicLong();

    /** Workers within a batch: what they sent may be waiting to leave. */
    private final AtomicInteger batching = new AtomicInteger();

    /** Rises quickly with a slow task, falls slowly with short ones; a racy hint, not an invariant. */
    private volatile int slowScore;

    /** Nothing moved between the last two ticks. */
    private volatile boolean stuck;

    private long doneAtLastTick = -1;

    Crew(Workers workers, int most, Batch batch) {
        this.workers = workers;
        this.most = most;
        this.batch = batch;
    }

    void submit(Runnable task) {
        queued.incrementAndGet();
        queue.add(task);
        boolean eachItsOwn = stuck || slowScore > SLOW_SCORE;
        if (active.get() == 0 || (eachItsOwn && active.get() - working.get() < queued.get())) {
            enlist();
        }
    }

    /** Whether tasks wait, or what they sent; then {@link #tick} wants to be called within {@link #STUCK_NANOS}. */
    boolean isBusy() {
        return queued.get() > 0 || batching.get() > 0;
    }

    /**
     * Called by the reading thread: tasks that wait while nothing moves get workers, as many as it takes.
     *
     * @return whether something moved since the last tick; if not, the next one may come later
     */
    boolean tick() {
        int waiting = queued.get();
        long now = done.get();
        boolean moved = now != doneAtLastTick;
        doneAtLastTick = now;
        stuck = !moved && (waiting > 0 || working.get() > 0);
        if (waiting > 0 && (!moved || active.get() == 0)) {
            for (int i = active.get() - working.get(); i < waiting; i++) {
                if (!enlist()) {
                    break;
                }
            }
        }
        return moved;
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
        boolean inBatch = false;
        while (true) {
            var task = take();
            if (task != null) {
                inBatch = batchedIf(queued.get() > 0 && !stuck && slowScore <= SLOW_SCORE, inBatch);
                run(task);
                continue;
            }
            inBatch = batchedIf(false, inBatch);
            active.decrementAndGet();
            // A task that was queued between the empty look and the line above found this worker still counted.
            if (queued.get() == 0 || active.get() > 0) {
                return;
            }
            active.incrementAndGet();
        }
    }

    /** Begins or ends this worker's batch; the last task of one is run outside of it, and takes the rest along. */
    private boolean batchedIf(boolean wanted, boolean inBatch) {
        if (wanted && !inBatch) {
            batching.incrementAndGet();
            batch.begin();
        } else if (inBatch && !wanted) {
            batch.end();
            batching.decrementAndGet();
        }
        return wanted;
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
