package io.simpleipc.internal.session;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in the order in which they came, on whatever worker is free. Where no thread can be had the
 * tasks wait and it tries again, since they are user code and whoever brings them must not wait for that. Thread-safe.
 */
public final class Lane implements Executor {
    private static final long SHORTEST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final Workers workers;

    /** Runs a task on a thread; false if none can be had now. */
    private final Predicate<Runnable> threads;

    /** Guards the fields below; a leaf, never held while a task runs. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    /** A worker runs tasks, or somebody is looking for one, or will at the end of a pause. */
    private boolean running;

    /** A worker is within {@link #runAll}: one that a timer or executor brings though it said no has nothing to do. */
    private boolean served;

    private long pauseMillis = SHORTEST_PAUSE_MILLIS;

    Lane(Workers workers, Predicate<Runnable> threads) {
        this.workers = workers;
        this.threads = threads;
    }

    /** Queues a task. It runs as soon as a thread can be had, unless the workers are closed by then. */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        findWorker();
    }

    private void findWorker() {
        if (!threads.test(this::runAll) && (workers.isClosed() || !findWorkerLater())) {
            giveUp();
        }
    }

    /** On a timer of the JDK, which all connections share: a thread of our own is just what is not to be had. */
    private boolean findWorkerLater() {
        try {
            CompletableFuture.delayedExecutor(nextPause(), TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(this::findWorker);
            return true;
        } catch (OutOfMemoryError e) {
            return false; // not even the timer has a thread yet
        }
    }

    private long nextPause() {
        lock.lock();
        try {
            long pause = pauseMillis;
            pauseMillis = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            return pause;
        } finally {
            lock.unlock();
        }
    }

    /** The next task that comes looks for a worker. */
    private void giveUp() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
    }

    private void runAll() {
        if (!enter()) {
            return;
        }
        while (true) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable e) {
                workers.report(e);
            }
        }
    }

    private boolean enter() {
        lock.lock();
        try {
            if (served) {
                return false;
            }
            served = true;
            running = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            var task = tasks.poll();
            running = task != null;
            served = task != null;
            pauseMillis = SHORTEST_PAUSE_MILLIS;
            return task;
        } finally {
            lock.unlock();
        }
    }
}
