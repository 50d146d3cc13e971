package io.simpleipc.internal.session;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs tasks one at a time, in the order in which they came, on whatever worker is free. Thread-safe. */
public final class Lane implements Executor {
    private final Workers workers;

    /** Guards the two fields below; a leaf, never held while a task runs. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    Lane(Workers workers) {
        this.workers = workers;
    }

    /** Queues a task. If no thread can be had now it runs with the next task that finds one. */
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
        if (!workers.execute(this::runAll)) {
            pause();
        }
    }

    private void pause() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
    }

    private void runAll() {
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

    private @Nullable Runnable next() {
        lock.lock();
        try {
            var task = tasks.poll();
            running = task != null;
            return task;
        } finally {
            lock.unlock();
        }
    }
}
