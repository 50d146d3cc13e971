package io.simpleipc;

/**
 * Answers the peer's queries as text. Runs concurrently on the connection's worker threads, or on the stack of a
 * thread that waits for a query which led to this one. It may be slow, may query back, and may throw.
 */
@FunctionalInterface
public interface QueryHandler {
    /**
     * Answers one query. {@link QueryContext#current()} tells how long the asker is still waiting.
     *
     * @param query the peer's text, any length up to {@code maxMessageSize} bytes of UTF-8, may be empty
     * @return the answer; the empty string is a normal one, null is a failure
     * @throws Exception if there is no answer: the asker gets a {@link RemoteQueryException} with type and message
     */
    String handle(String query) throws Exception;
}
