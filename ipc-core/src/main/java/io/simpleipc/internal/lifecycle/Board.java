package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.Reconnect;
import io.simpleipc.Refusal;
import io.simpleipc.Role;
import io.simpleipc.internal.session.Session;
import io.simpleipc.spi.Deadline;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the state of a connection is kept and changed: each method is one step from one state to the next, and tells
 * whoever waits. The supervisor, the seat and the sessions call it; users' threads wait in {@link Lobby}.
 */
final class Board {
    // The one lock of the lifecycle floor. It guards everything that decides which session counts, here, in Seat and in
    // Search. It is a leaf: no I/O, no user code, no call of a session, no log line while it is held. Events are added
    // while it is held and delivered when it is not.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Reconnect reconnect;
    private final boolean promotion;
    private final String address;
    private final Events events;

    /** Written with the lock held, read by anybody. */
    private volatile Status status = Status.NEW;

    // Guarded by the lock.
    private boolean closing;
    private @Nullable Thread supervisor;
    private @Nullable Search search;
    private @Nullable Seat seat;
    private Patience patience = Patience.ENDLESS;
    private boolean linkLost;
    private boolean wasClient;
    private long settledAt;
    private int quickLosses;

    /** What a listening supervisor has to do next. */
    enum Duty {
        CLOSE,
        CHECK,
        GIVE_UP
    }

    /**
     * A board of a connection that is idle.
     *
     * @param reconnect what a client does that loses its server
     * @param promotion whether it may become server
     * @param address the endpoint's description
     * @param events hear of each step
     */
    Board(Reconnect reconnect, boolean promotion, String address, Events events) {
        this.reconnect = reconnect;
        this.promotion = promotion;
        this.address = address;
        this.events = events;
    }

    Status status() {
        return status;
    }

    /** For Seat, whose state changes in step with the status. */
    ReentrantLock lock() {
        return lock;
    }

    /** Signalled, with the lock held, whenever something changes. */
    Condition changed() {
        return changed;
    }

    /** Whether {@code close()} was called; with the lock held. */
    boolean isClosing() {
        return closing;
    }

    // What users' threads do.

    /**
     * What a {@code connect()} has to wait for; with the lock held.
     *
     * @param deadline of the caller
     * @param thread makes the supervisor's thread, not started
     * @return the search that is under way, maybe just started; null if there is a role already
     */
    @Nullable
    Search searchToWaitFor(Deadline deadline, Supplier<Thread> thread) {
        switch (status.state()) {
            case CLOSED:
                throw closedException();
            case CONNECTED, LISTENING:
                return null;
            case IDLE:
                var first = Search.first(deadline);
                startSupervisor(thread);
                search = first;
                patience = Patience.ENDLESS;
                quickLosses = 0;
                publish(Status.of(ConnectionState.CONNECTING));
                return first;
            default:
                return search;
        }
    }

    private void startSupervisor(Supplier<Thread> thread) {
        if (supervisor != null) {
            return;
        }
        try {
            var fresh = thread.get();
            fresh.start();
            supervisor = fresh;
        } catch (OutOfMemoryError e) {
            throw new NotConnectedException("no thread can be had to connect with; try again when there is room", e);
        }
    }

    /** Nobody waits for a search any more; with the lock held. */
    void abandon(Search search) {
        fail(search, search.failureNow(address));
    }

    /**
     * Closes for good: nobody is let in any more, who waits is told, and a supervisor sees to the rest.
     *
     * @param thread makes the supervisor's thread, not started
     * @return whether the calling thread has to be the supervisor, since no thread could be had
     */
    boolean close(Supplier<Thread> thread) {
        Search halted = null;
        boolean alone = false;
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            closing = true;
            if (search != null) {
                halted = search;
                search.fail(closedException());
                search = null;
            }
            publish(new Status(ConnectionState.CLOSED, null, status.session(), null));
            try {
                startSupervisor(thread);
            } catch (NotConnectedException e) {
                supervisor = Thread.currentThread();
                alone = true;
            }
        } finally {
            lock.unlock();
        }
        if (halted != null) {
            halted.halt();
        }
        return alone;
    }

    private NotConnectedException closedException() {
        return new NotConnectedException("the connection at " + address + " is closed for good; make a new one", null);
    }

    // What the supervisor does.

    /** What to search for next; null if the calling supervisor has nothing more to do, or has to close. */
    @Nullable
    Search next() {
        lock.lock();
        try {
            if (search == null && !closing) {
                supervisor = null;
            }
            return search;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the calling thread is the supervisor that has to close. */
    boolean hasToClose() {
        lock.lock();
        try {
            return closing && Thread.currentThread() == supervisor;
        } finally {
            lock.unlock();
        }
    }

    /** The search has won the address. False if nobody wants it any more. */
    boolean listens(Search won, Seat newSeat) {
        lock.lock();
        try {
            if (won.isOver()) {
                return false;
            }
            settle(won);
            seat = newSeat;
            linkLost = false;
            publish(new Status(ConnectionState.LISTENING, Role.SERVER, null, null));
            if (wasClient && !won.isFirst()) {
                events.promoted();
            }
            wasClient = false;
            events.listening();
        } finally {
            lock.unlock();
        }
        events.deliver();
        return true;
    }

    /** The search has joined a server. False if nobody wants it any more. */
    boolean joins(Search won, Session session) {
        lock.lock();
        try {
            if (won.isOver()) {
                return false;
            }
            settle(won);
            connected(Role.CLIENT, session);
        } finally {
            lock.unlock();
        }
        session.start(); // before users' code hears of it, which may ask and wait at once
        events.deliver();
        return true;
    }

    /** The search ends without a role. */
    void fails(Search lost, IpcException cause) {
        lock.lock();
        try {
            if (lost.isOver()) {
                return;
            }
            fail(lost, cause);
            if (!lost.isFirst()) {
                events.gaveUp(cause);
            }
        } finally {
            lock.unlock();
        }
        events.deliver();
    }

    /** One attempt to join again was in vain. */
    void attemptFailed(IpcException cause) {
        lock.lock();
        try {
            events.attemptFailed(cause);
        } finally {
            lock.unlock();
        }
        events.deliver();
    }

    /**
     * Waits while this process listens and nothing is to be done.
     *
     * @param checkAt nano time of the next look after the claim, or null
     */
    Duty awaitDuty(Listening listening, @Nullable Deadline checkAt) {
        lock.lock();
        try {
            while (true) {
                if (closing) {
                    return Duty.CLOSE;
                }
                if (linkLost || listening.isBroken() || (checkAt != null && checkAt.hasPassed())) {
                    linkLost = false;
                    return Duty.CHECK;
                }
                long left = checkAt == null ? Long.MAX_VALUE : checkAt.remainingNanos();
                if (status.session() == null) {
                    if (patience.isOver()) {
                        seat = null;
                        return Duty.GIVE_UP;
                    }
                    left = Math.min(left, patience.remainingNanos());
                }
                awaitChange(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits while a session is the present one and the connection is not closed. */
    void awaitLoss(Session session) {
        lock.lock();
        try {
            while (!closing && status.session() == session) {
                awaitChange(Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Something that is waited for may have happened. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The address is lost, and with it the link, so that both sides meet again at the right one. */
    void startsOver() {
        Session dropped;
        var cause = new ConnectionLostException(
                "the address " + address + " was taken away; looking for the peer anew", Outcome.UNKNOWN, null);
        lock.lock();
        try {
            if (closing) {
                return;
            }
            seat = null;
            dropped = status.session();
            if (dropped != null) {
                events.disconnected(cause, false);
            }
            searchAgain(true);
        } finally {
            lock.unlock();
        }
        events.deliver();
        if (dropped != null) {
            dropped.abort(cause);
        }
    }

    /** No peer came in time; the listener is closed already. */
    void gaveUp(IpcException cause) {
        lock.lock();
        try {
            if (closing) {
                return;
            }
            publish(new Status(ConnectionState.IDLE, null, null, cause));
            events.gaveUp(cause);
        } finally {
            lock.unlock();
        }
        events.deliver();
    }

    /** Everything is closed. */
    void closed(Runnable told) {
        lock.lock();
        try {
            events.closed(told);
        } finally {
            lock.unlock();
        }
        events.deliver();
    }

    // What the seat and the sessions do.

    /** A newcomer has taken the seat, from an earlier link if there is one. False if the seat is gone. */
    boolean seated(Seat taken, Session session) {
        Session replaced;
        var cause = new ConnectionLostException(
                "a new link to " + address + " took the place of this one, which was dead", Outcome.UNKNOWN, null);
        lock.lock();
        try {
            taken.settle();
            if (closing || taken != seat) {
                return false;
            }
            replaced = status.session();
            if (replaced != null) {
                events.disconnected(cause, false);
            }
            connected(Role.SERVER, session);
        } finally {
            lock.unlock();
        }
        if (replaced != null) {
            replaced.abort(cause);
        }
        session.start();
        events.deliver();
        return true;
    }

    /** Somebody was not let in, and maybe a person is to hear of that. */
    void refused(Refusal why, int told) {
        events.refused(why);
        if (told > 0) {
            lock.lock();
            try {
                events.refused(why, told);
            } finally {
                lock.unlock();
            }
            events.deliver();
        }
    }

    /** A session has ended; of no interest if another one has taken its place. */
    void lost(Session session, IpcException cause) {
        Seat free;
        lock.lock();
        try {
            if (status.session() != session) {
                return;
            }
            free = seat;
            if (closing) {
                publish(Status.of(ConnectionState.CLOSED));
                events.disconnectedByClosing(cause);
            } else {
                events.disconnected(cause, session.peerHasClosed());
                goOnWithoutPeer(cause);
            }
        } finally {
            lock.unlock();
        }
        events.deliver();
        if (free != null) {
            free.wake();
        }
    }

    private void goOnWithoutPeer(IpcException cause) {
        if (status.role() == Role.SERVER) {
            linkLost = true;
            publish(new Status(ConnectionState.LISTENING, Role.SERVER, null, null));
            events.listening();
        } else if (reconnect.enabled()) {
            patience = Patience.startingNow(reconnect, System::nanoTime);
            searchAgain(promotion);
        } else {
            publish(new Status(ConnectionState.IDLE, null, null, cause));
            events.gaveUp(cause);
        }
    }

    // The steps that these have in common; all with the lock held, but for start().

    private void publish(Status next) {
        status = next;
        changed.signalAll();
    }

    private void settle(Search won) {
        won.succeed();
        search = null;
        settledAt = System.nanoTime();
    }

    private void connected(Role role, Session session) {
        patience = Patience.ENDLESS;
        wasClient = role == Role.CLIENT;
        publish(new Status(ConnectionState.CONNECTED, role, session, null));
        events.connected(role, session.peer());
    }

    private void fail(Search lost, IpcException cause) {
        lost.fail(cause);
        search = null;
        publish(new Status(ConnectionState.IDLE, null, null, cause));
    }

    private void searchAgain(boolean mayListen) {
        search = Search.again(mayListen, patience, pauseBeforeSearch());
        publish(Status.of(ConnectionState.RECONNECTING));
    }

    /** None, but growing up to the delay if a role is lost again and again as soon as it is found. */
    private long pauseBeforeSearch() {
        long delay = reconnect.delay().toNanos();
        quickLosses = System.nanoTime() - settledAt < delay ? quickLosses + 1 : 0;
        return quickLosses <= 1 ? 0 : Math.min(delay, Backoff.SHORTEST_NANOS << Math.min(quickLosses, 30));
    }

    /** Called in a loop that looks at the state. */
    @SuppressWarnings("WaitNotInLoop")
    private void awaitChange(long nanos) {
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // Nobody interrupts a supervisor here; Search.halt() does so only while it dials. If somebody does all the
            // same, the flag must go, or the loop would spin.
            Thread.interrupted();
        }
    }
}
