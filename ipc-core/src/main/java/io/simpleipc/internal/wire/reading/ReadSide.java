package io.simpleipc.internal.wire.reading;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who reads one link. A lone caller reads its own answer, so that no thread has to be woken for it; else an engine
 * thread reads for all, and runs what short tasks come of it. A second engine thread takes over when the first one is
 * held up in a task. No engine thread sleeps with the token. Source: docs/threads.md, whose invariants the comments name
 * by number.
 * <pre>
 *                bytes                    tasks
 *   watches ──────────────▶  reads  ─────────────────▶ runs tasks
 *   (asleep) ◀────────────── (token) ◀───────────────── (user code)
 *      │        no bytes       ▲       token still free     │
 *      │ a caller reads        │ nobody reads               │ somebody reads
 *      └─────────────────▶ stands by ◀──────────────────────┘
 * </pre>
 */
public final class ReadSide {
    private static final int CROWD = 64;
    private static final int MOST_FOR_OTHERS = 4;

    // What a wait adds in which a caller has read for others, too; one in which it has not takes one away.
    private static final int FOR_OTHERS_WEIGHT = 4;
    private static final int OFTEN_FOR_OTHERS = 16;
    private static final int LARGEST_FOR_OTHERS = 32;
    private static final long STUCK_NANOS = 1_000_000;

    private final Stream stream;
    private final Coverage coverage = new Coverage();
    private final Alarm alarm = new Alarm();
    private final Spin engineSpin;
    private final Spin callerSpin;

    // What the watcher sleeps on, and what a reading caller does: a selector serves one sleeper at a time.
    private volatile @Nullable Sleeper engineSleeper;
    private volatile @Nullable Sleeper callerSleeper;

    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();

    /** Runs tasks, without the token: one engine thread at a time, so that the other one is there for the link. */
    private volatile @Nullable Thread tasked;

    /** Callers that wait here, the one that reads included. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** For how many waits to assume that there are several callers, or futures. A racy hint. */
    private volatile int crowd;

    // For the holder of the token.
    private long clock; // nano time at the last step
    private boolean unannounced; // after the last step there may be more to do at once, and the channel will not say so
    private long callerTurns;
    private int forOthersOfLate; // how often callers have read for others
    private long watchesUntil; // if somebody watches
    private boolean engineReads;
    private boolean hasStandby;
    private boolean tasksAreOut; // since the clock was looked at last

    /**
     * Nobody reads before {@link #serve}.
     *
     * @param stream what is read
     * @param spins whether to look a few more times before sleeping, where that pays
     */
    public ReadSide(Stream stream, boolean spins) {
        this(stream, spins, Runtime.getRuntime().availableProcessors());
    }

    ReadSide(Stream stream, boolean spins, int processors) {
        this(stream, Spin.ofEngine(spins, processors), Spin.ofCaller(spins, processors));
    }

    ReadSide(Stream stream, Spin engineSpin, Spin callerSpin) {
        this.stream = stream;
        this.engineSpin = engineSpin;
        this.callerSpin = callerSpin;
    }

    /**
     * Makes what is slept on. Called by the first engine thread, before it serves.
     *
     * @param channel what to sleep on
     * @throws IOException if there are no descriptors for it
     */
    public void open(SelectableChannel channel) throws IOException {
        engineSleeper = Sleeper.on(channel);
        callerSleeper = Sleeper.on(channel);
    }

    /**
     * Lets go of what was slept on. Whoever sleeps there wakes.
     *
     * @throws IOException if that fails
     */
    public void close() throws IOException {
        try {
            close(callerSleeper);
        } finally {
            close(engineSleeper);
        }
    }

    private static void close(@Nullable Sleeper sleeper) throws IOException {
        if (sleeper != null) {
            sleeper.close();
        }
    }

    /**
     * An engine thread lives here until the stream is over. It may be within a task then, and learn of it late.
     *
     * @return true for one thread, which has the token for good: what is left to do with the stream is its own
     */
    public boolean serve() {
        boolean interrupted = false;
        boolean reads = begun.compareAndSet(false, true) && coverage.tryAcquire();
        while (!stream.isOver()) {
            reads = reads ? read() : coverage.standBy(stream::isOver, stream::push) && takeOver();
            interrupted |= Thread.interrupted(); // else nobody here would ever sleep again
        }
        boolean last = left.compareAndSet(false, true);
        if (last && !reads) {
            awaitToken();
        } else if (reads && !last) {
            coverage.release();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return last;
    }

    /** Whoever has it runs no user code, and sees that the stream is over. */
    private void awaitToken() {
        while (!coverage.tryAcquire()) {
            LockSupport.parkNanos(this, 50_000);
        }
    }

    /** After standing by: nobody has read for a while. What is held up then wants to be looked after at once. */
    private boolean takeOver() {
        if (tasked != null) {
            alarm.setBy(System.nanoTime());
        }
        return true;
    }

    /**
     * Reads as an engine thread, until there is something else to do.
     *
     * @return whether this thread still has the token
     */
    private boolean read() {
        engineReads = true;
        boolean active = false;
        boolean restsFirst = false;
        try {
            while (!stream.isOver() && !Thread.currentThread().isInterrupted()) {
                active = restsFirst
                        ? lookRested(engineSpin, null, System.nanoTime() + STUCK_NANOS)
                        : step() || (active && spin(engineSpin, null, clock + STUCK_NANOS));
                restsFirst = false;
                if (stream.takeTasks()) {
                    if (!runTasks()) {
                        return false;
                    }
                    active = true; // what the tasks have sent may be answered in a moment
                    restsFirst = engineSpin.restsFirst();
                } else if (!active && !watch()) {
                    return false;
                }
            }
        } catch (Throwable e) {
            fail(e);
        }
        return coverage.isMine();
    }

    private boolean runTasks() {
        tasked = Thread.currentThread();
        tasksAreOut = true;
        coverage.release();
        try {
            stream.runTasks();
        } finally {
            tasked = null;
        }
        // Whoever reads meanwhile, or watches, goes on; this thread stands by for it.
        if (!coverage.tryTakeOver()) {
            return false;
        }
        engineReads = true; // a caller may have read meanwhile
        tasksAreOut = false;
        return true;
    }

    /** Sleeps on the channel without the token. Returns with it, unless somebody else reads. */
    private boolean watch() throws IOException {
        int ops = stream.interestOps();
        long turns = callerTurns;
        noticeTasks();
        long now = System.nanoTime();
        long left = alarm.nanosLeft(now);
        watchesUntil = now + left;
        coverage.startWatching();
        try {
            requireNonNull(engineSleeper, "not open").sleep(ops, left);
        } catch (IOException e) {
            fail(e);
        }
        if (!coverage.stopWatching()) {
            return false;
        }
        engineReads = true;
        if (callerTurns == turns || crowd > 0) {
            return true;
        }
        // A caller has read what woke this thread, and will again: let it, and see to the rest.
        if (step() || stream.isOver()) {
            if (stream.takeTasks()) {
                return runTasks();
            }
            return true;
        }
        coverage.release();
        return false;
    }

    /** Somebody else is within a task: what that has staged, and those queued behind it, want to be looked after. */
    private void noticeTasks() {
        if (tasksAreOut) {
            tasksAreOut = false;
            alarm.setBy(System.nanoTime() + STUCK_NANOS);
        }
    }

    /** Reads, looks at the clock and writes, once. Returns whether there may be more to do at once. */
    private boolean step() throws IOException {
        boolean read = stream.read();
        clock = System.nanoTime();
        if (alarm.hasGoneOff(clock)) {
            alarm.setBy(stream.tick(clock));
        }
        // The channel says nothing of bytes that the pipe has taken from it already, nor of what is left to write.
        unannounced = stream.write() || (read ? stream.mayHoldInput() : stream.mayHaveLastWords());
        return read || unannounced;
    }

    /** After something was sent to which nothing can have come yet: gives turns and looks, or looks once where it does not. */
    private boolean lookRested(Spin spin, @Nullable Waiter waiter, long latest) throws IOException {
        clock = System.nanoTime();
        return spin(spin, waiter, latest) || step();
    }

    /** Looks a few more times until the latest, unless others need the processor. Returns whether something has come. */
    private boolean spin(Spin spin, @Nullable Waiter waiter, long latest) throws IOException {
        if (waiting.get() > 1 || tasked != null) {
            return false;
        }
        long end = spin.until(clock);
        if (end == 0) {
            return false;
        }
        if (latest - end < 0) {
            end = latest;
        }
        while (clock - end < 0) {
            spin.rest();
            if (step()) {
                spin.found(clock, end);
                return true;
            }
            if (stream.isOver() || (waiter != null && waiter.isReady())) {
                return true;
            }
        }
        spin.failed();
        return false;
    }

    /**
     * Waits on the calling thread for something that must be read first, and reads meanwhile if nobody else does. Returns
     * when the waiter is ready or the time over, when the thread is interrupted, and for no reason too. Never throws what
     * reading throws: the stream is over then.
     *
     * @param waiter is unparked when it gets ready, unless this thread itself reads
     * @param own how many of the waits here are the calling thread's, further up its stack
     * @param end how long to wait at most, a {@link System#nanoTime()}
     */
    public void await(Waiter waiter, int own, long end) {
        if (stream.isOver()) {
            LockSupport.parkNanos(waiter, end - System.nanoTime());
            return;
        }
        int others = waiting.incrementAndGet() - 1 - own;
        try {
            int usual = others > 0 ? CROWD : Math.max(0, crowd - 1);
            if (crowd != usual) {
                crowd = usual;
            }
            boolean readsOn = mayRead() && coverage.tryAcquire() && read(waiter, end);
            if (!readsOn && !waiter.isReady()) {
                coverage.want();
                LockSupport.parkNanos(waiter, end - System.nanoTime());
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Where many wait, or both sides ask, an engine thread reads for all: one that watches, or is within a task. */
    private boolean mayRead() {
        return !(crowd > 0 && (coverage.hasWatcher() || tasked != null))
                && CallingThread.mayRead()
                && callerSleeper != null;
    }

    /**
     * Reads as a caller, until the waiter is ready or there is another reason to go.
     *
     * @return false if it reads for others most of all: then an engine thread had better do that
     */
    private boolean read(Waiter waiter, long end) {
        long delivered = stream.delivered();
        int most = forOthersOfLate > OFTEN_FOR_OTHERS ? 0 : MOST_FOR_OTHERS;
        boolean forOthers = false;
        boolean restsFirst = callerSpin.restsFirst();
        unannounced = false;
        engineReads = false;
        callerTurns++;
        try {
            while (!waiter.isReady() && !stream.isOver()) {
                noticeTasks();
                boolean more = restsFirst ? lookRested(callerSpin, waiter, end) : step();
                forOthers = stream.delivered() - delivered > most && !waiter.isReady();
                if (forOthers) {
                    crowd = CROWD;
                    break;
                }
                // Also while more and more comes, of what nobody waits for.
                if (end - clock <= 0 || Thread.currentThread().isInterrupted()) {
                    break;
                }
                if (more || (!restsFirst && spin(callerSpin, waiter, end))) {
                    continue;
                }
                requireNonNull(callerSleeper, "not open")
                        .sleep(stream.interestOps(), Math.min(end - clock, alarm.nanosLeft(clock)));
            }
            if (unannounced && !stream.isOver()) {
                step();
            }
            // The alarm may have been set by the reader, who wakes nobody.
            unannounced |= coverage.hasWatcher() && alarm.isBefore(watchesUntil);
        } catch (Throwable e) {
            fail(e);
        }
        countForOthers(stream.delivered() - delivered - (waiter.isReady() ? 1 : 0));
        boolean wakesWatcher = unannounced || stream.isStalled();
        coverage.release();
        if (wakesWatcher) {
            wake(); // a watcher sleeps for other things
        } else if (waiting.get() > 1) {
            coverage.want();
        }
        return !forOthers;
    }

    /** If the peer asks as well, each wait brings one of its queries, which no caller may run. */
    private void countForOthers(long frames) {
        if (frames > 0) {
            forOthersOfLate = Math.min(forOthersOfLate + FOR_OTHERS_WEIGHT, LARGEST_FOR_OTHERS);
        } else if (forOthersOfLate > 0) {
            forOthersOfLate--;
        }
    }

    /** A plug-in's or our own bug must end the link, not leave it hanging. */
    private void fail(Throwable e) {
        stream.fail(e instanceof IOException known ? known : new IOException("reading failed: " + e, e));
    }

    /** A future waits for something that must be read first: an engine thread is to read it. */
    public void awaitedByFuture() {
        if (crowd != CROWD) {
            crowd = CROWD;
        }
        if (tasked != Thread.currentThread()) { // else it reads itself, in a moment
            coverage.want();
        }
    }

    /** A second engine thread is on its way to {@link #serve}. For the holder of the token. */
    public void hasStandby() {
        hasStandby = true;
    }

    /**
     * Whether tasks that come of what is being read may be left to the thread that reads. For the holder of the token.
     *
     * @return true if it is an engine thread and another one is there for the link meanwhile
     */
    public boolean mayLeaveTasks() {
        return engineReads && hasStandby && tasked == null;
    }

    /** Whether the other side may run at the same time, on another processor, and may be kept awake. Any thread. */
    public boolean mayOverlap() {
        return engineSpin.overlaps();
    }

    /** Whether the calling thread is the one that reads. */
    public boolean isRead() {
        return coverage.isMine();
    }

    /** Has whoever reads look what there is to do. Any thread. */
    public void wake() {
        wake(engineSleeper);
        wake(callerSleeper);
        coverage.want();
        if (stream.isOver()) {
            coverage.wakeAll();
        }
    }

    private static void wake(@Nullable Sleeper sleeper) {
        if (sleeper != null) {
            sleeper.wake();
        }
    }

    /**
     * Has whoever reads look at the clock at a moment, or earlier.
     *
     * @param nanoTime a {@link System#nanoTime()}
     */
    public void alarmBy(long nanoTime) {
        if (alarm.setBy(nanoTime) && !coverage.isMine()) {
            wake();
        }
    }
}
