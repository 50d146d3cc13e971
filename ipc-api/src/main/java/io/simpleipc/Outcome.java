package io.simpleipc;

/**
 * What is known about a query that did not return an answer. It answers the one question that matters before a retry:
 * did the other side do it? Source: docs/protocol.md, "Outcomes".
 */
public enum Outcome {
    /** The peer's handler did not run and never will for this query: safe to send again. */
    NOT_EXECUTED,
    /** The peer's handler ran, and failed or produced an answer that could not be delivered. */
    EXECUTED,
    /** The query left this process, and no answer came: the handler may or may not have run. */
    UNKNOWN
}
