package io.simpleipc.internal.wire;

/**
 * How far a query has got on its way out. Extended by the session's pending call, so that asking costs no look-up.
 *
 * @see Link#departed
 * @see Link#withdraw
 */
public abstract class Departure {
    static final long NOT_STAGED = Long.MAX_VALUE;

    // Where in the stream of records the frame with the last piece ends. Written once, under the outbox's lock.
    volatile long end = NOT_STAGED;

    // Nobody wants it any more. Guarded by the outbox's lock.
    boolean withdrawn;

    /** Makes a departure that has not been staged. */
    protected Departure() {}

    /**
     * The query got its id and is about to be staged. Called once at most, by the thread in {@link Link#query} and
     * under the link's lock: must not block, throw, or call the link.
     *
     * @param id the own query id
     */
    protected abstract void staged(long id);

    /**
     * How long an answer is of use. Called when it has not waited in line.
     *
     * @param end until when, a {@link System#nanoTime()}
     * @return nanoseconds, 0 if it is of none
     */
    protected long remainingNanos(long end) {
        return Math.max(0, end - System.nanoTime());
    }

    /**
     * Until when it waits in line for room. Called under the link's lock: must not block, throw, or call the link.
     *
     * @param end until when an answer is of use, a {@link System#nanoTime()}
     * @return that, unless its asker has others to see to
     */
    protected long waitsForRoomUntil(long end) {
        return end;
    }
}
