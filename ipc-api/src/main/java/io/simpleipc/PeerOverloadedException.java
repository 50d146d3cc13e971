package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** The query was not executed because a limit was reached: queries in flight, buffered bytes, or nesting depth. */
public final class PeerOverloadedException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param cause what led to it, or null
     */
    public PeerOverloadedException(String message, @Nullable Throwable cause) {
        super(message, Outcome.NOT_EXECUTED, cause);
    }
}
