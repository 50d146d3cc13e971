package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Connection;
import io.simpleipc.ConnectionState;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Transport;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From {@code Connection.builder} to a connection, by way of the service loader. */
final class EngineTest {
    @TempDir
    Path services;

    @Test
    void theEngineIsFoundAndUnknownTypesAreExplained() {
        assertThatThrownBy(() -> Connection.of(Spec.unix("chat", "secret word"), query -> query))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ipc-transport-unix")
                .hasMessageNotContaining("secret word");
    }

    @Test
    void aTransportOfTheUsersLoaderIsUsed() throws Exception {
        try (var loader = loaderWith(Lamp.class)) {
            var connection = Connection.builder(Spec.of("lamp", "on", "secret word"))
                    .classLoader(loader)
                    .build();

            assertThat(connection.state()).isEqualTo(ConnectionState.IDLE);
            assertThat(connection.toString()).contains("lamp:on").doesNotContain("secret word");
            connection.close();
        }
    }

    @Test
    void aTransportThatRefusesTheAddressIsHeard() throws Exception {
        try (var loader = loaderWith(Lamp.class)) {
            assertThatThrownBy(() -> Connection.builder(Spec.of("lamp", "dim", "secret word"))
                            .classLoader(loader)
                            .build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("a lamp is on or off, not dim");
        }
    }

    @Test
    void aTransportThatFailsIsNamed() throws Exception {
        try (var loader = loaderWith(Lamp.class)) {
            assertThatThrownBy(() -> Connection.builder(Spec.of("lamp", "broken", "secret word"))
                            .classLoader(loader)
                            .build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(Lamp.class.getName())
                    .hasMessageNotContaining("secret word");
        }
    }

    @Test
    void aSecretThatCannotBeReadIsAConfigurationError() throws Exception {
        try (var loader = loaderWith(Lamp.class)) {
            var spec = Spec.builder()
                    .type("lamp")
                    .address("on")
                    .secret(Secret.fromFile(services.resolve("missing")))
                    .build();

            assertThatThrownBy(
                            () -> Connection.builder(spec).classLoader(loader).build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("missing");
        }
    }

    private URLClassLoader loaderWith(Class<? extends Transport> transport) throws IOException {
        var folder = Files.createDirectories(services.resolve("META-INF/services"));
        Files.writeString(folder.resolve(Transport.class.getName()), transport.getName());
        return new URLClassLoader(
                new URL[] {services.toUri().toURL()}, getClass().getClassLoader());
    }

    /** A transport for looking at. */
    public static final class Lamp implements Transport {
        /** For the service loader. */
        public Lamp() {}

        @Override
        public Set<String> types() {
            return Set.of("lamp");
        }

        @Override
        public Endpoint endpoint(Spec spec) {
            switch (spec.address()) {
                case "on", "off":
                    return new Light("lamp:" + spec.address());
                case "broken":
                    throw new IllegalStateException("the bulb is broken");
                default:
                    throw new ConfigurationException("a lamp is on or off, not " + spec.address(), null);
            }
        }
    }

    private record Light(String description) implements Endpoint {
        @Override
        public io.simpleipc.spi.Acceptor listen() {
            throw new AssertionError("building must open nothing");
        }

        @Override
        public io.simpleipc.spi.Pipe connect(io.simpleipc.spi.Deadline deadline) {
            throw new AssertionError("building must open nothing");
        }
    }
}
