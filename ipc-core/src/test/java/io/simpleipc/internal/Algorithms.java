package io.simpleipc.internal;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;

/** What this Java runtime offers; a test may have it offer less for a while. */
public final class Algorithms {
    private Algorithms() {}

    /**
     * Runs a task on a runtime that lacks one algorithm, as one made by jlink may.
     *
     * @param service what is missing, as in {@code "Mac.HmacSHA256"}
     */
    public static void without(String service, Runnable task) {
        List<Provider> all = Arrays.asList(Security.getProviders());
        Provider[] having = Security.getProviders(service);
        for (var provider : having) {
            Security.removeProvider(provider.getName());
        }
        try {
            task.run();
        } finally {
            for (var provider : having) {
                Security.insertProviderAt(provider, all.indexOf(provider) + 1);
            }
        }
    }
}
