package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** Whatever answers at the address does not speak this protocol, or does not speak at all. No secret was sent to it. */
public final class NotAnIpcPeerException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param cause what led to it, or null
     */
    public NotAnIpcPeerException(String message, @Nullable Throwable cause) {
        super(message, Outcome.NOT_EXECUTED, cause);
    }
}
