package io.simpleipc.spi;

import io.simpleipc.AddressUnusableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Trying again will not help: the address cannot be used by this process in this way. {@link
 * AddressUnusableException.Reason#NOT_LOCAL} from {@code listen} means that the address can only be dialled.
 */
public final class UnusableAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    private final AddressUnusableException.Reason reason;

    /**
     * Makes an exception.
     *
     * @param reason why
     * @param message what was wanted, what was found, and the cure
     * @param cause what led to it, or null
     */
    public UnusableAddressException(AddressUnusableException.Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Tells why the address cannot be used.
     *
     * @return the reason
     */
    public AddressUnusableException.Reason reason() {
        return reason;
    }
}
