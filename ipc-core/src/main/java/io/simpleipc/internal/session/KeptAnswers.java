package io.simpleipc.internal.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The last answers that were given, in case that the peer did not get them: over the present link at most {@value #MOST},
 * of {@value #MOST_BYTES} bytes in all, and over earlier ones, which new answers do not push out before the peer has
 * asked for them, {@value #EARLIER} times as much; none for longer than about {@value #LONGEST_SECONDS} seconds while
 * there is a link. Every answered query passes here, so it takes no lock and makes nothing: what is kept is the inquiry
 * itself. Under a race more than the oldest may go, which costs an outcome and no truth. The arrays are the handlers' own
 * and so are let go, not wiped.
 */
final class KeptAnswers {
    static final int MOST = 1_024;
    static final int MOST_BYTES = 1 << 20;
    static final int EARLIER = 4;
    static final int LONGEST_SECONDS = 30;

    private static final long MARK_NANOS = LONGEST_SECONDS * 1_000_000_000L / 2;

    private final AtomicReferenceArray<@Nullable Inquiry> ring = new AtomicReferenceArray<>(MOST);
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    // Held while old ones are let go; a leaf. Whoever finds it taken leaves that to who has it.
    private final ReentrantLock lock = new ReentrantLock();
    private long oldest;
    private long mark;

    /** What was given over earlier links, the oldest first; replaced with the lock held. */
    private volatile List<Earlier> earlier = List.of();

    /** What was given until a link began. */
    private record Earlier(List<Inquiry> inquiries, long bytes, long since) {}

    /** When the mark was set; written with the lock held. */
    private volatile long markedAt = System.nanoTime();

    void keep(Inquiry inquiry) {
        int size = inquiry.keptBytes();
        if (size > MOST_BYTES) {
            inquiry.forget();
            return;
        }
        var former = ring.getAndSet(slot(next.getAndIncrement()), inquiry);
        int more = size - (former == null ? 0 : letGo(former));
        if (more != 0 && bytes.addAndGet(more) > MOST_BYTES) {
            trim(0);
        }
    }

    /** A link begins: what was given before stays, whatever is given over that. */
    void linkBegins(long now) {
        lock.lock();
        try {
            var given = IntStream.range(0, MOST).mapToObj(ring::get).toArray(Inquiry[]::new);
            var some = Arrays.stream(given).filter(Objects::nonNull).toList();
            if (some.isEmpty()) {
                return;
            }
            long size = some.stream().mapToLong(Inquiry::keptBytes).sum();
            var all = new ArrayList<>(earlier);
            all.add(new Earlier(some, size, now));
            earlier = List.copyOf(all); // who looks for one finds it in both places rather than in none
            for (int i = 0; i < MOST; i++) {
                if (given[i] != null && ring.compareAndSet(i, given[i], null)) {
                    bytes.addAndGet(-given[i].keptBytes());
                }
            }
            boundEarlier(now);
        } finally {
            lock.unlock();
        }
    }

    private void boundEarlier(long now) {
        var all = earlier;
        int count = all.stream().mapToInt(each -> each.inquiries.size()).sum();
        long size = all.stream().mapToLong(Earlier::bytes).sum();
        int first = 0;
        while (first < all.size()
                && (count > EARLIER * MOST
                        || size > (long) EARLIER * MOST_BYTES
                        || now - all.get(first).since > 2 * MARK_NANOS)) {
            count -= all.get(first).inquiries.size();
            size -= all.get(first).bytes;
            first++;
        }
        earlier = List.copyOf(all.subList(first, all.size()));
        all.subList(0, first).forEach(each -> each.inquiries.forEach(Inquiry::forget));
    }

    /** Any thread, often: lets go of what was there at the mark before the last. */
    void age(long now) {
        if (now - markedAt >= MARK_NANOS && lock.tryLock()) {
            try {
                if (now - markedAt >= MARK_NANOS) {
                    markedAt = now;
                    trim(mark);
                    mark = next.get();
                    boundEarlier(now);
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
            var all = earlier;
            earlier = List.of();
            all.forEach(each -> each.inquiries.forEach(Inquiry::forget));
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
        for (var each : earlier) {
            for (var inquiry : each.inquiries) {
                if (inquiry.id() == id && inquiry.isOf(origin)) {
                    return inquiry;
                }
            }
        }
        return null;
    }

    private static int slot(long number) {
        return (int) (number & (MOST - 1));
    }
}
