package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** The link broke or was closed while the query was under way. {@link #outcome()} says whether it may have run. */
public final class ConnectionLostException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param outcome whether the query may have been executed
     * @param cause what led to it, or null
     */
    public ConnectionLostException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
    }
}
