package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.internal.session.handshake.PayloadEncryption;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.Services.Found;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the name of an encryption to its provider. Stateless. */
final class EncryptionLookup {
    private EncryptionLookup() {}

    /**
     * Makes the provider.
     *
     * @throws ConfigurationException if there is no factory of that name, or more than one, or it refuses the options
     */
    static PayloadEncryption in(Found<EncryptionFactory> found, Encryption encryption) {
        var lookup = new PluginLookup<>("encryption", found, factory -> Set.of(named(factory)));
        var factory = lookup.find(encryption.type());
        if (factory == null) {
            throw new ConfigurationException(
                    "no encryption handles the type \"" + encryption.type() + "\"; found: " + lookup.known() + "; "
                            + cure(encryption.type()) + lookup.brokenText(),
                    null);
        }
        return PayloadEncryption.named(encryption.type(), provider(factory, encryption));
    }

    private static EncryptionProvider provider(EncryptionFactory factory, Encryption encryption) {
        @Nullable EncryptionProvider provider;
        try {
            provider = factory.create(encryption);
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new ConfigurationException(
                    "the encryption " + factory.getClass().getName() + " failed on " + encryption + ": " + e, e);
        }
        if (provider == null) {
            throw new ConfigurationException(
                    "the encryption " + factory.getClass().getName() + " made nothing of " + encryption
                            + "; it must return a provider, or say what is wrong",
                    null);
        }
        return provider;
    }

    private static String named(EncryptionFactory factory) {
        var type = factory.type();
        if (!PayloadEncryption.isName(type)) {
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
