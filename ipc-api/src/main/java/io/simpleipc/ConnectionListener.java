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
     * The link to the peer is gone.
     *
     * @param cause why, in words for a log
     */
    default void disconnected(IpcException cause) {}

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
