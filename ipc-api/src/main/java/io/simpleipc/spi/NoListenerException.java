package io.simpleipc.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Nobody listens at the address now: claim it, or try again. */
public final class NoListenerException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message which address, and how that was found out
     * @param cause what led to it, or null
     */
    public NoListenerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
