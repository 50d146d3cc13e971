package io.simpleipc.internal.wire;

import java.io.IOException;

/** The deadline passed before the other side had room; not one byte was handed to the pipe. The link lives on. */
public final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was waited for
     */
    public NoRoomException(String message) {
        super(message);
    }
}
