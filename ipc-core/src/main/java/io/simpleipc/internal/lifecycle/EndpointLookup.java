package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.LayeredTransport;
import io.simpleipc.spi.Services;
import io.simpleipc.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** From a spec's type to its address: {@code T} is a transport, {@code L+T} a layer over one. Stateless. */
final class EndpointLookup {
    private final PluginLookup<Transport> transports;
    private final PluginLookup<LayeredTransport> layers;
    private final PluginLookup<LayeredTransport> shortTypes;

    EndpointLookup(Services.Found<Transport> transports, Services.Found<LayeredTransport> layers) {
        this.transports = new PluginLookup<>("transport", transports, Transport::types);
        this.layers = new PluginLookup<>("layer", layers, layer -> Set.of(layer.layer()));
        this.shortTypes =
                new PluginLookup<>("layer", layers, layer -> layer.shortTypes().keySet());
    }

    static Endpoint in(Services services, Spec spec) {
        return new EndpointLookup(services.all(Transport.class), services.all(LayeredTransport.class)).endpoint(spec);
    }

    /**
     * The address of a spec.
     *
     * @throws ConfigurationException if its type is unknown or ambiguous, or a plug-in refuses its settings
     */
    Endpoint endpoint(Spec spec) {
        return endpoint(spec, List.of());
    }

    /** Knows the short types that led to this spec. */
    private Endpoint endpoint(Spec spec, List<String> expanded) {
        var type = fullType(spec.type());
        var path = type.equals(spec.type()) ? expanded : withAnother(spec.type(), expanded);
        int plus = type.indexOf('+');
        if (plus < 0) {
            var transport = transport(type);
            return contained(transport, spec, () -> transport.endpoint(spec));
        }
        var layer = layer(type.substring(0, plus), spec.type());
        var own = layer.layer() + ".";
        var carrier = endpoint(
                spec.toBuilder()
                        .tls(layer.layer().equals("tls") ? null : spec.tls())
                        .type(type.substring(plus + 1))
                        .allowInsecureRemote(spec.allowInsecureRemote() || layer.encrypts())
                        .options(options(spec, name -> !name.startsWith(own), 0))
                        .build(),
                path);
        var over = spec.toBuilder()
                .options(options(spec, name -> name.startsWith(own), own.length()))
                .build();
        return contained(layer, spec, () -> layer.endpoint(over, carrier));
    }

    /** What a short type stands for goes to the end of a type, so whoever meets one again would never be done. */
    private static List<String> withAnother(String shortType, List<String> expanded) {
        var path = new ArrayList<>(expanded);
        path.add(shortType);
        if (expanded.contains(shortType)) {
            throw new ConfigurationException(
                    "the type \"" + shortType + "\" leads back to itself: " + String.join(", ", path)
                            + "; the full types in the shortTypes() of a layer must end with a transport",
                    null);
        }
        return path;
    }

    private String fullType(String type) {
        var owner = shortTypes.find(type);
        if (owner == null) {
            return type;
        }
        var transport = transports.find(type);
        if (transport != null) {
            throw new ConfigurationException(
                    "both the transport " + Services.named(transport) + " and the layer " + Services.named(owner)
                            + " handle the type \"" + type + "\"; remove one of them",
                    null);
        }
        return String.valueOf(owner.shortTypes().get(type));
    }

    private Transport transport(String type) {
        var transport = transports.find(type);
        if (transport == null) {
            throw new ConfigurationException(
                    "no transport handles the type \"" + type + "\"; found: " + transports.known() + layersFound()
                            + "; " + cure(type) + transports.brokenText(),
                    null);
        }
        return transport;
    }

    private String layersFound() {
        return layers.known().equals("none") ? "" : "; layers to put before one, with a plus sign: " + layers.known();
    }

    private LayeredTransport layer(String name, String type) {
        var layer = layers.find(name);
        if (layer == null) {
            throw new ConfigurationException(
                    "no layer \"" + name + "\" for the type \"" + type + "\"; found: " + layers.known() + "; "
                            + cure(name) + layers.brokenText(),
                    null);
        }
        return layer;
    }

    private static String cure(String type) {
        return switch (type) {
            case "tcp", "tcp4", "tcp6" -> "add the artifact io.simpleipc:ipc-transport-tcp";
            case "unix" -> "add the artifact io.simpleipc:ipc-transport-unix";
            case "tls", "tls4", "tls6" -> "add the artifact io.simpleipc:ipc-transport-tls";
            default ->
                "correct the type, or add the artifact of the transport that handles it (if it is there, it lacks"
                        + " its entry in META-INF/services, or in a module \"provides\")";
        };
    }

    private static Map<String, String> options(Spec spec, Predicate<String> whose, int cut) {
        var chosen = new TreeMap<String, String>();
        spec.options().forEach((name, value) -> {
            if (whose.test(name)) {
                chosen.put(name.substring(cut), value);
            }
        });
        return chosen;
    }

    /** A plug-in is foreign code: what it throws other than what it may is reported as its failure. */
    private static Endpoint contained(Object plugin, Spec spec, Supplier<Endpoint> work) {
        try {
            return work.get();
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new ConfigurationException(
                    "the transport " + plugin.getClass().getName() + " failed on " + spec + ": " + e, e);
        }
    }
}
