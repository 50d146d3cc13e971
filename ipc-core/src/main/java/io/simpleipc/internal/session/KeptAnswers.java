package io.simpleipc.internal.session;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last answers that were given, in case that the peer did not get them: at most {@value #MOST}, of {@value
 * #MOST_BYTES} bytes in all, and none for longer than about {@value #LONGEST_SECONDS} seconds while there is a link. Every
 * answered query passes here, so it takes no lock and makes nothing: what is kept is the inquiry itself. Under a race more
 * than the oldest may go, which costs an outcome and no truth. The arrays are the handlers' own and so are let go, not
 * wiped.
 */
final class KeptAnswers {
    static final int MOST = 1_024;
    static final int MOST_BYTES = 1 << 20;
    static final int LONGEST_SECONDS = 30;

    private static final long MARK_NANOS = LONGEST_SECONDS * 1_000_000_000L / 2;

    private final AtomicReferenceArray<@Nullable Inquiry> ring = new AtomicReferenceArray<>(MOST);
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    // Held while old ones are let go; a leaf. Whoever finds it taken leaves that to who has it.
    private final ReentrantLock lock = new ReentrantLock();
    private long oldest;
    private long mark;

    /** When the mark was set; written with the lock held. */
    private volatile long markedAt = System.nanoTime();

    void keep(Inquiry inquiry) {
        int size = inquiry.keptBytes();
        if (size > MOST_BYTES) {
            inquiry.forget();
            return;
        }
        var former = ring.getAndSet(slot(next.getAndIncrement()), inquiry);
        int freed = former == null ? 0 : letGo(former);
        if (bytes.addAndGet(size - freed) > MOST_BYTES) {
            trim(0);
        }
    }

    /** Any thread, often: lets go of what was there at the mark before the last. */
    void age(long now) {
        if (now - markedAt >= MARK_NANOS && lock.tryLock()) {
            try {
                if (now - markedAt >= MARK_NANOS) {
                    markedAt = now;
                    trim(mark);
                    mark = next.get();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    void clear() {
        lock.lock();
        try {
            trim(next.get());
        } finally {
            lock.unlock();
        }
    }

    private void trim(long before) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            long end = next.get();
            for (oldest = Math.max(oldest, end - MOST);
                    oldest < end && (oldest < before || bytes.get() > MOST_BYTES);
                    oldest++) {
                var former = ring.getAndSet(slot(oldest), null);
                if (former != null) {
                    bytes.addAndGet(-letGo(former));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static int letGo(Inquiry former) {
        int size = former.keptBytes();
        former.forget();
        return size;
    }

    /** The one that a session accepted under an id; null if it is not kept any more. */
    @Nullable
    Inquiry find(Inquiries origin, long id) {
        for (int i = 0; i < MOST; i++) {
            var inquiry = ring.get(i);
            if (inquiry != null && inquiry.id() == id && inquiry.isOf(origin)) {
                return inquiry;
            }
        }
        return null;
    }

    private static int slot(long number) {
        return (int) (number & (MOST - 1));
    }
}
