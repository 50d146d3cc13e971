package io.simpleipc;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything this library throws at its users. Unchecked; {@link #outcome()} says whether a failed query
 * may have been executed. No message ever holds a secret, a key or a payload.
 */
public class IpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param outcome what is known about the query; {@link Outcome#NOT_EXECUTED} where there was none
     * @param cause what led to it, or null
     */
    public IpcException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    /**
     * Tells whether the peer's handler may have run.
     *
     * @return what is known about the query that failed; {@link Outcome#NOT_EXECUTED} for failures of {@code build}
     *     and {@code connect}
     */
    public final Outcome outcome() {
        return outcome;
    }
}
