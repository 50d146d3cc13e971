package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;
import io.simpleipc.Role;
import io.simpleipc.internal.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * What a connection is at one moment. Immutable; published by {@link Board} only.
 *
 * @param state what it does
 * @param role which end it is, or null while it has none
 * @param session the link that queries go to, or null; a closing connection keeps it until its handlers have ended
 * @param refusal why it gave up or could not connect, or null
 */
record Status(
        ConnectionState state,
        @Nullable Role role,
        @Nullable Session session,
        @Nullable IpcException refusal) {
    static final Status NEW = new Status(ConnectionState.IDLE, null, null, null);

    /** A status without link and role. */
    static Status of(ConnectionState state) {
        return new Status(state, null, null, null);
    }

    @Nullable
    Peer peer() {
        return state == ConnectionState.CONNECTED && session != null ? session.peer() : null;
    }
}
