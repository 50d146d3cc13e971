package io.simpleipc.internal.session;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of a system that has none for a while. */
public final class ThreadsToBeHad implements ThreadFactory {
    private final AtomicInteger refusals = new AtomicInteger();

    /** The next so many threads cannot be started. */
    public void refuse(int threads) {
        refusals.set(threads);
    }

    @Override
    public Thread newThread(Runnable task) {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            return new Thread(task);
        }
        return new Thread(task) {
            @Override
            public synchronized void start() {
                throw new OutOfMemoryError("unable to create native thread: test");
            }
        };
    }
}
