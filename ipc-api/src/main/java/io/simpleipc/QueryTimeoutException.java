package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** No answer came within the timeout. That is our statement, not the peer's, so it may have executed the query. */
public final class QueryTimeoutException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param outcome whether the query may have been executed
     * @param cause what led to it, or null
     */
    public QueryTimeoutException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
    }
}
