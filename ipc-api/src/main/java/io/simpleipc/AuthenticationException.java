package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** The other process did not prove the same secret: the secrets differ, or the connection was altered on its way. */
public final class AuthenticationException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param cause what led to it, or null
     */
    public AuthenticationException(String message, @Nullable Throwable cause) {
        super(message, Outcome.NOT_EXECUTED, cause);
    }
}
