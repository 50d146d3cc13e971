package io.simpleipc;

/** What a {@link Connection} is doing. A connection starts as {@link #IDLE} and ends as {@link #CLOSED}. */
public enum ConnectionState {
    /** Not connected and not trying: before the first {@code connect()}, after a failed one, or after giving up. */
    IDLE,
    /** A {@code connect()} is looking for its role. */
    CONNECTING,
    /** Holds the address as server; no peer has joined, or the last one has left. */
    LISTENING,
    /** Joined with a peer: queries can be sent and are answered. */
    CONNECTED,
    /** Was client, lost its server, and is looking for its role again. */
    RECONNECTING,
    /** Closed for good. */
    CLOSED
}
