package io.simpleipc;

/**
 * Hears what happens to a connection. Called one event at a time, in order, on a worker thread of the connection, never
 * while the engine holds a lock; may query, may close; what it throws is logged and otherwise ignored.
 */
public interface ConnectionListener {
    /** This process holds the address and waits for a peer. */
    default void listening() {}

    /**
     * A peer has joined.
     *
     * @param peer who it is
     */
    default void connected(Peer peer) {}

    /**
     * The link to the peer is gone. On a server {@link #listening} follows, or at once {@link #connected} if the place
     * is taken already: by the same peer, back before its loss was noticed, or by another after one that was dead.
     *
     * @param cause why, in words for a log
     */
    default void disconnected(IpcException cause) {}

    /**
     * This process was client, has lost its server, and now is the server: it holds the address, and {@link #listening}
     * follows.
     */
    default void promoted() {}

    /**
     * Somebody knocked at this side's door and was not let in. Strangers can cause this as often as they like, so one
     * such call a second is made for each thing that can be wrong with them; the others are counted and reported by the
     * next call. {@link ConnectionSnapshot#links()} has the exact counts.
     *
     * @param why what was wrong
     * @param count how many there were since the last such call
     */
    default void refused(Refusal why, int count) {}

    /**
     * One attempt to join again has failed; the next one follows.
     *
     * @param cause why it failed, a refusal by another process for instance
     */
    default void attemptFailed(IpcException cause) {}

    /**
     * The retries are used up or reconnecting is off: the connection is idle until {@code connect()} is called again.
     *
     * @param cause what the last attempt met
     */
    default void gaveUp(IpcException cause) {}

    /** The connection is closed for good; the last event. */
    default void closed() {}
}
