package io.simpleipc;

/**
 * Whether a query may be asked again when its link is lost. A link that was merely cut costs no answer either way: what
 * was under way is settled with the same peer over the next link, and nothing is executed twice for that. This is about
 * what cannot be settled: the peer is gone, or another process has taken its place.
 */
public enum Retry {
    /** Never: such a query fails, and its {@link Outcome} says whether it may have been executed. The default. */
    NEVER,
    /**
     * Until its timeout, of whoever is the peer then, another process too. Only for queries that do no harm if they are
     * executed more than once.
     */
    IDEMPOTENT
}
