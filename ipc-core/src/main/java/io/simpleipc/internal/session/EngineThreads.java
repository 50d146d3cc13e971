package io.simpleipc.internal.session;

import io.simpleipc.NotConnectedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that see to one session's link: the first is there before anybody can see the session, the second one is
 * made when there is user code that the first could run. The connection's workers know of both until they end.
 */
final class EngineThreads {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final ThreadFactory threads;
    private final Workers workers;
    private final String whose;
    private final CountDownLatch gate = new CountDownLatch(1);

    // For whoever reads.
    private boolean hasSecond;
    private long notBefore = System.nanoTime();

    /**
     * For one session.
     *
     * @param whose role and address, for the names of the threads
     */
    EngineThreads(ThreadFactory threads, Workers workers, String whose) {
        this.threads = threads;
        this.workers = workers;
        this.whose = whose;
    }

    /**
     * Starts the first one, which does nothing before {@link #release}. Throws {@link NotConnectedException} if there is
     * no thread: nothing asked over the link would ever end.
     */
    void startFirst(Runnable life) {
        try {
            start("ipc-session", () -> {
                awaitRelease();
                life.run();
            });
        } catch (OutOfMemoryError e) { // this is how Java says that there are no threads left
            throw new NotConnectedException("no thread can be had for the link; try again when there is room", e);
        }
    }

    /** Lets the first one begin. Idempotent. */
    void release() {
        gate.countDown();
    }

    /** A container may interrupt all threads of a group; this one goes on, and keeps the flag for the link. */
    private void awaitRelease() {
        boolean interrupted = false;
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For whoever reads. */
    boolean hasSecond() {
        return hasSecond;
    }

    /**
     * Called often, by whoever reads. Where no thread can be had it is tried again later: workers run the handlers, if
     * there are any.
     *
     * @return true once, when it has been started
     */
    boolean startSecond(Runnable life) {
        if (hasSecond || System.nanoTime() - notBefore < 0) {
            return false;
        }
        try {
            start("ipc-session-2", life);
            hasSecond = true;
        } catch (OutOfMemoryError e) {
            notBefore = System.nanoTime() + PAUSE;
        }
        return hasSecond;
    }

    private void start(String name, Runnable life) {
        var thread = threads.newThread(() -> {
            try {
                life.run();
            } finally {
                workers.leave();
            }
        });
        thread.setName(name + " " + whose);
        thread.setDaemon(true);
        workers.enter();
        try {
            thread.start();
        } catch (Throwable e) {
            workers.leave();
            throw e;
        }
    }
}
