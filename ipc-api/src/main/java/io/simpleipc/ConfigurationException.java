package io.simpleipc;

import org.jspecify.annotations.Nullable;

/** The spec, a file it names, or the set of plug-ins is wrong. Thrown while building, before anything is opened. */
public final class ConfigurationException extends IpcException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was wanted, what was found, and the cure
     * @param cause what led to it, or null
     */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, Outcome.NOT_EXECUTED, cause);
    }
}
