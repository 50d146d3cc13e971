package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.Tls;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.LayeredTransport;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.Services;
import io.simpleipc.spi.Services.Found;
import io.simpleipc.spi.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointLookupTest {
    private final Transport pigeon = new Bird("pigeon", "bird");
    private final Transport raven = new Raven();
    private final LayeredTransport cage = new Cage();

    @Test
    void theTransportOfTheTypeIsFoundAmongOthers() {
        assertThat(described("pigeon", transports(raven, pigeon))).isEqualTo("pigeon:roof insecure {}");
    }

    @Test
    void anUnknownTypeListsWhatWasFoundAndWhatIsBroken() {
        var found = new Found<>(List.of(pigeon, raven), List.of("x.Broken cannot be loaded"));

        assertThatThrownBy(() -> described("owl", found))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\"owl\"")
                .hasMessageContaining("bird, pigeon")
                .hasMessageContaining("layers to put before one, with a plus sign: cage")
                .hasMessageContaining("x.Broken cannot be loaded");
    }

    @Test
    void theKnownTypesNameTheirArtifacts() {
        for (var type : List.of("tcp", "tcp4", "tcp6")) {
            assertThatThrownBy(() -> described(type, transports()))
                    .hasMessageContaining("found: none")
                    .hasMessageContaining("io.simpleipc:ipc-transport-tcp");
        }
        assertThatThrownBy(() -> described("unix", transports()))
                .hasMessageContaining("io.simpleipc:ipc-transport-unix");
        for (var type : List.of("tls", "tls4", "tls6", "tls+unix")) {
            assertThatThrownBy(() -> described(type, transports(pigeon)))
                    .hasMessageContaining("io.simpleipc:ipc-transport-tls");
        }
        assertThatThrownBy(() -> described("cage+tcp", transports(pigeon)))
                .hasMessageContaining("io.simpleipc:ipc-transport-tcp");
    }

    @Test
    void twoTransportsOfOneTypeAreAnErrorThatNamesBoth() {
        assertThatThrownBy(() -> described("bird", transports(pigeon, raven)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(Bird.class.getName())
                .hasMessageContaining(Raven.class.getName());
    }

    @Test
    void aTransportWithoutTypesIsReportedAndHidesNoOther() {
        var lost = new Bird() {
            @Override
            public Set<String> types() {
                throw new IllegalStateException("who am I");
            }
        };

        assertThat(described("pigeon", transports(lost, pigeon))).startsWith("pigeon:roof");
        assertThatThrownBy(() -> described("owl", transports(lost))).hasMessageContaining("who am I");
    }

    @Test
    void aTransportThatFailsIsNamed() {
        var ill = new Bird("pigeon") {
            @Override
            public Endpoint endpoint(Spec spec) {
                throw new IllegalStateException("cannot fly");
            }
        };

        assertThatThrownBy(() -> described("pigeon", transports(ill)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(ill.getClass().getName())
                .hasMessageContaining("cannot fly");
    }

    @Test
    void aLayerIsPutOverAnyTransportAndOverAnotherLayer() {
        assertThat(described("cage+pigeon", transports(pigeon))).isEqualTo("cage({}) over pigeon:roof secure {}");
        assertThat(described("cage+cage+pigeon", transports(pigeon)))
                .isEqualTo("cage({}) over cage({}) over pigeon:roof secure {}");
    }

    @Test
    void aShortTypeStandsForTheFullOne() {
        assertThat(described("coop", transports(pigeon))).isEqualTo("cage({}) over pigeon:roof secure {}");
    }

    @ParameterizedTest
    @CsvSource({
        "ring, 'ring=cage+ring', 'ring, ring'",
        "cage, 'cage=cage+cage', 'cage, cage'",
        "cage+one, 'one=cage+two two=cage+cage+three three=cage+one', 'one, two, three, one'"
    })
    void aShortTypeThatLeadsBackToItselfIsAnError(String type, String shortTypes, String path) {
        var ring = new Cage() {
            @Override
            public Map<String, String> shortTypes() {
                return Arrays.stream(shortTypes.split(" "))
                        .map(each -> each.split("="))
                        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
            }
        };
        var lookup = new EndpointLookup(transports(pigeon), new Found<>(List.of(ring), List.of()));

        assertThatThrownBy(() -> lookup.endpoint(Spec.of(type, "roof", "secret")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("leads back to itself: " + path)
                .hasMessageContaining("shortTypes()");
    }

    @Test
    void aShortTypeThatIsATransportsTooIsAnError() {
        var coop = new Bird("coop");
        assertThatThrownBy(() -> described("coop", transports(coop)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the transport " + Services.named(coop))
                .hasMessageContaining("the layer " + Services.named(cage));
    }

    @Test
    void twoLayersOfOneNameAreAnErrorThatNamesBoth() {
        var lookup = new EndpointLookup(transports(pigeon), new Found<>(List.of(cage, new SecondCage()), List.of()));

        assertThatThrownBy(() -> lookup.endpoint(Spec.of("cage+pigeon", "roof", "secret")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(Cage.class.getName())
                .hasMessageContaining(SecondCage.class.getName());
    }

    @Test
    void optionsGoToTheLayerWhoseNameTheyBeginWithAndElseToTheCarrier() {
        var spec = Spec.of("cage+pigeon", "roof", "secret").toBuilder()
                .options(Map.of("cage.bars", "3", "speed", "9"))
                .build();

        assertThat(lookup(transports(pigeon)).endpoint(spec).description())
                .isEqualTo("cage({bars=3}) over pigeon:roof secure {speed=9}");
    }

    @Test
    void theCarrierKnowsNothingOfTheCertificate() {
        var tls = new Cage() {
            @Override
            public String layer() {
                return "tls";
            }
        };
        var spec = Spec.tls("pigeon", "roof", Path.of("a.crt"), Path.of("a.key"), "secret");
        assertThat(spec.type()).isEqualTo("tls+pigeon");
        assertThat(spec.tls()).isEqualTo(Tls.of(Path.of("a.crt"), Path.of("a.key")));

        var endpoint = new EndpointLookup(transports(pigeon), new Found<>(List.of(tls), List.of())).endpoint(spec);

        assertThat(endpoint.description()).isEqualTo("tls({}) over pigeon:roof secure {}");
    }

    @Test
    void theCertificatePassesALayerThatIsNotItsOwn() {
        var seen = new ArrayList<Tls>();
        var tls = new Cage() {
            @Override
            public String layer() {
                return "tls";
            }

            @Override
            public Map<String, String> shortTypes() {
                return Map.of();
            }

            @Override
            public Endpoint endpoint(Spec spec, Endpoint carrier) {
                seen.add(spec.tls());
                return super.endpoint(spec, carrier);
            }
        };
        var lookup = new EndpointLookup(transports(pigeon), new Found<>(List.of(tls, cage), List.of()));
        var certificate = Tls.of(Path.of("a.crt"), Path.of("a.key"));
        for (var type : List.of("cage+tls+pigeon", "tls+cage+pigeon")) {
            var spec =
                    Spec.of(type, "roof", "secret").toBuilder().tls(certificate).build();
            assertThat(spec.type()).isEqualTo(type);

            assertThat(lookup.endpoint(spec).description()).endsWith("over pigeon:roof secure {}");
        }
        assertThat(seen).containsExactly(certificate, certificate);
    }

    private String described(String type, Found<Transport> transports) {
        return lookup(transports).endpoint(Spec.of(type, "roof", "secret")).description();
    }

    private EndpointLookup lookup(Found<Transport> transports) {
        return new EndpointLookup(transports, new Found<>(List.of(cage), List.of()));
    }

    private static Found<Transport> transports(Transport... transports) {
        return new Found<>(List.of(transports), List.of());
    }

    private static class Bird implements Transport {
        private final Set<String> types;

        Bird(String... types) {
            this.types = Set.of(types);
        }

        @Override
        public Set<String> types() {
            return types;
        }

        @Override
        public Endpoint endpoint(Spec spec) {
            var remote = spec.allowInsecureRemote() ? " secure " : " insecure ";
            assertThat(spec.tls()).isNull();
            return new Nowhere(() -> spec.type() + ":" + spec.address() + remote + spec.options());
        }
    }

    private static final class Raven extends Bird {
        Raven() {
            super("bird");
        }
    }

    private static class Cage implements LayeredTransport {
        @Override
        public String layer() {
            return "cage";
        }

        @Override
        public Map<String, String> shortTypes() {
            return Map.of("coop", "cage+pigeon");
        }

        @Override
        public boolean encrypts() {
            return true;
        }

        @Override
        public Endpoint endpoint(Spec spec, Endpoint carrier) {
            return new Nowhere(() -> layer() + "(" + spec.options() + ") over " + carrier.description());
        }
    }

    private static final class SecondCage extends Cage {}

    private record Nowhere(Supplier<String> words) implements Endpoint {
        @Override
        public String description() {
            return words.get();
        }

        @Override
        public Acceptor listen() {
            throw new AssertionError();
        }

        @Override
        public Pipe connect(Deadline deadline) {
            throw new AssertionError();
        }
    }
}
