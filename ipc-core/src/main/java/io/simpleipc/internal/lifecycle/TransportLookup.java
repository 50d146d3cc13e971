package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConfigurationException;
import io.simpleipc.spi.Services.Found;
import io.simpleipc.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the one transport for a spec's type among those on the class or module path. Stateless. */
final class TransportLookup {
    private TransportLookup() {}

    /**
     * Finds it.
     *
     * @throws ConfigurationException if there is none for the type, or more than one
     */
    static Transport in(Found<Transport> found, String type) {
        var known = new TreeSet<String>();
        var matching = new ArrayList<Transport>();
        var broken = new ArrayList<>(found.broken());
        for (var transport : found.providers()) {
            var types = typesOf(transport, broken);
            known.addAll(types);
            if (types.contains(type)) {
                matching.add(transport);
            }
        }
        if (matching.size() == 1) {
            return matching.get(0);
        }
        throw new ConfigurationException(
                matching.isEmpty() ? unknown(type, known, broken) : ambiguous(type, matching), null);
    }

    /** A transport that cannot even say what it is for must not hide the others. */
    private static Set<String> typesOf(Transport transport, List<String> broken) {
        try {
            return Set.copyOf(transport.types());
        } catch (RuntimeException | LinkageError e) {
            broken.add(transport.getClass().getName() + " (" + e + ")");
            return Set.of();
        }
    }

    private static String unknown(String type, Set<String> known, List<String> broken) {
        return "no transport handles the type \"" + type + "\"; found: "
                + (known.isEmpty() ? "none" : String.join(", ", known)) + "; " + cure(type)
                + new Found<>(List.of(), List.copyOf(broken)).brokenText();
    }

    private static String cure(String type) {
        return switch (type) {
            case "tcp", "tcp4", "tcp6" -> "add the artifact io.simpleipc:ipc-transport-tcp";
            case "unix" -> "add the artifact io.simpleipc:ipc-transport-unix";
            default -> "correct the type, or add the artifact of the transport that handles it";
        };
    }

    private static String ambiguous(String type, List<Transport> matching) {
        var names = matching.stream().map(t -> t.getClass().getName()).sorted().toList();
        return "more than one transport handles the type \"" + type + "\": " + String.join(", ", names)
                + "; remove all but one of them";
    }
}
