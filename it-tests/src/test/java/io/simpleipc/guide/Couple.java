package io.simpleipc.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import java.time.Duration;
import java.util.UUID;

/** Two connections of this process that are joined: the first is the server. Closing it closes both, the client first. */
record Couple(Connection server, Connection client) implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    static Couple join(Connection server, Connection client) {
        var couple = new Couple(server, client);
        try {
            server.connect(PATIENCE);
            client.connect(PATIENCE);
            assertThat(server.awaitConnected(PATIENCE)).as("joined").isTrue();
            return couple;
        } catch (RuntimeException | Error e) {
            couple.close();
            throw e;
        }
    }

    /** A place to meet that nobody else knows. */
    static Spec inMemory() {
        return Spec.of("memory", UUID.randomUUID().toString(), "secret");
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
