package io.simpleipc.internal.wire.reading;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The read token, and that somebody always sees to the link: at any time it is held by whoever reads, or a watcher sleeps
 * on the channel, or an engine thread looks now and then whether anybody reads (the ticker). So the token can be given
 * back without waking anybody. Whoever takes it sees all that earlier holders did.
 *
 * <p>Whoever gives something up first says so and then looks whether the link is still seen to; all is volatile, so that
 * of two who do so at once the second one finds out. (Invariant 4 of docs/threads.md.)
 */
final class Coverage {
    private static final long LOOK_NANOS = 1_000_000;
    private static final long UNREAD_NANOS = 300_000;
    private static final int QUIET_LOOKS = 20;

    /** Holds the token; null if it is free. */
    private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();

    /** When the token was given back last; changes with each turn. */
    private final AtomicLong freeSince = new AtomicLong(System.nanoTime());

    /** Sleeps on the channel without the token, and takes it when it wakes. */
    private volatile @Nullable Thread watcher;

    private final AtomicReference<@Nullable Thread> ticker = new AtomicReference<>();

    /** Engine threads that sleep until the link is not seen to any more. */
    private final Set<Thread> spares = ConcurrentHashMap.newKeySet();

    /** Somebody must read now, and not only when nobody has for a while. */
    private volatile boolean wanted;

    boolean tryAcquire() {
        return reader.get() == null && reader.compareAndSet(null, Thread.currentThread());
    }

    /**
     * The same for an engine thread that has not watched: if another one has begun to watch just now it is left to that,
     * since one at a time can sleep on the channel.
     */
    boolean tryTakeOver() {
        if (!isUnread() || !tryAcquire()) {
            return false;
        }
        if (watcher == null) {
            return true; // nobody begins to watch without the token
        }
        release();
        return false;
    }

    boolean isMine() {
        return reader.get() == Thread.currentThread();
    }

    boolean hasWatcher() {
        return watcher != null;
    }

    /** Gives the token back. Wakes somebody only if else nobody would see to the link. */
    void release() {
        freeSince.setRelease(System.nanoTime());
        reader.set(null);
        if (watcher == null && ticker.get() == null) {
            spares.forEach(LockSupport::unpark);
        }
    }

    /** Gives the token back in order to sleep on the channel. */
    void startWatching() {
        watcher = Thread.currentThread();
        freeSince.setRelease(System.nanoTime());
        reader.set(null);
    }

    /**
     * Takes the token again, before anybody is told that nobody watches: else, where many wait, callers would snatch it.
     * (Invariant 10.)
     *
     * @return whether nobody else had it
     */
    boolean stopWatching() {
        boolean mine = tryAcquire();
        watcher = null;
        return mine;
    }

    /** Has an engine thread read soon, if nobody does. */
    void want() {
        if (isUnread()) {
            wanted = true;
            LockSupport.unpark(ticker.get());
        }
    }

    /** Wakes all who stand by: the link is over. */
    void wakeAll() {
        LockSupport.unpark(ticker.get());
        spares.forEach(LockSupport::unpark);
    }

    boolean isFree() {
        return reader.get() == null;
    }

    long freeSince() {
        return freeSince.get();
    }

    private boolean isUnread() {
        return isFree() && watcher == null;
    }

    /**
     * What an engine thread does that has nothing to do: looks now and then whether anybody reads, or sleeps while
     * another one looks or nothing moves.
     *
     * @param isOver whether to return in any case
     * @param push what to do at each look
     * @return true with the token, false if it is over or the thread was interrupted
     */
    boolean standBy(BooleanSupplier isOver, Runnable push) {
        while (!isOver.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            if (!ticker.compareAndSet(null, Thread.currentThread())) {
                sleep(isOver);
            } else if (look(isOver, push)) {
                return true;
            }
        }
        return false;
    }

    /** As the ticker. Returns with the token, or when there is nothing to look after. */
    private boolean look(BooleanSupplier isOver, Runnable push) {
        long seen = freeSince.get();
        int quiet = 0;
        while (!isOver.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
            if ((wanted || System.nanoTime() - freeSince.get() > UNREAD_NANOS) && tryTakeOver()) {
                wanted = false;
                ticker.set(null);
                return true;
            }
            long freed = freeSince.get();
            if (freed != seen || isUnread()) {
                seen = freed;
                quiet = 0;
            } else if (++quiet > QUIET_LOOKS) {
                break;
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
            push.run();
        }
        ticker.set(null);
        if (!isUnread()) {
            sleep(isOver);
        }
        return false;
    }

    private void sleep(BooleanSupplier isOver) {
        var self = Thread.currentThread();
        spares.add(self);
        // Whoever leaves the link alone looks for spares after that.
        if (!isOver.getAsBoolean() && (!isUnread() || ticker.get() != null)) {
            LockSupport.park(this);
        }
        spares.remove(self);
    }
}
