package io.simpleipc.it;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An executor as a user of the library has one, with threads that can be told by their names. */
final class UsersExecutor implements Executor {
    static final String THREADS = "users-thread-";

    private static final long PATIENCE_SECONDS = 5;

    private final ExecutorService pool;

    UsersExecutor(int threads) {
        var number = new AtomicInteger();
        pool = Executors.newFixedThreadPool(threads, task -> {
            var thread = new Thread(task, THREADS + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Runs something on it, which fails if somebody has shut it down. */
    String threadOfATask() throws Exception {
        return pool.submit(() -> Thread.currentThread().getName()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
