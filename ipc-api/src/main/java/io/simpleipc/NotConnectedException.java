package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** There is no peer at the moment; nothing was sent. Try again when {@link Connection#awaitConnected} says so. */
public final class NotConnectedException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param cause what led to it, or null
     */
    public NotConnectedException(String message, @Nullable Throwable cause) {
        super(message, Outcome.NOT_EXECUTED, cause);
    }
}
