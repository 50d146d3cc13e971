package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** This process can neither listen at the address nor reach somebody there; {@link #reason()} says why. */
public final class AddressUnusableException extends IpcException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why an address cannot be used. */
    public enum Reason {
        /** Others may write the directory of the socket, or it belongs to somebody else. */
        UNSAFE_DIRECTORY,
        /** Something that is not a socket is in the way; it was left untouched. */
        NOT_A_SOCKET,
        /** The operating system refuses access to it. */
        NO_PERMISSION,
        /** The address belongs to another machine: this one can only dial it. */
        NOT_LOCAL,
        /** The address is taken by something that is not listening for us. */
        HELD_BY_FOREIGN_PROGRAM,
        /** The path of the socket is longer than the operating system allows. */
        NAME_TOO_LONG,
        /** Nobody answered until the deadline. */
        UNREACHABLE
    }

    /**
     * Makes an exception.
     *
     * @param reason why
     * @param message what was wanted, what was found, and the cure
     * @param cause what led to it, or null
     */
    public AddressUnusableException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, Outcome.NOT_EXECUTED, cause);
        this.reason = reason;
    }

    /**
     * Tells why the address cannot be used.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
