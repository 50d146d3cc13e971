package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.Services.Found;
import java.util.Set;
import java.util.regex.Pattern;

/** From the name of an encryption to its provider. Stateless. */
final class EncryptionLookup {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Set<String> TAKEN = Set.of("none", "custom");

    private EncryptionLookup() {}

    /**
     * Makes the provider.
     *
     * @throws ConfigurationException if there is no factory of that name, or more than one, or it refuses the options
     */
    static EncryptionProvider in(Found<EncryptionFactory> found, Encryption encryption) {
        var lookup = new PluginLookup<>("encryption", found, factory -> Set.of(named(factory)));
        var factory = lookup.find(encryption.type());
        if (factory == null) {
            throw new ConfigurationException(
                    "no encryption handles the type \"" + encryption.type() + "\"; found: " + lookup.known() + "; "
                            + cure(encryption.type()) + lookup.brokenText(),
                    null);
        }
        try {
            return factory.create(encryption);
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new ConfigurationException(
                    "the encryption " + factory.getClass().getName() + " failed on " + encryption + ": " + e, e);
        }
    }

    private static String named(EncryptionFactory factory) {
        var type = factory.type();
        if (!NAME.matcher(type).matches() || TAKEN.contains(type)) {
            throw new IllegalStateException("\"" + type + "\" cannot be the name of an encryption");
        }
        return type;
    }

    private static String cure(String type) {
        return type.equals("aes-256-gcm")
                ? "add the artifact io.simpleipc:ipc-crypto-aesgcm"
                : "correct the type, or add the artifact of the encryption that handles it (if it is there, it lacks its"
                        + " entry in META-INF/services, or in a module \"provides\")";
    }
}
