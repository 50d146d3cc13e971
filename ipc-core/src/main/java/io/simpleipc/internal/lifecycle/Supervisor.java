package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.Resumption;
import io.simpleipc.internal.session.Session;
import io.simpleipc.internal.session.Workers;
import io.simpleipc.internal.session.handshake.Introduction;
import io.simpleipc.spi.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a connection that finds it a role and looks after it: search, listen or be joined, wait, again. It
 * lives while there is a search or a role, so an idle connection has none. It also closes the connection.
 */
final class Supervisor {
    private static final Duration LAST_EVENT = Duration.ofMillis(500);
    private static final Duration LAST_TASKS = Duration.ofMillis(250);
    private static final Duration CLOSING_SLACK = Duration.ofSeconds(3);

    private final Household household;
    private final Board board;
    private final Lobby lobby;
    private final Election election;
    private final CountDownLatch finished = new CountDownLatch(1);

    /** The thread that closed the connection, once it did. */
    private volatile @Nullable Thread closer;

    /** The open door, if any; used by the supervisor's thread only. */
    private @Nullable Listening listening;

    /**
     * What a supervisor works with, and closes in the end.
     *
     * @param address the endpoint's description
     * @param drain how long running handlers are waited for
     * @param giveUpText what it says of a promoted server that nobody joined
     * @param workers the threads for user code
     * @param resumption what waits for the peer to come back
     * @param self holds the key
     * @param log the connection's log
     */
    record Household(
            String address,
            Duration drain,
            String giveUpText,
            Workers workers,
            Resumption resumption,
            Introduction self,
            EngineLog log) {}

    Supervisor(Household household, Board board, Election election) {
        this.household = household;
        this.board = board;
        this.lobby = new Lobby(board, household.address());
        this.election = election;
    }

    void connect(Duration timeout) {
        lobby.connect(timeout, this::thread);
    }

    boolean awaitConnected(Duration timeout) {
        return lobby.awaitConnected(timeout);
    }

    /** Closes; waits for the end unless called by user code that the closing itself waits for. */
    void close() {
        if (board.close(this::thread)) {
            run();
        }
        if (!household.workers().runsUserCode()) {
            awaitFinish();
        }
    }

    private Thread thread() {
        var thread = new Thread(null, this::run, "ipc-supervisor " + household.address(), 0, false);
        thread.setDaemon(true);
        return thread;
    }

    private void run() {
        for (var search = board.next(); search != null; search = board.next()) {
            try {
                pursue(search);
            } catch (RuntimeException | Error e) {
                recover(search, e);
            }
        }
        household.resumption().giveUp("nobody looks for the peer any more");
        if (board.hasToClose()) {
            finish();
        }
    }

    /** A supervisor must not die while somebody counts on it. */
    private void recover(Search search, Throwable failure) {
        household.log().error("the supervisor of " + household.address() + " failed", failure);
        if (listening != null) {
            stopListening();
            board.startsOver();
        } else {
            board.fails(search, new IpcException("the engine failed: " + failure, Outcome.NOT_EXECUTED, failure));
        }
    }

    private void pursue(Search search) {
        var found = election.find(search, board::attemptFailed);
        if (found instanceof Found.Address address) {
            serve(search, address.listening());
        } else if (found instanceof Found.Server server) {
            follow(search, server.session());
        } else if (found instanceof Found.Refusal refusal) {
            board.fails(search, refusal.cause());
        } else if (search.isTimeOver()) {
            board.fails(search, search.failureNow(household.address()));
        }
    }

    /** As client: nothing to do until the link is lost. */
    private void follow(Search search, Session session) {
        if (board.joins(search, session)) {
            board.awaitLoss(session);
        } else {
            session.abort(new ConnectionLostException("connecting was cancelled", Outcome.NOT_EXECUTED, null));
        }
    }

    /** As server: looks after the claim until it is lost, or nobody is waited for any more. */
    private void serve(Search search, Listening door) {
        if (!board.listens(search, door.seat())) {
            door.close();
            return;
        }
        listening = door;
        door.open();
        var checkAt = nextCheck(door);
        while (true) {
            switch (board.awaitDuty(door, checkAt)) {
                case CLOSE:
                    return;
                case GIVE_UP:
                    stopListening();
                    board.gaveUp(new NotConnectedException(household.giveUpText(), null));
                    return;
                default:
                    if (!door.stillHolds()) {
                        household
                                .log()
                                .warn("the address " + household.address() + " is no longer ours; starting over", null);
                        stopListening();
                        board.startsOver();
                        return;
                    }
                    checkAt = nextCheck(door);
                    break;
            }
        }
    }

    private static @Nullable Deadline nextCheck(Listening door) {
        var interval = door.checkInterval();
        return interval.isZero() ? null : Deadline.after(interval);
    }

    private void stopListening() {
        var door = listening;
        listening = null;
        if (door != null) {
            door.close();
        }
    }

    private void finish() {
        try {
            var session = board.status().session();
            if (session != null) {
                session.close(household.drain());
                board.lost(session, new NotConnectedException("the connection was closed by this side", null));
            }
            stopListening();
            var told = new CountDownLatch(1);
            board.closed(told::countDown);
            if (!told.await(LAST_EVENT.toMillis(), TimeUnit.MILLISECONDS)) {
                household.log().warn("the listener of " + household.address() + " is busy; closing without it", null);
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            household.log().error("closing the connection at " + household.address() + " failed", e);
        } finally {
            household.resumption().close("the connection was closed by this side");
            household.workers().close(LAST_TASKS);
            forgetKeys();
            closer = Thread.currentThread();
            finished.countDown();
        }
    }

    /** After everything else, since whoever still ran might have used them. */
    private void forgetKeys() {
        try {
            household.self().close();
        } catch (RuntimeException | Error e) {
            household.log().warn("closing the connection at " + household.address() + " left something open", e);
        }
    }

    /** An interrupt does not shorten it, as it is bounded anyhow and resources are at stake. */
    private void awaitFinish() {
        var deadline = Deadline.after(household.drain().plus(CLOSING_SLACK));
        boolean interrupted = false;
        while (true) {
            try {
                if (!finished.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                    household.log().warn("closing the connection at " + household.address() + " goes on", null);
                }
                awaitEndOf(closer);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEndOf(@Nullable Thread thread) throws InterruptedException {
        if (thread != null && thread != Thread.currentThread()) {
            thread.join(LAST_EVENT.toMillis());
        }
    }
}
