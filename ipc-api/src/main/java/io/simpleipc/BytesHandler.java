package io.simpleipc;

/** Answers the peer's queries as bytes; otherwise as {@link QueryHandler}. */
@FunctionalInterface
public interface BytesHandler {
    /**
     * Answers one query.
     *
     * @param query the peer's bytes, 0 to {@code maxMessageSize}; the handler owns the array
     * @return the answer, not to be changed afterwards; empty is a normal one, null is a failure
     * @throws Exception if there is no answer: the asker gets a {@link RemoteQueryException} with type and message
     */
    byte[] handle(byte[] query) throws Exception;
}
