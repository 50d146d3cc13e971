package io.simpleipc;

/**
 * Two processes are joined at this address already; a third has no place. Comes by answer, within milliseconds, from
 * the process that listens there, after both sides have proved the secret.
 */
public final class PeerBusyException extends IpcException {
    private static final long serialVersionUID = 1L;

    private final transient Peer holder;

    /**
     * Makes an exception.
     *
     * @param message who is joined with whom
     * @param holder the process that holds the seat
     */
    public PeerBusyException(String message, Peer holder) {
        super(message, Outcome.NOT_EXECUTED, null);
        this.holder = holder;
    }

    /**
     * Tells who has the place that this process wanted.
     *
     * @return the joined client: its pid and when it started
     */
    public Peer holder() {
        return holder;
    }
}
