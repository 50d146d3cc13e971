package io.simpleipc.crypto.aesgcm;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.Secret;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.Options;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the encryption that a spec calls {@code aes-256-gcm}. Exactly one of the first two options is set:
 * <ul>
 *   <li>{@code keyFile}: path of a key file, see {@link EncryptionKey};
 *   <li>{@code passphrase}: a secret, stretched by Argon2id; needs the artifact {@code org.bouncycastle:bcprov-jdk18on};
 *   <li>{@code argon2}: with a passphrase, {@code interactive} (the default: 64 MiB) or {@code moderate} (256 MiB);
 *   <li>{@code salt}: with a passphrase, any text that both sides share, such as the name of the installation; without
 *       it equal passphrases make equal keys everywhere.
 * </ul>
 * Stateless.
 */
public final class AesGcmFactory implements EncryptionFactory {
    private static final String KEY_FILE = "keyFile";
    private static final String PASSPHRASE = "passphrase";
    private static final String ARGON2 = "argon2";
    private static final String SALT = "salt";

    /** For {@link java.util.ServiceLoader}. */
    public AesGcmFactory() {}

    @Override
    public String type() {
        return GcmSession.NAME;
    }

    @Override
    public EncryptionProvider create(Encryption encryption) {
        Options.of(encryption, KEY_FILE, PASSPHRASE, ARGON2, SALT);
        try (var key = key(encryption)) {
            return new AesGcmEncryption(key);
        }
    }

    private static EncryptionKey key(Encryption encryption) {
        var file = plain(encryption, KEY_FILE);
        var passphrase = passphrase(encryption);
        if ((file == null) == (passphrase == null)) {
            throw new ConfigurationException(
                    "the encryption \"aes-256-gcm\" wants either a keyFile or a passphrase, and "
                            + (file == null ? "neither is" : "both are") + " set; set one of the two",
                    null);
        }
        var argon2 = plain(encryption, ARGON2);
        var salt = plain(encryption, SALT);
        if (passphrase != null) {
            return Passphrases.key(passphrase, argon2, salt == null ? "" : salt);
        }
        if (argon2 != null || salt != null) {
            throw new ConfigurationException(
                    "the encryption \"aes-256-gcm\" takes argon2 and salt with a passphrase only, and a keyFile is set;"
                            + " remove them",
                    null);
        }
        return load(String.valueOf(file));
    }

    private static @Nullable String plain(Encryption encryption, String name) {
        if (encryption.secret(name) != null) {
            throw new ConfigurationException(
                    "the encryption option \"" + name + "\" is set as a secret and is none; set it as plain text",
                    null);
        }
        return encryption.option(name);
    }

    private static @Nullable Secret passphrase(Encryption encryption) {
        if (encryption.option(PASSPHRASE) != null) {
            throw new ConfigurationException(
                    "the encryption option \"passphrase\" is set as plain text; set it as a Secret", null);
        }
        return encryption.secret(PASSPHRASE);
    }

    private static EncryptionKey load(String file) {
        try {
            return EncryptionKey.load(Path.of(file));
        } catch (InvalidPathException e) {
            throw new ConfigurationException("the keyFile \"" + file + "\" is no path: " + e.getReason(), e);
        }
    }
}
