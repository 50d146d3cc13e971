package io.simpleipc.internal.session;

import io.simpleipc.spi.Deadline;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The peer's queries that are accepted and not answered yet. The reading thread adds, workers remove. */
final class Inquiries {
    private final ConcurrentHashMap<Long, Inquiry> open = new ConcurrentHashMap<>();

    /** Guards the fields below; a leaf. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition fewer = lock.newCondition();
    private final int most;
    private int topLevel;
    private int nested;
    private volatile long lastAccepted;

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
        return true;
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
        lock.lock();
        try {
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
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
