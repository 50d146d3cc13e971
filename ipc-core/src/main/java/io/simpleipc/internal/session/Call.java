package io.simpleipc.internal.session;

import io.simpleipc.Outcome;
import io.simpleipc.internal.wire.Departure;
import io.simpleipc.internal.wire.Failure;
import io.simpleipc.internal.wire.reading.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One query of ours that is under way: either a thread waits for it, or a future does. It ends exactly once, with the
 * answer or the {@link Ending} that comes first. Nothing else is made for a query that a thread waits for, and it is kept
 * small: what only the asker has to know is on his stack, or with the future. While a thread waits, queries of the peer
 * that descend from this call run on that thread's stack: the reading thread, which may be the same one, puts them in
 * {@link #inbox}.
 */
final class Call extends Departure implements Waiter {
    /** How a call ended without an answer. */
    sealed interface Ending {
        /** The peer said that there is no answer. */
        record Failed(Failure failure) implements Ending {}

        /** The link is gone, or its peer is closing. */
        record Lost(Outcome outcome, String why, @Nullable Throwable cause) implements Ending {}

        /** The caller's time was over. */
        record TimedOut(Outcome outcome) implements Ending {}

        /** The caller does not wait any more: interrupted, or its future was completed by somebody else. */
        record Abandoned(Outcome outcome) implements Ending {}
    }

    private static final VarHandle ENDING;
    private static final VarHandle ID;
    private static final VarHandle HOME;

    static {
        try {
            var lookup = MethodHandles.lookup();
            ENDING = lookup.findVarHandle(Call.class, "ending", Object.class);
            ID = lookup.findVarHandle(Call.class, "id", long.class);
            HOME = lookup.findVarHandle(Call.class, "home", Session.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The peer is told whole milliseconds, rounded up. */
    private static final long LITTLE_NANOS = 1_000_000;

    private final long since;
    private final byte depth; // as in its frame
    private final @Nullable Thread waiter;
    private final @Nullable AnswerFuture future;

    /** The answer as it came, or an {@link Ending}. */
    @SuppressWarnings("unused") // written through ENDING
    private volatile @Nullable Object ending;

    /** Filled by the reading thread, emptied by the waiting one. */
    private volatile @Nullable ConcurrentLinkedQueue<Inquiry> inbox;

    /** The asker's own: some time may have gone since it asked. */
    private boolean waitsForPlace;

    /** The waiter has left, or is within a descending query, which may take long: others run elsewhere. */
    private volatile boolean occupied;

    // Both are written plainly before the table of open calls has it, which publishes them: nobody else knows of the
    // call earlier. If its link is cut they are written again, in this order; others read through the handles.
    @SuppressWarnings("unused") // through ID
    private long id;

    /** Where its answer is to come; another session than that in which it was asked if its link was cut. */
    @SuppressWarnings("unused") // through HOME
    private Session home;

    /** What it was asked as, once its link was cut. */
    private volatile @Nullable Origin origin;

    /**
     * The name by which both sides know a query whose link was cut.
     *
     * @param session in which it was asked
     * @param id its own there
     */
    record Origin(UUID session, long id) {}

    private Call(Session home, long since, int depth, @Nullable Thread waiter, @Nullable AnswerFuture future) {
        this.home = home;
        this.since = since;
        this.depth = (byte) depth;
        this.waiter = waiter;
        this.future = future;
    }

    /**
     * One that the calling thread will {@link #await}.
     *
     * @param since nano time of the call
     * @param depth 0 outside of any handler
     */
    static Call waitedForByThisThread(Session home, long since, int depth) {
        return new Call(home, since, depth, Thread.currentThread(), null);
    }

    /** The same for one that a future waits for. */
    static Call of(AnswerFuture future, Session home, long since, int depth) {
        return new Call(home, since, depth, null, future);
    }

    @Override
    protected void staged(long newId) {
        id = newId;
        home.pending().add(this);
    }

    void waitsForPlace() {
        waitsForPlace = true;
    }

    /** A look at the clock costs as much as all else on the way, and there was one when it was asked. */
    @Override
    protected long remainingNanos(long deadline) {
        long then = deadline - since;
        return waitsForPlace || then < LITTLE_NANOS ? super.remainingNanos(deadline) : then;
    }

    @Override
    protected long waitsForRoomUntil(long deadline) {
        return future == null ? deadline : future.room();
    }

    /** Its link was cut; the first time counts. */
    Origin cutOff() {
        var known = origin;
        if (known == null) {
            known = new Origin(home().agreement().sessionId(), id());
            origin = known;
        }
        return known;
    }

    /** Whether it is, or was, cut off: its frames have left over an earlier link. */
    boolean wasCutOff() {
        return origin != null;
    }

    /** It is asked for over another link, under another id. */
    void moveTo(Session next, long newId) {
        ID.setVolatile(this, newId); // before the home, since whoever gives up reads that first
        HOME.setVolatile(this, next);
    }

    Session home() {
        return (Session) HOME.getVolatile(this);
    }

    long id() {
        return (long) ID.getVolatile(this);
    }

    int depth() {
        return depth & 0xff;
    }

    /** Nano time of the call. */
    long since() {
        return since;
    }

    @Nullable
    AnswerFuture future() {
        return future;
    }

    boolean hasEnded() {
        return ending != null;
    }

    /** Null before it has ended, and if it ended without one. */
    byte @Nullable [] answer() {
        return ending instanceof byte[] answer ? answer : null;
    }

    /** Null before it has ended, and if it was answered. */
    @Nullable
    Ending ending() {
        return ending instanceof Ending without ? without : null;
    }

    /**
     * Ends the call with an answer, if nothing else has ended it.
     *
     * @param answer the asker's from here on
     * @return whether this was the end
     */
    boolean end(byte[] answer) {
        return endWith(answer);
    }

    /** The same without one. */
    boolean end(Ending without) {
        return endWith(without);
    }

    private boolean endWith(Object with) {
        boolean first = ENDING.compareAndSet(this, null, with);
        if (first) {
            wakeWaiter();
        }
        return first;
    }

    /** Unless it is the calling thread, which reads and will look by itself. */
    private void wakeWaiter() {
        if (waiter != null && waiter != Thread.currentThread()) {
            LockSupport.unpark(waiter);
        }
    }

    @Override
    public boolean isReady() {
        var queue = inbox;
        return ending != null || (queue != null && !queue.isEmpty());
    }

    /**
     * Hands a descending query to the thread that waits for this call. Called by the reading thread only.
     *
     * @return false if no thread waits here, or it is occupied or has left: the query must run elsewhere
     */
    boolean handOver(Inquiry inquiry) {
        if (waiter == null || ending != null || occupied) {
            return false;
        }
        var queue = inbox;
        if (queue == null) {
            queue = new ConcurrentLinkedQueue<>();
            inbox = queue;
        }
        queue.add(inquiry);
        // The waiter sets that and then empties the inbox; whoever comes second of the two finds the inquiry.
        if (occupied && queue.remove(inquiry)) {
            return false;
        }
        wakeWaiter();
        return true;
    }

    /**
     * Waits for the end on the calling thread, reads on it while nobody else does, and runs descending queries on it.
     *
     * @param deadline nano time
     * @param elsewhere runs those that came while one is run here
     * @return false if the time is over or the thread interrupted
     */
    boolean await(long deadline, Consumer<Inquiry> elsewhere) {
        boolean hasWaited = false;
        while (ending == null) {
            var inquiry = nextInquiry();
            if (inquiry != null) {
                occupied = true;
                handBack(elsewhere);
                try {
                    inquiry.run();
                } finally {
                    occupied = false;
                }
                continue;
            }
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            if (hasWaited && deadline - System.nanoTime() <= 0) {
                return false;
            }
            home().awaitSomething(this, deadline);
            hasWaited = true;
        }
        return true;
    }

    /** The waiting thread goes; what it was handed and did not run must run elsewhere. */
    void leave(Consumer<Inquiry> elsewhere) {
        occupied = true;
        handBack(elsewhere);
    }

    private void handBack(Consumer<Inquiry> elsewhere) {
        for (var inquiry = nextInquiry(); inquiry != null; inquiry = nextInquiry()) {
            elsewhere.accept(inquiry);
        }
    }

    private @Nullable Inquiry nextInquiry() {
        var queue = inbox;
        return queue == null ? null : queue.poll();
    }
}
