package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Services.Found;
import io.simpleipc.spi.Transport;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TransportLookupTest {
    private final Transport pigeon = new Pigeon();
    private final Transport raven = new Raven();

    @Test
    void theTransportOfTheTypeIsFoundAmongOthers() {
        assertThat(TransportLookup.in(found(raven, pigeon), "pigeon")).isSameAs(pigeon);
    }

    @Test
    void anUnknownTypeListsWhatWasFoundAndWhatIsBroken() {
        var found = new Found<>(List.of(pigeon, raven), List.of("x.Broken cannot be loaded"));

        assertThatThrownBy(() -> TransportLookup.in(found, "owl"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"owl\"")
                .hasMessageContaining("bird, pigeon")
                .hasMessageContaining("x.Broken cannot be loaded");
    }

    @Test
    void theKnownTypesNameTheirArtifacts() {
        for (var type : List.of("tcp", "tcp4", "tcp6")) {
            assertThatThrownBy(() -> TransportLookup.in(found(), type))
                    .hasMessageContaining("found: none")
                    .hasMessageContaining("io.simpleipc:ipc-transport-tcp");
        }
        assertThatThrownBy(() -> TransportLookup.in(found(), "unix"))
                .hasMessageContaining("io.simpleipc:ipc-transport-unix");
    }

    @Test
    void twoTransportsOfOneTypeAreAnErrorThatNamesBoth() {
        assertThatThrownBy(() -> TransportLookup.in(found(pigeon, raven), "bird"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(Pigeon.class.getName())
                .hasMessageContaining(Raven.class.getName());
    }

    @Test
    void aTransportWithoutTypesIsReportedAndHidesNoOther() {
        Transport lost = new Transport() {
            @Override
            public Set<String> types() {
                throw new IllegalStateException("who am I");
            }

            @Override
            public Endpoint endpoint(Spec spec) {
                throw new AssertionError();
            }
        };

        assertThat(TransportLookup.in(found(lost, pigeon), "pigeon")).isSameAs(pigeon);
        assertThatThrownBy(() -> TransportLookup.in(found(lost), "owl")).hasMessageContaining("who am I");
    }

    private static Found<Transport> found(Transport... transports) {
        return new Found<>(List.of(transports), List.of());
    }

    private static final class Pigeon implements Transport {
        @Override
        public Set<String> types() {
            return Set.of("pigeon", "bird");
        }

        @Override
        public Endpoint endpoint(Spec spec) {
            throw new AssertionError();
        }
    }

    private static final class Raven implements Transport {
        @Override
        public Set<String> types() {
            return Set.of("bird");
        }

        @Override
        public Endpoint endpoint(Spec spec) {
            throw new AssertionError();
        }
    }
}
