package io.simpleipc;

/**
 * The peer's handler did not produce an answer: it threw, returned null, or there is none. Carries the type name and
 * message of what it threw, never its stack trace.
 */
public final class RemoteQueryException extends IpcException {
    private static final long serialVersionUID = 1L;

    private final String typeName;

    /**
     * Makes an exception.
     *
     * @param typeName the class name of what the peer's handler threw; empty if it threw nothing
     * @param message what happened at the peer
     * @param outcome {@link Outcome#EXECUTED} if the handler ran, {@link Outcome#NOT_EXECUTED} if the peer has none
     */
    public RemoteQueryException(String typeName, String message, Outcome outcome) {
        super(message, outcome, null);
        this.typeName = typeName;
    }

    /**
     * Names what the handler threw.
     *
     * @return the class name at the peer, cut to 200 characters; empty if nothing was thrown
     */
    public String typeName() {
        return typeName;
    }
}
