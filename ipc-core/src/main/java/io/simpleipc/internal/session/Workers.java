package io.simpleipc.internal.session;

import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.HandlerScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which a connection runs user code: handlers, listeners, dependent actions of futures. Either the
 * user's executor or up to {@value #MOST_THREADS} daemon threads of its own, made when needed and gone when idle.
 * Outlives sessions. Thread-safe.
 */
public final class Workers {
    static final int MOST_THREADS = 512;
    private static final long IDLE_SECONDS = 10;
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(1);

    private final @Nullable Executor userExecutor;
    private final EngineLog log;
    private final ThreadPoolExecutor own;

    /** One party for the connection, and one for each session whose engine thread may still complete futures. */
    private final Phaser completing = new Phaser(1);

    /** The last task that wanted an own thread did not get one: said once, not at every further try. */
    private volatile boolean scarce;

    /** Set while the current thread runs a task of these workers. */
    private final ThreadLocal<@Nullable Boolean> inside = new ThreadLocal<>();

    /** Guards the field below; a leaf. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition fewerGuests = lock.newCondition();

    /** Engine threads that run user code for a moment: two of a session at most. A list, since that makes nothing. */
    private final List<Thread> guests = new ArrayList<>();

    public Workers(@Nullable Executor userExecutor, String name, EngineLog log) {
        this(userExecutor, name, log, Thread::new);
    }

    Workers(@Nullable Executor userExecutor, String name, EngineLog log, ThreadFactory threads) {
        this.userExecutor = userExecutor;
        this.log = log;
        var number = new AtomicInteger();
        this.own = new ThreadPoolExecutor(
                0, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    var thread = threads.newThread(task);
                    thread.setName("ipc-worker-" + number.incrementAndGet() + " " + name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Runs a task on a thread of its own. What it throws is logged.
     *
     * @return false if no thread can be had now; the task will not run
     */
    public boolean execute(Runnable task) {
        if (userExecutor != null) {
            try {
                userExecutor.execute(() -> contained(task));
                return true;
            } catch (RuntimeException | OutOfMemoryError e) { // a pool that makes threads may find none
                log.warn("the connection's executor refuses tasks; using a thread of the connection instead", e);
            }
        }
        return executeOnOwn(task);
    }

    /**
     * The same, but never on the user's executor: that one may have a single thread, which waits for what this task is
     * about to complete.
     */
    public boolean executeOnOwn(Runnable task) {
        try {
            own.execute(() -> contained(task));
            if (scarce) {
                scarce = false;
            }
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!own.isShutdown() && !scarce) {
                scarce = true;
                log.warn("no thread can be had for a handler or callback; trying again shortly", e);
            }
            return false;
        }
    }

    /** Whether handlers run on the user's own threads. */
    boolean areTheUsers() {
        return userExecutor != null;
    }

    /** Runs short tasks on the calling thread, one of the engine's. What they leave of an interrupt is not its own. */
    void host(Runnable tasks) {
        inside.set(true);
        admit(Thread.currentThread());
        try {
            tasks.run();
        } finally {
            dismiss(Thread.currentThread());
            inside.set(null); // it will be back in a moment; removing costs more
        }
    }

    private void admit(Thread guest) {
        lock.lock();
        try {
            guests.add(guest);
        } finally {
            lock.unlock();
        }
    }

    private void dismiss(Thread guest) {
        lock.lock();
        try {
            guests.remove(guest);
            fewerGuests.signalAll();
        } finally {
            lock.unlock();
        }
        Thread.interrupted();
    }

    /** Whether all have gone in time. */
    private boolean awaitGuests(Deadline deadline) throws InterruptedException {
        lock.lock();
        try {
            while (!guests.isEmpty()) {
                if (!fewerGuests.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                    return guests.isEmpty();
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void interruptGuests() {
        lock.lock();
        try {
            guests.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    /** Makes an executor that runs tasks one at a time, in order. */
    public Lane lane() {
        return new Lane(this, this::execute);
    }

    /** The same, but never on the user's executor; for tasks of the engine. */
    public Lane ownLane() {
        return new Lane(this, this::executeOnOwn);
    }

    /** Whether the current thread runs user code of this connection, and so must not wait for that code to end. */
    public boolean runsUserCode() {
        return inside.get() != null || (HandlerScope.current() instanceof Inquiry inquiry && inquiry.belongsTo(this));
    }

    /** An engine thread lives, and will itself complete what these workers do not. */
    void enter() {
        completing.register();
    }

    /** It has completed all. */
    void leave() {
        completing.arriveAndDeregister();
    }

    /**
     * Lets no new task in and waits for those at work, and for the engine threads, which complete the futures that
     * nobody else does any more; interrupts the tasks still at work at the end of the time. Does not wait on one of its
     * own threads. A user's executor is left alone.
     */
    public void close(Duration patience) {
        own.shutdown();
        int phase = completing.arriveAndDeregister();
        try {
            if (runsUserCode()) {
                return;
            }
            if (!awaitTasks(patience)) {
                interruptTasks();
                if (!awaitTasks(AFTER_INTERRUPT)) {
                    log.warn("a handler or callback does not end; its thread is left behind", null);
                    return;
                }
            }
            awaitEngines(phase);
        } catch (InterruptedException e) {
            interruptTasks();
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitTasks(Duration patience) throws InterruptedException {
        var deadline = Deadline.after(patience);
        return own.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS) && awaitGuests(deadline);
    }

    private void interruptTasks() {
        own.shutdownNow();
        interruptGuests();
    }

    private void awaitEngines(int phase) throws InterruptedException {
        try {
            completing.awaitAdvanceInterruptibly(phase, 1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            log.warn("a dependent action of a future does not end; some futures may be completed later", e);
        }
    }

    boolean isClosed() {
        return own.isShutdown();
    }

    private void contained(Runnable task) {
        inside.set(true);
        try {
            task.run();
        } catch (Throwable e) {
            report(e);
        } finally {
            inside.remove();
        }
    }

    /** Logs what user code threw where nobody else hears of it. */
    void report(Throwable thrown) {
        log.error("a callback of the connection failed", thrown);
    }
}
