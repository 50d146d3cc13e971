package io.simpleipc.internal.lifecycle;

import io.simpleipc.IpcException;
import io.simpleipc.internal.session.handshake.Dialer;

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
     * @param joined the proved link
     */
    record Server(Dialer.Joined joined) implements Found {}

    /**
     * An answer that another attempt will not change soon.
     *
     * @param cause typed
     */
    record Refusal(IpcException cause) implements Found {}

    /** Neither role; the search remembers what it met. Try again. */
    record Nothing() implements Found {}
}
