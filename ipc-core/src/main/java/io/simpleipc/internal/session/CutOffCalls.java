package io.simpleipc.internal.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Our queries that had left completely when their link was cut, and that wait for the same peer to come back. Each is
 * with the engine thread of the session that lost it ({@link Call#home}), which ends it when its time is over or all hope
 * is lost, until the next session takes it over. Thread-safe.
 */
final class CutOffCalls {
    private static final String HOPE = "";

    // A leaf; guards the fields below.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Why each waits in vain, or {@link #HOPE}. */
    private final Map<Call, String> waiting = new LinkedHashMap<>();

    /** Whom they were asked of, and who alone can say what became of them. */
    private @Nullable UUID peer;

    private boolean closed;

    private long changes;

    /** Whether there may be some with hope; written with the lock held. */
    private volatile boolean hopeful;

    /** A link has begun to this instance, or to one that settles nothing. */
    void meets(@Nullable UUID instance) {
        lock.lock();
        try {
            if (peer == null || !peer.equals(instance)) {
                loseHope("the peer that came back is another one, or was started anew");
                peer = instance;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has queries wait.
     *
     * @return false if that would be in vain
     */
    boolean add(UUID instance, List<Call> calls) {
        lock.lock();
        try {
            if (closed || !instance.equals(peer)) {
                return false;
            }
            calls.forEach(call -> waiting.put(call, HOPE));
            hopeful = hopeful || !calls.isEmpty();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there may be some that the peer, which is back, can be asked for. */
    boolean areHopeful() {
        return hopeful;
    }

    /** Takes out such, the oldest first, at most so many. */
    List<Call> take(int most) {
        lock.lock();
        try {
            var taken = new ArrayList<Call>();
            for (var each : waiting.entrySet()) {
                if (taken.size() < most && each.getValue().equals(HOPE)) {
                    taken.add(each.getKey());
                }
            }
            taken.forEach(waiting::remove);
            hopeful = waiting.containsValue(HOPE);
            change();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Its caller waits no longer. */
    void remove(Call call) {
        lock.lock();
        try {
            waiting.remove(call);
            change();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    void giveUp(String why) {
        lock.lock();
        try {
            loseHope(why);
        } finally {
            lock.unlock();
        }
    }

    /** An instance will not come back. */
    void loseHopeOf(UUID instance, String why) {
        lock.lock();
        try {
            if (instance.equals(peer)) {
                loseHope(why);
            }
        } finally {
            lock.unlock();
        }
    }

    void close(String why) {
        lock.lock();
        try {
            closed = true;
            loseHope(why);
        } finally {
            lock.unlock();
        }
    }

    private void loseHope(String why) {
        waiting.replaceAll((call, former) -> former.equals(HOPE) ? why : former);
        hopeful = false;
        change();
    }

    private void change() {
        changes++;
        changed.signalAll();
    }

    /** Takes out those of a session that wait in vain, with the reason of each. */
    Map<Call, String> takeLost(Session home) {
        lock.lock();
        try {
            var lost = new HashMap<Call, String>();
            waiting.forEach((call, why) -> {
                if (!why.equals(HOPE) && call.home() == home) {
                    lost.put(call, why);
                }
            });
            waiting.keySet().removeAll(lost.keySet());
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** Those of a session. */
    List<Call> of(Session home) {
        lock.lock();
        try {
            return waiting.keySet().stream().filter(call -> call.home() == home).toList();
        } finally {
            lock.unlock();
        }
    }

    /** How often something has changed here. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until more has changed than was seen, or the time is over. */
    void awaitChange(long seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
