package io.simpleipc.internal.session;

import io.simpleipc.spi.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The peer's queries that are accepted and not answered yet. The reading thread adds, workers remove. */
final class Inquiries {
    private static final long LONGEST_OF_INCOMPLETE = TimeUnit.HOURS.toNanos(24);

    private final IdTable<Inquiry> open = new IdTable<>(Inquiry::id);
    private final Places topLevel;
    private final Places nested;

    /** Held to wait until there are fewer, and to tell; a leaf. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition fewer = lock.newCondition();

    /** Somebody waits, or will; set before he looks whether there are fewer, and never unset. */
    private volatile boolean awaited;

    /** An id. Written by the reading thread. */
    private final AtomicLong lastAccepted = new AtomicLong();

    /** Nano time. Written by the reading thread. */
    private final AtomicLong latestDeadline = new AtomicLong(System.nanoTime());

    /** Those of one sort that the peer may have open: taken by the thread that reads, freed by any. */
    private static final class Places {
        private final int most;
        private final AtomicInteger freed = new AtomicInteger();
        private int taken;

        Places(int most) {
            this.most = most;
        }

        boolean take() {
            if (taken - freed.get() >= most) { // there will not be more in a moment, since nobody else takes
                return false;
            }
            taken++;
            return true;
        }

        void free() {
            freed.incrementAndGet();
        }
    }

    Inquiries(int most) {
        this.topLevel = new Places(most);
        this.nested = new Places(most);
    }

    /**
     * Takes a query in.
     *
     * @return false if the peer has more open than was agreed
     */
    boolean add(Inquiry inquiry) {
        if (!places(inquiry).take()) {
            return false;
        }
        // Before the table has it: so whoever finds it there, or gone, knows these too.
        lastAccepted.setRelease(inquiry.id());
        long deadline = inquiry.deadline();
        if (deadline - latestDeadline.getPlain() > 0) {
            latestDeadline.setRelease(deadline);
        }
        open.put(inquiry.id(), inquiry);
        return true;
    }

    /** One of a former session is to be answered by this one, under an id of this one. It takes no place in flight. */
    void attach(long id, Inquiry inquiry) {
        open.put(id, inquiry);
    }

    /** It was answered, or goes on to a later session. */
    void detach(long id) {
        open.remove(id);
        signalFewer();
    }

    /**
     * Frees a query's place in flight: before its last frame is sent, since the peer may send another query as soon as it
     * has that.
     */
    void freePlace(Inquiry inquiry) {
        places(inquiry).free();
    }

    private Places places(Inquiry inquiry) {
        return inquiry.depth() == 0 ? topLevel : nested;
    }

    /** The last frame of a query is handed to the link. */
    void remove(Inquiry inquiry) {
        open.remove(inquiry.id());
        signalFewer();
    }

    private void signalFewer() {
        if (!awaited) {
            return; // whoever comes to wait looks after that
        }
        lock.lock();
        try {
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Inquiry get(long id) {
        return open.get(id);
    }

    /**
     * The link is over: drops what no handler has taken, and what is only answered here.
     *
     * @return the ids of what no handler will take any more
     */
    List<Long> dropWaiting() {
        var dropped = new ArrayList<Long>();
        open.forEach((id, inquiry) -> {
            if (!inquiry.isOf(this)) {
                open.remove(id);
            } else if (inquiry.drop()) {
                open.remove(id);
                dropped.add(id);
            }
        });
        signalFewer();
        return dropped;
    }

    /** Some have come in part only, with deadlines that nobody has read. */
    void someAreIncomplete() {
        latestDeadline.set(System.nanoTime() + LONGEST_OF_INCOMPLETE);
    }

    /** After this nobody waits for any of them. */
    long latestDeadline() {
        return latestDeadline.get();
    }

    void cancel(long id) {
        var inquiry = open.get(id);
        if (inquiry != null) {
            inquiry.cancel();
        }
    }

    void cancelAll() {
        open.forEach((id, inquiry) -> inquiry.cancel());
    }

    /**
     * For one who has said that no more are wanted. Whoever has not heard that has put his query into the table before: so
     * the table is looked at first, which makes known what was written before that.
     */
    long lastAccepted() {
        var unused = open.size();
        return lastAccepted.get();
    }

    int size() {
        return open.size();
    }

    /** Waits until all are answered, but for those whose handlers the calling thread itself is running. */
    void awaitAnswered(Session session, Deadline deadline) {
        boolean interrupted = false;
        awaited = true;
        lock.lock();
        try {
            int ownStack = Inquiry.onThisStack(session);
            while (open.size() > ownStack && !deadline.hasPassed()) {
                try {
                    if (!fewer.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                        break;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    break;
                }
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
