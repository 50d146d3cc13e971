package io.simpleipc.internal.wire;

import java.io.IOException;

/** The peer sent what the protocol does not allow; the link cannot go on. Its message says what was wanted and found. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, and what was found
     */
    public ProtocolException(String message) {
        super(message);
    }
}
