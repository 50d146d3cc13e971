package io.simpleipc.internal.session;

import io.simpleipc.spi.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The peer's queries that are accepted and not answered yet. The reading thread adds, workers remove. */
final class Inquiries {
    private static final long LONGEST_OF_INCOMPLETE = TimeUnit.HOURS.toNanos(24);

    private final ConcurrentHashMap<Long, Inquiry> open = new ConcurrentHashMap<>();

    /** Guards the fields below; a leaf. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition fewer = lock.newCondition();
    private final int most;
    private int topLevel;
    private int nested;
    private volatile long lastAccepted;

    /** Nano time. Written by the reading thread. */
    private volatile long latestDeadline = System.nanoTime();

    Inquiries(int most) {
        this.most = most;
    }

    /**
     * Takes a query in.
     *
     * @return false if the peer has more open than was agreed
     */
    boolean add(Inquiry inquiry) {
        lock.lock();
        try {
            if ((inquiry.depth() == 0 ? topLevel : nested) >= most) {
                return false;
            }
            if (inquiry.depth() == 0) {
                topLevel++;
            } else {
                nested++;
            }
        } finally {
            lock.unlock();
        }
        open.put(inquiry.id(), inquiry);
        lastAccepted = inquiry.id();
        long deadline = inquiry.deadline().nanoTime();
        if (deadline - latestDeadline > 0) {
            latestDeadline = deadline;
        }
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
        lock.lock();
        try {
            if (inquiry.depth() == 0) {
                topLevel--;
            } else {
                nested--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The last frame of a query is handed to the link. */
    void remove(Inquiry inquiry) {
        open.remove(inquiry.id());
        signalFewer();
    }

    private void signalFewer() {
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
        latestDeadline = System.nanoTime() + LONGEST_OF_INCOMPLETE;
    }

    /** After this nobody waits for any of them. */
    long latestDeadline() {
        return latestDeadline;
    }

    void cancel(long id) {
        var inquiry = open.get(id);
        if (inquiry != null) {
            inquiry.cancel();
        }
    }

    void cancelAll() {
        open.values().forEach(Inquiry::cancel);
    }

    long lastAccepted() {
        return lastAccepted;
    }

    int size() {
        return open.size();
    }

    /** Waits until all are answered, but for those whose handlers the calling thread itself is running. */
    void awaitAnswered(Session session, Deadline deadline) {
        boolean interrupted = false;
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
