package io.simpleipc.internal.session;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Our queries whose final frame has not come, by id, and the places for them: as many as both sides allow, counted
 * apart for top-level and nested ones so that the former cannot starve the latter. A call whose caller has gone keeps
 * its place until the peer has said the last word, since the peer's handler may still be at it.
 */
final class PendingCalls {
    private final IdTable<Call> calls = new IdTable<>(Call::id);
    private final int maxInFlight;
    private final Semaphore topLevel;
    private final Semaphore nested;

    PendingCalls(int maxInFlight) {
        this.maxInFlight = maxInFlight;
        topLevel = new Semaphore(maxInFlight);
        nested = new Semaphore(maxInFlight);
    }

    /** How many of each sort both sides allow. */
    int maxInFlight() {
        return maxInFlight;
    }

    /** Takes a place if one is free. */
    boolean tryReserve(int depth) {
        return places(depth).tryAcquire();
    }

    /** Waits for a place until a nano time. */
    boolean reserve(int depth, long end) throws InterruptedException {
        return places(depth).tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Gives a place back that no call was added for. */
    void unreserve(int depth) {
        places(depth).release();
    }

    void add(Call call) {
        calls.put(call.id(), call);
    }

    @Nullable
    Call get(long id) {
        return calls.get(id);
    }

    /** Takes a call out and frees its place, if it has one; null if it is not here. */
    @Nullable
    Call remove(long id) {
        var call = calls.remove(id);
        if (call != null && !call.wasCutOff()) { // what is resumed takes no place: it had one when it was asked
            places(call.depth()).release();
        }
        return call;
    }

    void forEach(Consumer<Call> action) {
        calls.forEach((id, call) -> action.accept(call));
    }

    int size() {
        return calls.size();
    }

    private Semaphore places(int depth) {
        return depth == 0 ? topLevel : nested;
    }
}
