package io.simpleipc.internal.lifecycle;

import io.simpleipc.IpcException;
import io.simpleipc.internal.session.Session;

/** How a search ends. */
sealed interface Found {
    /**
     * The address was free: this process is the server.
     *
     * @param listening the claim, not open yet
     */
    record Address(Listening listening) implements Found {}

    /**
     * Somebody was there: this process is the client.
     *
     * @param session over the proved link, not started yet
     */
    record Server(Session session) implements Found {}

    /**
     * An answer that another attempt will not change soon.
     *
     * @param cause typed
     */
    record Refusal(IpcException cause) implements Found {}

    /** Neither role; the search remembers what it met. Try again. */
    record Nothing() implements Found {}
}
