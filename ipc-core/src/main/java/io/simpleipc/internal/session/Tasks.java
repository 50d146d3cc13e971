package io.simpleipc.internal.session;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait, first come, first served. Some of them have places in a ring, for which nothing is made and one locked
 * instruction is enough to come and one to go; the rest waits behind those in a list. Thread-safe; under a race two may
 * change places.
 * <pre>
 *            next to go          next to come
 *                ▼                    ▼
 * +----+----+----+----+----+----+----+----+
 * |    |    | 10 | 11 | 12 | 13 | 14 |    |    each has its number; place and turn are found by that
 * +----+----+----+----+----+----+----+----+
 * </pre>
 */
final class Tasks {
    static final int PLACES = 128;

    // Far from each other in memory: who adds tasks writes the one, who takes them the other.
    private static final int TO_COME = 16;
    private static final int TO_GO = 32;
    private static final int ENDS = 48;

    private final AtomicLongArray ends = new AtomicLongArray(ENDS);

    /** Which number may use a place: its task's to come; one more, and the task is there. */
    private final AtomicLongArray turns = new AtomicLongArray(PLACES);

    /** Guarded by the turns. */
    private final AtomicReferenceArray<@Nullable Runnable> ring = new AtomicReferenceArray<>(PLACES);

    private final ConcurrentLinkedQueue<Runnable> others = new ConcurrentLinkedQueue<>();

    /** How many are in the list, counted before they are there. */
    private final AtomicInteger spilled = new AtomicInteger();

    Tasks() {
        for (int i = 0; i < PLACES; i++) {
            turns.setPlain(i, i);
        }
    }

    void add(Runnable task) {
        if (spilled.get() > 0 || !place(task)) {
            spilled.incrementAndGet();
            others.add(task);
        }
    }

    private boolean place(Runnable task) {
        while (true) {
            long number = ends.get(TO_COME);
            long turn = turns.getAcquire(index(number));
            if (turn < number) {
                return false; // who was there a round ago is there still
            }
            if (turn == number && ends.compareAndSet(TO_COME, number, number + 1)) {
                ring.setPlain(index(number), task);
                turns.setRelease(index(number), number + 1);
                return true;
            }
        }
    }

    /** Takes the oldest; null if there is none, or it is about to come. */
    @Nullable
    Runnable poll() {
        while (true) {
            long number = ends.get(TO_GO);
            long turn = turns.getAcquire(index(number));
            if (turn <= number) {
                return pollOthers();
            }
            if (turn == number + 1 && ends.compareAndSet(TO_GO, number, number + 1)) {
                var task = ring.getPlain(index(number));
                ring.setPlain(index(number), null);
                turns.setRelease(index(number), number + PLACES);
                return task;
            }
        }
    }

    private @Nullable Runnable pollOthers() {
        var task = spilled.get() == 0 ? null : others.poll();
        if (task != null) {
            spilled.decrementAndGet();
        }
        return task;
    }

    /** Never less than have been added and not been taken. */
    int size() {
        long gone = ends.get(TO_GO);
        return (int) (ends.get(TO_COME) - gone) + spilled.get();
    }

    private static int index(long number) {
        return (int) (number & (PLACES - 1));
    }
}
