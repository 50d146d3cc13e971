package io.simpleipc.spi;

import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;

/**
 * Makes encryption providers, so that a spec can name one. Found by {@link java.util.ServiceLoader}. Stateless and
 * thread-safe; needs a public constructor without arguments.
 */
public interface EncryptionFactory {
    /**
     * The name that selects this factory. Both sides of a link must have the same.
     *
     * @return 1 to 32 lower case letters, digits and hyphens, such as {@code aes-256-gcm}; no other factory may have the
     *     same, and {@code none} and {@code custom} are taken
     */
    String type();

    /**
     * Makes the provider of one connection. Reads the files that the options name; see {@link Options#of(Encryption,
     * String...)} for a check of their names.
     *
     * @param encryption whose {@link Encryption#type()} is {@link #type()}
     * @return a provider; if it is {@link AutoCloseable}, it is closed with the connection
     * @throws io.simpleipc.ConfigurationException if an option is wrong or missing: what was found, and the cure
     */
    EncryptionProvider create(Encryption encryption);
}
