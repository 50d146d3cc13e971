package io.simpleipc.internal.lifecycle;

import static java.util.Objects.requireNonNull;

import io.simpleipc.ConnectionListener;
import io.simpleipc.ConnectionSnapshot.Links;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;
import io.simpleipc.Refusal;
import io.simpleipc.Role;
import io.simpleipc.internal.lifecycle.flight.Recorder;
import io.simpleipc.internal.lifecycle.flight.Recorder.Outage;
import io.simpleipc.internal.session.EngineLog;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/**
 * What happens to a connection, counted, recorded, and told to the log and to the user's listener in the order in which
 * it happened. Events are added while the lock of {@link Board} is held, which makes the order, and delivered when it is
 * not, because both receivers are user code.
 */
final class Events {
    private final ConnectionListener listener;
    private final Executor lane;
    private final EngineLog log;
    private final String address;
    private final Recorder recorder;

    private final LongAdder joined = new LongAdder();
    private final LongAdder promotions = new LongAdder();
    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);

    /** Since the last link was lost; with the lock held. */
    private Outage outage = Outage.NONE;

    private final ConcurrentLinkedQueue<Event> queue = new ConcurrentLinkedQueue<>();

    /** How many calls of {@link #deliver} are not served yet: the one that finds zero serves them all. */
    private final AtomicInteger deliveries = new AtomicInteger();

    private record Event(Runnable line, Consumer<ConnectionListener> call) {}

    /**
     * Tells a listener.
     *
     * @param lane runs one task at a time, in order
     * @param recorder gets to know it, too
     */
    Events(ConnectionListener listener, Executor lane, EngineLog log, String address, Recorder recorder) {
        this.listener = listener;
        this.lane = lane;
        this.log = log;
        this.address = address;
        this.recorder = recorder;
        for (var why : Refusal.values()) {
            refusals.put(why, new LongAdder());
        }
    }

    /** The counts; with or without the lock. */
    Links links() {
        var turnedAway = new EnumMap<Refusal, Long>(Refusal.class);
        refusals.forEach((why, count) -> turnedAway.put(why, count.sum()));
        return new Links(Math.max(0, joined.sum() - 1), promotions.sum(), turnedAway);
    }

    void listening() {
        add(() -> log.event(Level.INFO, "listening at " + address + " as server"), ConnectionListener::listening);
    }

    void connected(Role role, Peer peer) {
        var line = "joined at " + address + " as " + role.name().toLowerCase(Locale.ROOT) + ", the peer is process "
                + peer.pid();
        var over = outage;
        outage = Outage.NONE;
        joined.increment();
        add(
                () -> {
                    over.over(role, peer.pid());
                    log.event(Level.INFO, line);
                },
                l -> l.connected(peer));
    }

    /** A client has become server. */
    void promoted() {
        promotions.increment();
        add(
                () -> {
                    recorder.promoted();
                    log.event(Level.INFO, "took the place of the server that is gone, at " + address);
                },
                ConnectionListener::promoted);
    }

    /** Somebody was not let in; with or without the lock. */
    void refused(Refusal why) {
        requireNonNull(refusals.get(why), "each is there").increment();
    }

    /** So many were not let in, which is in the log already. */
    void refused(Refusal why, int count) {
        add(() -> recorder.refused(why, count), l -> l.refused(why, count));
    }

    /**
     * The peer is gone.
     *
     * @param cause why
     * @param orderly whether it has said that it goes, which is nothing to warn of
     */
    void disconnected(IpcException cause, boolean orderly) {
        outage = recorder.outage(cause);
        var line = (orderly ? "the peer has left at " : "lost the link at ") + address + ": " + cause.getMessage();
        add(() -> log.event(orderly ? Level.INFO : Level.WARN, line), l -> l.disconnected(cause));
    }

    /** The peer is gone because this side closes: nothing to warn of. */
    void disconnectedByClosing(IpcException cause) {
        add(() -> log.event(Level.INFO, "closed the link at " + address), l -> l.disconnected(cause));
    }

    void attemptFailed(IpcException cause) {
        add(
                () -> log.event(
                        Level.DEBUG, "an attempt to join again at " + address + " failed: " + cause.getMessage()),
                l -> l.attemptFailed(cause));
    }

    void gaveUp(IpcException cause) {
        add(() -> log.event(Level.WARN, "gave up at " + address + ": " + cause.getMessage()), l -> l.gaveUp(cause));
    }

    /**
     * The last event.
     *
     * @param told runs when the listener has heard it
     */
    void closed(Runnable told) {
        add(() -> log.event(Level.INFO, "closed the connection at " + address), l -> {
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
