package io.simpleipc.spi;

import io.simpleipc.ConfigurationException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Looks up plug-ins: in the class loader that the user gave, the thread's context loader, and the library's own, in
 * that order; a class found twice counts once. One broken provider is reported and does not hide the others.
 * Immutable and thread-safe; each call looks anew.
 */
public final class Services {
    private static final int MOST_BROKEN = 100;

    private final List<ClassLoader> loaders;

    private Services(List<ClassLoader> loaders) {
        this.loaders = loaders;
    }

    /**
     * The places to look in.
     *
     * @param first looked in first, or null
     * @return a look-up
     */
    public static Services of(@Nullable ClassLoader first) {
        var loaders = new ArrayList<ClassLoader>();
        for (var loader : new @Nullable ClassLoader[] {
            first, Thread.currentThread().getContextClassLoader(), Services.class.getClassLoader()
        }) {
            if (loader != null && !loaders.contains(loader)) {
                loaders.add(loader);
            }
        }
        return new Services(List.copyOf(loaders));
    }

    /**
     * What a look-up found.
     *
     * @param <T> the service
     * @param providers the working ones, in the order found
     * @param broken one sentence for each that could not be loaded
     */
    public record Found<T>(List<T> providers, List<String> broken) {
        /**
         * The broken ones as the end of an error message.
         *
         * @return empty if there are none
         */
        public String brokenText() {
            return broken.isEmpty() ? "" : "; could not be loaded: " + String.join(", ", broken);
        }
    }

    /**
     * Finds all providers of a service.
     *
     * @param <T> the service
     * @param service any of the services of this package
     * @return working and broken ones
     */
    public <T> Found<T> all(Class<T> service) {
        Map<Class<?>, T> providers = new LinkedHashMap<>();
        var broken = new ArrayList<String>();
        for (var loader : loaders) {
            var iterator = ServiceLoader.load(service, loader).stream().iterator();
            int failures = 0; // a class loader that cannot be read fails in the same way for ever
            while (failures < MOST_BROKEN) {
                try {
                    if (!iterator.hasNext()) {
                        break;
                    }
                    var provider = iterator.next();
                    if (!providers.containsKey(provider.type())) {
                        var made = provider.get(); // by a method of a module, maybe: then its type says less
                        providers.putIfAbsent(made.getClass(), made);
                    }
                } catch (ServiceConfigurationError | LinkageError e) {
                    failures++;
                    var sentence =
                            String.valueOf(e.getMessage()) + (e.getCause() == null ? "" : " (" + e.getCause() + ")");
                    if (!broken.contains(sentence)) {
                        broken.add(sentence);
                    }
                }
            }
        }
        return new Found<>(List.copyOf(providers.values()), List.copyOf(broken));
    }

    /**
     * Finds the one provider of a service.
     *
     * @param <T> the service
     * @param service {@link ConnectionProvider} or {@link SpecFormat}
     * @param what what it is called in messages
     * @param artifact the one to add if there is none
     * @return the provider
     * @throws ConfigurationException if there is none, or more than one
     */
    public <T> T only(Class<T> service, String what, String artifact) {
        var found = all(service);
        if (found.providers().size() == 1) {
            return found.providers().get(0);
        }
        var names = found.providers().stream().map(Services::named).toList();
        throw new ConfigurationException(
                (names.isEmpty()
                                ? "no " + what + " found; add the artifact " + artifact
                                : "more than one " + what + " found: " + String.join(", ", names)
                                        + "; remove all but one of them")
                        + found.brokenText(),
                null);
    }

    /**
     * A plug-in for an error message: its class, and the jar or folder that the class comes from, since two of them may
     * hold a class of the same name.
     *
     * @param plugin any object
     * @return such as {@code org.example.Mine (/opt/chat/mine.jar)}; the class alone if its source is unknown
     */
    public static String named(Object plugin) {
        var type = plugin.getClass();
        var source = source(type);
        return source == null ? type.getName() : type.getName() + " (" + source + ")";
    }

    private static @Nullable String source(Class<?> type) {
        var code = type.getProtectionDomain().getCodeSource();
        var place = code == null ? null : code.getLocation();
        if (place == null || !place.getProtocol().equals("file")) {
            return place == null ? null : place.toString(); // in a run-time image such as jrt:/org.example.mine
        }
        try {
            return Path.of(place.toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return place.toString(); // class loaders are foreign code; theirs need not be well-formed
        }
    }
}
