package io.simpleipc.internal.session;

import java.util.concurrent.TimeUnit;

/**
 * What the engine thread of a session does after its link was cut: it stays with the queries that wait to be settled,
 * ends them when their time is over or nobody can settle them any more, and leaves when the next session has taken them.
 * So the gap needs no thread of its own. While handlers of the lost session run it stays, too, in order to tell them when
 * the peer's process is gone.
 */
final class Vigil {
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private final Session session;
    private final Reading reading;
    private final Resumption resumption;
    private final PeerProcess peer;

    Vigil(Session session, Reading reading, Resumption resumption, PeerProcess peer) {
        this.session = session;
        this.reading = reading;
        this.resumption = resumption;
        this.peer = peer;
    }

    void keep() {
        long pause = SHORTEST_PAUSE;
        boolean interrupted = false;
        while (isNeeded()) {
            long seen = resumption.calls().changes();
            if (peer.hasEnded()) {
                resumption.vanished(session.agreement().peerInstance());
            }
            resumption.calls().takeLost(session).forEach(reading::loseCutOff);
            long next = reading.expireCutOff(resumption.calls().of(session), System.nanoTime());
            try {
                resumption.calls().awaitChange(seen, Math.min(pause, next));
            } catch (InterruptedException e) {
                interrupted = true;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isNeeded() {
        return !resumption.calls().of(session).isEmpty()
                || resumption.inquiries().isLastWithWork(session.agreement().sessionId());
    }
}
