package io.simpleipc;

/**
 * Takes the peer's one-way messages. Called for one message at a time, in the order in which they arrive complete; a
 * slow handler holds back later messages, never queries.
 */
@FunctionalInterface
public interface MessageHandler {
    /**
     * Takes one message.
     *
     * @param message what the peer passed to {@link Connection#send}
     * @throws Exception if it fails; logged here, the sender does not learn of it
     */
    void handle(Message message) throws Exception;
}
