package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.Outcome;
import io.simpleipc.Refusal;
import io.simpleipc.internal.session.Session;
import io.simpleipc.internal.session.handshake.Agreement;
import io.simpleipc.internal.session.handshake.Dialer;
import io.simpleipc.internal.session.handshake.Greeter;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place that a listening process has to give. Taken only after the proof, provisionally by one newcomer at a
 * time until that one has opened. A newcomer that is the present peer's own instance supersedes the old link; any other
 * gets the place only if the present peer is not heard for a second. One per {@link Listening}; called by its greeter.
 */
final class Seat implements Greeter.SeatKeeper {
    private static final long ASK_AGAIN_NANOS = 50_000_000;

    private final Board board;
    private final UUID self;
    private final Function<Dialer.Joined, Session> sessions;
    private final LongSupplier clock;

    // Board's lock guards these. It is a leaf: sessions are probed, aborted and started outside of it.
    private final ReentrantLock lock;
    private boolean shut;
    private @Nullable Agreement provisional;
    private @Nullable Session watched;
    private Presence presence = new Presence();

    private volatile Runnable wake = () -> {};
    private volatile Runnable breakDown = () -> {};

    Seat(Board board, UUID self, Function<Dialer.Joined, Session> sessions, LongSupplier clock) {
        this.board = board;
        this.self = self;
        this.sessions = sessions;
        this.clock = clock;
        this.lock = board.lock();
    }

    /** What to call when an undecided newcomer should be decided anew. */
    void wakes(Runnable greeter) {
        wake = greeter;
    }

    /** What to call when no newcomer can be greeted any more. */
    void breaksDown(Runnable listening) {
        breakDown = listening;
    }

    @Override
    public void turnedAway(Refusal why, int told) {
        board.refused(why, told);
    }

    @Override
    public void failed() {
        breakDown.run();
    }

    /** Whoever waits for the seat should ask again. Must not be called with the lock held. */
    void wake() {
        wake.run();
    }

    /** Nobody is seated any more. */
    void shut() {
        lock.lock();
        try {
            shut = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    @Override
    public Decision claim(Agreement newcomer) {
        Session quiet;
        Presence asked;
        long until;
        lock.lock();
        try {
            if (shut || board.isClosing() || newcomer.peerInstance().equals(self)) {
                return new Decision.Closing();
            }
            if (provisional != null && !newcomer.equals(provisional)) {
                return new Decision.Undecided(clock.getAsLong() + ASK_AGAIN_NANOS);
            }
            var present = board.status().session();
            if (present == null || provisional != null || isSameInstance(present, newcomer)) {
                return give(newcomer);
            }
            asked = presenceOf(present);
            long now = clock.getAsLong();
            switch (asked.verdict(now)) {
                case ALIVE:
                    return new Decision.Busy(present.peer());
                case GONE:
                    return give(newcomer);
                case ASKED:
                    return new Decision.Undecided(asked.deadline());
                default:
                    asked.asked(now);
                    until = asked.deadline();
                    quiet = present;
                    break;
            }
        } finally {
            lock.unlock();
        }
        quiet.probe(() -> heard(asked));
        return new Decision.Undecided(until);
    }

    @Override
    public void seated(Dialer.Joined newcomer) {
        var session = sessionOf(newcomer);
        boolean seated = false;
        try {
            seated = board.seated(this, session);
        } finally {
            if (!seated) {
                session.abort(new ConnectionLostException(
                        "the listener was closed while the newcomer was seated", Outcome.NOT_EXECUTED, null));
            }
            wake();
        }
    }

    private Session sessionOf(Dialer.Joined newcomer) {
        try {
            return sessions.apply(newcomer);
        } catch (RuntimeException | Error e) {
            withdrawn(newcomer.agreement());
            throw e;
        }
    }

    /** The provisional newcomer has its place; the caller holds the lock. */
    void settle() {
        provisional = null;
    }

    @Override
    public void withdrawn(Agreement newcomer) {
        lock.lock();
        try {
            if (newcomer.equals(provisional)) {
                provisional = null;
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    private Decision give(Agreement newcomer) {
        provisional = newcomer;
        return new Decision.Free();
    }

    private static boolean isSameInstance(Session present, Agreement newcomer) {
        return present.agreement().peerInstance().equals(newcomer.peerInstance());
    }

    private Presence presenceOf(Session present) {
        if (present != watched) {
            watched = present;
            presence = new Presence();
        }
        return presence;
    }

    private void heard(Presence asked) {
        lock.lock();
        try {
            asked.heard(clock.getAsLong());
        } finally {
            lock.unlock();
        }
        wake();
    }
}
