package io.simpleipc.internal.session;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks from the reading thread and runs them on a bounded number of workers. A thread wake-up costs more than a
 * short task, so while tasks are short one worker runs the whole queue, or an engine thread that serves for a while; when
 * they turn out slow each gets a worker of its own. Whoever is stuck in a task is noticed by {@link #tick}, which the
 * reading thread calls while {@link #isBusy()}, and workers are put beside it.
 */
final class Crew {
    /** Told where a run of short tasks begins and ends, so that what they send leaves together. */
    interface Batch {
        void begin();

        /** What was sent so far may leave: a peer that is awake can begin with it. */
        void pushPart();

        void end();
    }

    /** What a crew has to know of its tasks. */
    interface Trade {
        /**
         * Runs one.
         *
         * @param about nano time of a moment ago: since then some tasks were run that were short, as far as is known
         */
        void run(Runnable task, long about);

        /** How many nanoseconds of the one that has just run are not its own. */
        long excused(Runnable task);
    }

    /** How long a task may take before others are no longer queued behind it. */
    static final long STUCK_NANOS = 1_000_000;

    private static final long SLOW_NANOS = 200_000;
    private static final int SLOW_SCORE = 128;

    /**
     * What a slow task adds to the score for each whole millisecond beyond a turn of others, once at least. A short one takes
     * one away, and costs some 10 us more on a worker: that is less than what others would wait behind slow ones. The first
     * slow one makes no crew slow: it may have been kept from the processor for longer, or have been run for the first time.
     */
    private static final int SLOW_WEIGHT = 32;

    private static final int LARGEST_SCORE = 16 * SLOW_SCORE;

    /** For so long, as schedulers go, another thread may have had the processor meanwhile. */
    private static final long TURN_NANOS = 4_000_000;

    /** How many tasks are measured together: a look at the clock may cost as much as a short task. */
    private static final int MOST_MEASURED = 4;

    /** What so many tasks of a batch sent may leave, if as many come after them: each write costs as much as some tasks. */
    private static final int PUSHED_TOGETHER = 32;

    /** What fewer tasks sent leaves as well, once they have taken so long. */
    private static final long LONGEST_UNPUSHED_NANOS = 50_000;

    /** Runs a task on a thread of its own; false if none can be had now. */
    private final Predicate<Runnable> threads;

    private final Consumer<Throwable> report;
    private final Trade trade;
    private final int most;
    private final Batch batch;
    private final LongSupplier nanoTime;
    private final Tasks queue = new Tasks();

    /** That of the last thread that served, for the next: whoever takes it out has it alone until he puts it back. */
    private final AtomicReference<@Nullable Shift> spareShift = new AtomicReference<>();

    /** Workers that serve the queue, or are about to. */
    private final AtomicInteger active = new AtomicInteger();

    /** Those of them that have found a task, until they find none. */
    private final AtomicInteger working = new AtomicInteger();

    /** Tasks that were run. A racy count: only changes matter, and one that is missed costs a worker more. */
    private final AtomicLong done = new AtomicLong();

    /** Workers within a batch: what they sent may be waiting to leave. */
    private final AtomicInteger batching = new AtomicInteger();

    /**
     * Rises quickly with a slow task, falls with short ones. The time that a handler waits for nested queries does not
     * count: else nesting would look slow, be given to workers, and so become slower (invariant 9 of docs/threads.md). A
     * racy hint.
     */
    private volatile int slowScore;

    /** Nothing moved between the last two ticks. */
    private volatile boolean stuck;

    private long doneAtLastTick = -1;

    /**
     * Without workers yet.
     */
    Crew(Predicate<Runnable> threads, Consumer<Throwable> report, Trade trade, int most, Batch batch) {
        this(threads, report, trade, most, batch, System::nanoTime);
    }

    Crew(
            Predicate<Runnable> threads,
            Consumer<Throwable> report,
            Trade trade,
            int most,
            Batch batch,
            LongSupplier nanoTime) {
        this.threads = threads;
        this.report = report;
        this.trade = trade;
        this.most = most;
        this.batch = batch;
        this.nanoTime = nanoTime;
    }

    void submit(Runnable task) {
        queue(task);
        if (active.get() == 0 || (!isQuick() && active.get() - working.get() < queue.size())) {
            enlist();
        }
    }

    /** Queues a task for a thread that is about to {@link #serveToo}. */
    void queue(Runnable task) {
        queue.add(task);
    }

    /** Whether tasks are short, as far as is known. */
    boolean isQuick() {
        return !stuck && slowScore <= SLOW_SCORE;
    }

    /** Whether tasks wait, or what they sent; then {@link #tick} wants to be called within {@link #STUCK_NANOS}. */
    boolean isBusy() {
        return queue.size() > 0 || batching.get() > 0;
    }

    /**
     * Called by the reading thread: tasks that wait while nothing moves get workers, as many as it takes.
     *
     * @return whether something moved since the last tick; if not, the next one may come later
     */
    boolean tick() {
        int waiting = queue.size();
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

    boolean hasQueued() {
        return queue.size() > 0;
    }

    /** Runs what waits on the calling thread: the last resort when there are no workers any more. */
    void runHere() {
        for (var task = queue.poll(); task != null; task = queue.poll()) {
            run(task, nanoTime.getAsLong());
        }
    }

    private boolean enlist() {
        if (!join()) {
            return false;
        }
        boolean started = threads.test(this::serve);
        if (!started) {
            active.decrementAndGet();
        }
        return started;
    }

    /** Serves the queue on the calling thread, as a worker does, until it is empty; unless there are enough already. */
    void serveToo() {
        if (queue.size() > 0 && join()) {
            serve();
        }
    }

    private boolean join() {
        if (active.incrementAndGet() > most) {
            active.decrementAndGet();
            return false;
        }
        return true;
    }

    private void serve() {
        var spare = spareShift.getAndSet(null);
        var shift = spare == null ? new Shift() : spare;
        while (true) {
            var task = queue.poll();
            if (task != null) {
                shift.run(task);
                continue;
            }
            shift.end();
            active.decrementAndGet();
            // A task that was queued between the empty look and the line above found this worker still counted.
            if (queue.size() == 0 || active.get() > 0) {
                spareShift.setRelease(shift);
                return;
            }
            active.incrementAndGet();
        }
    }

    /** Runs tasks one after the other until the queue is empty: some are measured together, what they send leaves together. */
    private final class Shift {
        private boolean isWorking;
        private boolean inBatch;
        private int unpushed;
        private long unpushedNanos;
        private int measured;
        private long start;
        private long excusedNanos;

        void run(Runnable task) {
            if (!isWorking) {
                isWorking = true;
                working.incrementAndGet();
            }
            batchedIf(queue.size() > 0 && isQuick());
            if (measured++ == 0) {
                start = nanoTime.getAsLong();
            }
            Crew.this.run(task, start);
            boolean wasLong = stuck;
            if (wasLong && working.get() == 1) {
                stuck = false; // the next tick may be far away
            }
            excusedNanos += trade.excused(task);
            unpushed++;
            if (measured == MOST_MEASURED || wasLong || !isQuick()) {
                score();
            }
            if (inBatch && isPartReady()) {
                forgetPart();
                batch.pushPart();
            }
        }

        private boolean isPartReady() {
            return unpushedNanos >= LONGEST_UNPUSHED_NANOS
                    || (unpushed >= PUSHED_TOGETHER && queue.size() >= PUSHED_TOGETHER);
        }

        private void forgetPart() {
            unpushed = 0;
            unpushedNanos = 0;
        }

        void end() {
            if (measured > 0) {
                score();
            }
            batchedIf(false);
            forgetPart();
            if (isWorking) {
                isWorking = false;
                if (working.decrementAndGet() == 0 && stuck) {
                    stuck = false; // as above
                }
            }
        }

        private void score() {
            long took = nanoTime.getAsLong() - start;
            Crew.this.score(measured, took - excusedNanos);
            unpushedNanos += took;
            measured = 0;
            excusedNanos = 0;
        }

        /** Begins or ends the batch; the last task of one is run outside of it, and takes the rest along. */
        private void batchedIf(boolean wanted) {
            if (wanted && !inBatch) {
                batching.incrementAndGet();
                batch.begin();
                forgetPart();
            } else if (inBatch && !wanted) {
                batch.end();
                batching.decrementAndGet();
            }
            inBatch = wanted;
        }
    }

    private void run(Runnable task, long about) {
        try {
            trade.run(task, about);
        } catch (Throwable e) {
            report.accept(e);
        }
        done.lazySet(done.getPlain() + 1);
    }

    private void score(int tasks, long nanos) {
        int score = slowScore;
        if (nanos > tasks * SLOW_NANOS) {
            long more = Math.max(1, (nanos - TURN_NANOS) / STUCK_NANOS) * SLOW_WEIGHT;
            slowScore = (int) Math.min(score + more, score == 0 ? SLOW_SCORE : LARGEST_SCORE);
        } else if (score > 0) {
            slowScore = Math.max(0, score - tasks);
        }
    }
}
