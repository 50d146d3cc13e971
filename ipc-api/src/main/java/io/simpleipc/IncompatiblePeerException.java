package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** The other process knows the secret but cannot be talked to: another protocol version, encryption or kind of channel. */
public final class IncompatiblePeerException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param cause what led to it, or null
     */
    public IncompatiblePeerException(String message, @Nullable Throwable cause) {
        super(message, Outcome.NOT_EXECUTED, cause);
    }
}
