package io.simpleipc.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Whoever is at the other end is not whom the settings ask for, as a layer with a handshake of its own found out. Trying
 * again will not help. The engine reports it to the user as {@link io.simpleipc.AuthenticationException}, {@link
 * io.simpleipc.NotAnIpcPeerException} or {@link io.simpleipc.IncompatiblePeerException}.
 */
public final class WrongPeerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is wrong with it. */
    public enum Reason {
        /** It speaks the layer's protocol, and could not show who it is: another certificate, say. */
        UNTRUSTED,
        /** It speaks something else. */
        FOREIGN,
        /** It is one of ours, but has no such layer: the types of the two differ. */
        LAYERLESS,
        /** It has the layer, in no version that this side takes. */
        INCOMPATIBLE
    }

    /**
     * Makes an exception.
     *
     * @param reason what is wrong
     * @param message UNTRUSTED, LAYERLESS, INCOMPATIBLE: a sentence on what was wanted, what was found, and the cure.
     *     FOREIGN: what it did, to go on after "the program at this address is no Simple IPC peer:"
     * @param cause what led to it, or null
     */
    public WrongPeerException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Tells what is wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
