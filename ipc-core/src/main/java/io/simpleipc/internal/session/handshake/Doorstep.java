package io.simpleipc.internal.session.handshake;

import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.spi.Pipe;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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

    private final EngineLog log;
    private final AtomicBoolean said = new AtomicBoolean();

    Doorstep(EngineLog log) {
        this.log = log;
    }

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
            close(unwanted);
        }
    }

    /** The one who has stood here longest; null if nobody is left. One at a time: the others are closed with the door. */
    @Nullable
    Arrival next() {
        lock.lock();
        try {
            return arrivals.pollFirst();
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
        for (var arrival = next(); arrival != null; arrival = next()) {
            close(arrival.pipe());
        }
    }

    /** Closes one who is not let in. What a plug-in's pipe throws is neither the others' fault nor the caller's. */
    void close(Pipe unwanted) {
        try {
            unwanted.close();
        } catch (Throwable e) {
            if (!said.getAndSet(true)) {
                log.error("the pipe of a process that was not let in could not be closed; said only once", e);
            }
        }
    }
}
