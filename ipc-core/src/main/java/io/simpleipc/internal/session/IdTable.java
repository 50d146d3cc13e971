package io.simpleipc.internal.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is open, by id. Ids ascend and most of what is open is young, so each has a slot of its own, and coming and going
 * makes nothing; what finds its slot taken, or is known by another id than its own, goes to a map. An id is put once.
 * Thread-safe.
 */
final class IdTable<T> {
    /** More than there are usually in flight; few, since the tables of some thousand former sessions may be remembered. */
    static final int SLOTS = 256;

    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS);
    private final ConcurrentHashMap<Long, T> others = new ConcurrentHashMap<>();
    private final ToLongFunction<T> ownId;

    /** Hears of what is open. */
    interface Visitor<T> {
        void visit(long id, T element);
    }

    /**
     * An empty one.
     *
     * @param ownId the id that an element has, which stays while it is here
     */
    IdTable(ToLongFunction<T> ownId) {
        this.ownId = ownId;
    }

    void put(long id, T element) {
        if (ownId.applyAsLong(element) != id || !slots.compareAndSet(slot(id), null, element)) {
            others.put(id, element);
        }
    }

    @Nullable
    T get(long id) {
        var element = slots.get(slot(id));
        if (element != null && ownId.applyAsLong(element) == id) {
            return element;
        }
        return others.isEmpty() ? null : others.get(id);
    }

    /** Takes one out; null if it is not here, or somebody else has taken it out. */
    @Nullable
    T remove(long id) {
        int slot = slot(id);
        var element = slots.get(slot);
        if (element != null && ownId.applyAsLong(element) == id) {
            return slots.compareAndSet(slot, element, null) ? element : null;
        }
        return others.isEmpty() ? null : others.remove(id);
    }

    /** Visits all that is open from beginning to end, and maybe what comes or goes meanwhile. */
    void forEach(Visitor<? super T> visitor) {
        for (int i = 0; i < SLOTS; i++) {
            var element = slots.get(i);
            if (element != null) {
                visitor.visit(ownId.applyAsLong(element), element);
            }
        }
        others.forEach(visitor::visit);
    }

    int size() {
        int count = others.size();
        for (int i = 0; i < SLOTS; i++) {
            count += slots.get(i) == null ? 0 : 1;
        }
        return count;
    }

    private static int slot(long id) {
        return (int) (id & (SLOTS - 1));
    }
}
