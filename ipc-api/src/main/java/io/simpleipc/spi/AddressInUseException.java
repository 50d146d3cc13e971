package io.simpleipc.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A living process holds the address: dial it. */
public final class AddressInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message which address, and how that was found out
     * @param cause what led to it, or null
     */
    public AddressInUseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
