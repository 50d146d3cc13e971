package io.simpleipc.internal.wire;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Frames that wait for nobody: they cost no credit, and there is always a place for them. CANCEL, FAILURE and ABORT go
 * straight to staging, or queue while that is full; there are never more of them than queries open. Of CREDIT the sum
 * waits, of PING, PONG and CLOSING only the latest. Guarded by the outbox's lock, but for what is volatile or atomic.
 */
final class Controls {
    /** What staging keeps free for the four frames that are due, and the lengths of their records. */
    static final int DUES = 4 * Frame.HEADER + 2 * Staging.RECORD_HEADER;

    private static final byte[] EMPTY = {};

    /** A frame for which staging had no room. */
    private record Waiting(int type, long id, byte[] data) {}

    private final Staging staging;
    private final int reserve;
    private final int most;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final AtomicLong owed = new AtomicLong(); // credit to give back
    private final AtomicLong credited = new AtomicLong(); // credit given back so far
    private boolean pingDue;
    private boolean pongDue;
    private boolean closingDue;
    private long pings;
    private long pongId;
    private long closingId;

    Controls(Staging staging, int reserve, int mostInFlight) {
        this.staging = staging;
        this.reserve = reserve;
        this.most = 4 * Math.min(mostInFlight, 1 << 28) + 64; // a failure and a cancel for each, and what is resumed
    }

    boolean isQueueEmpty() {
        return queue.isEmpty();
    }

    /** Nothing that an orderly end waits for; credit is no use then. */
    boolean isEmpty() {
        return queue.isEmpty() && !pingDue && !pongDue && !closingDue;
    }

    void add(int type, long id, byte[] data) throws ProtocolException {
        if (queue.isEmpty() && staging.fits(Frame.HEADER + data.length, reserve)) {
            stage(type, id, data);
            return;
        }
        if (queue.size() >= most) {
            throw new ProtocolException("the peer does not read: " + queue.size()
                    + " failures and cancels wait for it, more than there may be queries open");
        }
        queue.add(new Waiting(type, id, data));
    }

    /** Returns the number of the PING, which is the same for all that wait. */
    long ping() {
        pingDue = true;
        return pings + 1;
    }

    void pong(long id) {
        pongDue = true;
        pongId = id;
    }

    void closing(long lastAccepted) {
        closingDue = true;
        closingId = lastAccepted;
    }

    /**
     * Owes the peer credit. Needs no lock.
     *
     * @return true if that is enough to be sent now
     */
    boolean owe(int cost) {
        return owed.addAndGet(cost) >= Credits.HELD_BACK;
    }

    long credited() {
        return credited.get();
    }

    /** Stages what there is room for, and all that is due. */
    void stage() {
        while (!queue.isEmpty() && staging.fits(Frame.HEADER + FailureCodec.LONGEST, reserve)) {
            var waiting = queue.remove();
            stage(waiting.type, waiting.id, waiting.data);
        }
        if (owed.get() >= Credits.HELD_BACK) {
            long bytes = owed.getAndSet(0);
            credited.addAndGet(bytes);
            stage(Frame.CREDIT, bytes, EMPTY);
        }
        if (pongDue) {
            pongDue = false;
            stage(Frame.PONG, pongId, EMPTY);
        }
        if (pingDue) {
            pingDue = false;
            stage(Frame.PING, ++pings, EMPTY);
        }
        if (closingDue) {
            closingDue = false;
            stage(Frame.CLOSING, closingId, EMPTY);
        }
    }

    private void stage(int type, long id, byte[] data) {
        var to = staging.place(Frame.HEADER + data.length);
        Frame.header(to, type, 0, data.length, id);
        to.put(data);
    }

    void clear() {
        queue.clear();
    }
}
