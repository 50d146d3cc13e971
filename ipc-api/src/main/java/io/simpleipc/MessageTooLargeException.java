package io.simpleipc;

/**
 * A query, answer or message is larger than the limit of one of the two sides. The link lives on. A query that is too
 * large is {@link Outcome#NOT_EXECUTED}; an answer that is too large means {@link Outcome#EXECUTED}.
 */
public final class MessageTooLargeException extends IpcException {
    private static final long serialVersionUID = 1L;

    private final long size;
    private final long limit;

    /**
     * Makes an exception.
     *
     * @param what what was too large: "query", "answer" or "message"
     * @param size its size, in bytes
     * @param limit the smaller of both sides' {@code maxMessageSize}, in bytes
     * @param outcome whether the query was executed
     */
    public MessageTooLargeException(String what, long size, long limit, Outcome outcome) {
        super(
                (what.equals("answer") ? "an " : "a ") + what + " of " + size + " bytes exceeds the limit of " + limit
                        + " bytes; " + (what.equals("answer") ? "answer with" : "send")
                        + " less, or raise maxMessageSize on both sides",
                outcome,
                null);
        this.size = size;
        this.limit = limit;
    }

    /**
     * Tells how large it was.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * Tells how large it may be.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }
}
