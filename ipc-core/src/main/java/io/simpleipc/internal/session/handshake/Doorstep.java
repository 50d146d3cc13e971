package io.simpleipc.internal.session.handshake;

import io.simpleipc.spi.Pipe;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where strangers stand until the greeter's thread takes them in: no more of them than it has places, the oldest goes.
 * Thread-safe.
 */
final class Doorstep {
    /** Who came, and when. */
    record Arrival(Pipe pipe, long since) {}

    // Guards all below. A leaf: nothing is called while it is held.
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private boolean shut;

    /** Adds a stranger, and closes the one who has no place: itself if the door is shut for good. */
    void add(Pipe pipe, long now) {
        Pipe unwanted = null;
        lock.lock();
        try {
            if (shut) {
                unwanted = pipe;
            } else {
                arrivals.addLast(new Arrival(pipe, now));
                if (arrivals.size() > Slots.COUNT) {
                    unwanted = arrivals.removeFirst().pipe();
                }
            }
        } finally {
            lock.unlock();
        }
        if (unwanted != null) {
            unwanted.close();
        }
    }

    List<Arrival> take() {
        lock.lock();
        try {
            var taken = List.copyOf(arrivals);
            arrivals.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** From now on every stranger is closed. */
    void shut() {
        lock.lock();
        try {
            shut = true;
        } finally {
            lock.unlock();
        }
    }

    boolean isShut() {
        lock.lock();
        try {
            return shut;
        } finally {
            lock.unlock();
        }
    }

    void closeAll() {
        take().forEach(arrival -> arrival.pipe().close());
    }
}
