package io.simpleipc.spi;

import io.simpleipc.Connection;

/**
 * An engine: makes connections. Found by {@link java.util.ServiceLoader}; there must be exactly one. Stateless and
 * thread-safe.
 */
public interface ConnectionProvider {
    /**
     * Looks up the transport, reads the secret, checks everything. Opens no channel and starts no thread.
     *
     * @param settings what the user said
     * @return a connection that is not connected yet
     * @throws io.simpleipc.ConfigurationException if something is wrong or missing, with the cure
     */
    Connection create(ConnectionSettings settings);
}
