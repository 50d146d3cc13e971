package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;
import io.simpleipc.Role;
import io.simpleipc.internal.session.EngineLog;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What happens to a connection, told to the log and to the user's listener in the order in which it happened. Events
 * are added while the lock of {@link Board} is held, which makes the order, and delivered when it is not, because both
 * receivers are user code.
 */
final class Events {
    private final ConnectionListener listener;
    private final Executor lane;
    private final EngineLog log;
    private final String address;

    private final ConcurrentLinkedQueue<Event> queue = new ConcurrentLinkedQueue<>();

    /** How many calls of {@link #deliver} are not served yet: the one that finds zero serves them all. */
    private final AtomicInteger deliveries = new AtomicInteger();

    private record Event(Runnable line, Consumer<ConnectionListener> call) {}

    /**
     * Tells a listener.
     *
     * @param lane runs one task at a time, in order
     */
    Events(ConnectionListener listener, Executor lane, EngineLog log, String address) {
        this.listener = listener;
        this.lane = lane;
        this.log = log;
        this.address = address;
    }

    void listening() {
        add(() -> log.info("listening at " + address + " as server"), ConnectionListener::listening);
    }

    void connected(Role role, Peer peer) {
        var line = "joined at " + address + " as " + role.name().toLowerCase(Locale.ROOT) + ", the peer is process "
                + peer.pid();
        add(() -> log.info(line), l -> l.connected(peer));
    }

    void disconnected(IpcException cause) {
        add(
                () -> log.warn("lost the link at " + address + ": " + cause.getMessage(), null),
                l -> l.disconnected(cause));
    }

    /** The peer is gone because this side closes: nothing to warn of. */
    void disconnectedByClosing(IpcException cause) {
        add(() -> log.info("closed the link at " + address), l -> l.disconnected(cause));
    }

    void attemptFailed(IpcException cause) {
        add(
                () -> log.debug("an attempt to join again at " + address + " failed: " + cause.getMessage()),
                l -> l.attemptFailed(cause));
    }

    void gaveUp(IpcException cause) {
        add(() -> log.warn("gave up at " + address + ": " + cause.getMessage(), null), l -> l.gaveUp(cause));
    }

    /**
     * The last event.
     *
     * @param told runs when the listener has heard it
     */
    void closed(Runnable told) {
        add(() -> log.info("closed the connection at " + address), l -> {
            try {
                l.closed();
            } finally {
                told.run();
            }
        });
    }

    private void add(Runnable line, Consumer<ConnectionListener> call) {
        queue.add(new Event(line, call));
    }

    /** Tells what was added. Must not be called with the lock held. */
    void deliver() {
        if (deliveries.getAndIncrement() != 0) {
            return;
        }
        int served = 1;
        while (served != 0) {
            for (var event = queue.poll(); event != null; event = queue.poll()) {
                tell(event);
            }
            served = deliveries.addAndGet(-served);
        }
    }

    private void tell(Event event) {
        event.line().run();
        lane.execute(() -> event.call().accept(listener));
    }
}
