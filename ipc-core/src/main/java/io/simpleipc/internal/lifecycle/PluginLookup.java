package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConfigurationException;
import io.simpleipc.spi.Services;
import io.simpleipc.spi.Services.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The plug-ins of one kind that were found, by the names they go by. Immutable.
 *
 * @param <P> the kind
 */
final class PluginLookup<P> {
    private final String what;
    private final List<Named<P>> plugins;
    private final List<String> broken;

    private record Named<P>(P plugin, Set<String> names) {}

    /**
     * Asks each plug-in for its names. One that cannot even say what it is for must not hide the others.
     *
     * @param what what one of them is called in messages: {@code transport}
     * @param found the plug-ins
     * @param namesOf the names that one of them goes by
     */
    PluginLookup(String what, Found<P> found, Function<P, Set<String>> namesOf) {
        var asked = new ArrayList<Named<P>>();
        var failed = new ArrayList<>(found.broken());
        for (var plugin : found.providers()) {
            try {
                asked.add(new Named<>(plugin, Set.copyOf(namesOf.apply(plugin))));
            } catch (RuntimeException | LinkageError e) {
                failed.add(Services.named(plugin) + ": " + e);
            }
        }
        this.what = what;
        this.plugins = List.copyOf(asked);
        this.broken = List.copyOf(failed);
    }

    /**
     * The plug-in of a name, or null if there is none.
     *
     * @throws ConfigurationException if there is more than one
     */
    @Nullable
    P find(String name) {
        var matching =
                plugins.stream().filter(each -> each.names.contains(name)).toList();
        if (matching.size() > 1) {
            var classes = matching.stream()
                    .map(each -> Services.named(each.plugin))
                    .sorted()
                    .toList();
            throw new ConfigurationException(
                    "more than one " + what + " handles the type \"" + name + "\": " + String.join(", ", classes)
                            + "; remove all but one of them",
                    null);
        }
        return matching.isEmpty() ? null : matching.get(0).plugin;
    }

    /** All names, for an error message. */
    String known() {
        var names = new TreeSet<String>();
        plugins.forEach(each -> names.addAll(each.names));
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** The broken ones as the end of an error message; empty if there are none. */
    String brokenText() {
        return new Found<>(List.of(), broken).brokenText();
    }
}
