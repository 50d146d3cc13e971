package io.simpleipc.internal.wire;

/** What a FAILURE frame says. Source: docs/protocol.md, section 3.2. */
public sealed interface Failure {
    /**
     * The handler ran and failed.
     *
     * @param typeName class name of what it threw, empty if nothing
     * @param message what happened
     */
    record HandlerFailed(String typeName, String message) implements Failure {}

    /**
     * No handler ran: there is none, or it takes text and this was none.
     *
     * @param text which
     */
    record NoHandler(String text) implements Failure {}

    /**
     * A queue or depth limit was reached.
     *
     * @param text which
     */
    record Overloaded(String text) implements Failure {}

    /**
     * The handler's answer exceeds the limit.
     *
     * @param size its bytes
     * @param limit the bytes allowed
     */
    record AnswerTooLarge(long size, long limit) implements Failure {}

    /** The side that was asked is closing. */
    record Closing() implements Failure {}

    /** Time was over, or the query cancelled, before a handler took it. */
    record Expired() implements Failure {}

    /** The handler answered after the asker's time was over. */
    record Late() implements Failure {}

    /** To a RESUME: no handler ran before the link was cut, and none will. */
    record NotSeen() implements Failure {}

    /** To a RESUME: what became of the query is not known any more. */
    record Forgotten() implements Failure {}
}
