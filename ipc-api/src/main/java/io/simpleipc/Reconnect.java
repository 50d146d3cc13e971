package io.simpleipc;

import java.time.Duration;

/**
 * What a side that was client does when it loses its server. The first attempt comes at once. A first or continuing
 * server is not concerned: it waits for ever.
 *
 * @param enabled whether to try at all; off, the client drops the connection and is not promoted
 * @param maxRetries 0 = for ever; n &gt; 0 = give up, promoted or not, after n delays without a peer
 * @param delay the longest pause between two attempts
 */
public record Reconnect(boolean enabled, int maxRetries, Duration delay) {
    /** On, for ever, one second. */
    public static final Reconnect DEFAULT = new Reconnect(true, 0, Duration.ofSeconds(1));

    /** Off: a client that loses its server stays without. */
    public static final Reconnect OFF = new Reconnect(false, 0, Duration.ofSeconds(1));

    /**
     * Checks the values.
     *
     * @param enabled whether to try at all
     * @param maxRetries how many delays to stay without a peer, 0 = for ever
     * @param delay the longest pause between two attempts
     * @throws ConfigurationException if {@code maxRetries} is negative or {@code delay} is not positive
     */
    public Reconnect {
        if (maxRetries < 0) {
            throw new ConfigurationException(
                    "reconnect.maxRetries must be 0 (for ever) or more, not " + maxRetries, null);
        }
        if (delay.isNegative() || delay.isZero()) {
            throw new ConfigurationException("reconnect.delay must be longer than zero, not " + delay, null);
        }
    }
}
