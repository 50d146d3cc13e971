package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/**
 * A connection of which nothing is said but in words of the JDK: a test may hold it though another class loader has
 * loaded it, with an engine, transports and statics of its own.
 */
public final class Guest implements UnaryOperator<String>, Callable<String>, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connection connection;

    /**
     * Makes the connection; its answers begin with its name.
     *
     * @param name who answers
     * @param document the spec, as JSON
     */
    public Guest(String name, String document) {
        connection = Connection.of(Spec.parse(document), query -> name + " heard " + query);
    }

    /** Connects; returns the role. */
    @Override
    public String call() {
        connection.connect();
        return String.valueOf(connection.role());
    }

    /** Asks the peer, as soon as this side has heard of it too. */
    @Override
    public String apply(String query) {
        if (!connection.awaitConnected(PATIENCE)) {
            throw new IllegalStateException("nobody came within " + PATIENCE);
        }
        return connection.query(query);
    }

    @Override
    public void close() {
        connection.close();
    }
}
