package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** The calling thread was interrupted while it waited. Its interrupt flag is kept and the link is unharmed. */
public final class QueryInterruptedException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param outcome whether the query may have been executed
     * @param cause what led to it, or null
     */
    public QueryInterruptedException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
    }
}
