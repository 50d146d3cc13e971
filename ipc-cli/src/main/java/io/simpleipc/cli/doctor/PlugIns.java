package io.simpleipc.cli.doctor;

import io.simpleipc.Spec;
import io.simpleipc.spi.ConnectionProvider;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.LayeredTransport;
import io.simpleipc.spi.Services;
import io.simpleipc.spi.Transport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The plug-ins that serve a spec, where each was found, and what they make of its address. Says nothing of those that are
 * missing or ambiguous: building a connection does, in full. Immutable.
 *
 * @param layers from the outermost
 * @param transport beneath them, or null if it is not known
 * @param spec as it reaches the transport
 */
record PlugIns(List<LayeredTransport> layers, @Nullable Transport transport, Spec spec) {
    private static final List<Class<?>> SERVICES =
            List.of(ConnectionProvider.class, Transport.class, LayeredTransport.class, EncryptionFactory.class);

    static PlugIns of(Spec spec, Services services) {
        var known = services.all(LayeredTransport.class).providers();
        var layers = new ArrayList<LayeredTransport>();
        var type = spec.type();
        var seen = new HashSet<String>();
        while (seen.add(type)) {
            var current = type;
            var shortened = known.stream()
                    .filter(layer -> layer.shortTypes().containsKey(current))
                    .findFirst();
            int plus = type.indexOf('+');
            if (shortened.isPresent()) {
                type = String.valueOf(shortened.get().shortTypes().get(type));
            } else if (plus > 0) {
                var name = type.substring(0, plus);
                known.stream().filter(layer -> layer.layer().equals(name)).forEach(layers::add);
                type = type.substring(plus + 1);
            }
        }
        return new PlugIns(List.copyOf(layers), transport(type, services), carried(spec, type, layers));
    }

    private static @Nullable Transport transport(String type, Services services) {
        return services.all(Transport.class).providers().stream()
                .filter(transport -> transport.types().contains(type))
                .findFirst()
                .orElse(null);
    }

    /** Whether another machine's address may be used is for the connection to say; here it is only to be named. */
    private static Spec carried(Spec spec, String type, List<LayeredTransport> layers) {
        var options = new TreeMap<>(spec.options());
        layers.forEach(layer -> options.keySet().removeIf(name -> name.startsWith(layer.layer() + ".")));
        return spec.toBuilder()
                .tls(null)
                .type(type)
                .options(options)
                .allowInsecureRemote(true)
                .build();
    }

    /** The address as logs and messages show it; empty if it is none. */
    Optional<String> address() {
        if (transport == null) {
            return Optional.empty();
        }
        try {
            var prefix = new StringBuilder();
            layers.forEach(layer -> prefix.append(layer.layer()).append('+'));
            return Optional.of(prefix + transport.endpoint(spec).description());
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty(); // building a connection says why
        }
    }

    /** Those that could not be loaded; they do not hide the others. */
    static List<Finding> broken(Services services) {
        return SERVICES.stream()
                .flatMap(service -> services.all(service).broken().stream())
                .map(sentence ->
                        Finding.warning("plug-in", "could not be loaded: " + sentence, "remove it, or renew it"))
                .toList();
    }

    List<Finding> findings(Services services) {
        var findings = new ArrayList<Finding>();
        services.all(ConnectionProvider.class)
                .providers()
                .forEach(engine -> findings.add(Finding.ok("engine", Services.named(engine))));
        if (transport != null) {
            findings.add(Finding.ok("transport", spec.type() + ": " + Services.named(transport)));
        }
        layers.forEach(layer -> findings.add(Finding.ok("layer", layer.layer() + ": " + Services.named(layer))));
        findings.add(encryption(services));
        return findings;
    }

    private Finding encryption(Services services) {
        var encryption = spec.encryption();
        if (encryption != null) {
            var factories = services.all(EncryptionFactory.class).providers().stream()
                    .filter(factory -> factory.type().equals(encryption.type()))
                    .map(Services::named)
                    .toList();
            return Finding.ok("encryption", encryption.type() + ": " + String.join(", ", factories));
        }
        return Finding.ok(
                "encryption",
                layers.stream().anyMatch(LayeredTransport::encrypts)
                        ? "by the layer"
                        : "none: both sides prove the secret, and then travels what they say as it is");
    }
}
