package io.simpleipc.crypto.aesgcm;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Secret;
import io.simpleipc.spi.Options;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From a passphrase to a key: Argon2id (RFC 9106, version 1.3) under fixed parameters.
 * <pre>
 * key  = Argon2id(passphrase, salt, no secret, no associated data, 32 bytes)
 * salt = SHA-256("simpleipc/1 aes-256-gcm passphrase" ‖ option "salt" in UTF-8)
 * </pre>
 * Both sides must come to the same key without having talked, so the salt cannot be random. Stateless. Source:
 * docs/protocol.md, section 2.1.
 */
final class Passphrases {
    private static final String DEFAULT = "interactive";
    private static final Map<String, Cost> COSTS =
            new TreeMap<>(Map.of(DEFAULT, new Cost(3, 64 * 1024, 4), "moderate", new Cost(3, 256 * 1024, 4)));

    private Passphrases() {}

    /**
     * What a guess costs.
     *
     * @param passes over the memory
     * @param kibibytes of memory
     * @param lanes degree of parallelism, part of the function; it is computed by one thread
     */
    record Cost(int passes, int kibibytes, int lanes) {}

    /**
     * Derives a key. Takes the memory of the parameter set, and tenths of a second or more.
     *
     * @param argon2 name of a parameter set; null for the default
     * @throws ConfigurationException if there is no such set, the passphrase cannot be read, the library is missing, or
     *     the heap is too small
     */
    static EncryptionKey key(Secret passphrase, @Nullable String argon2, String salt) {
        var name = argon2 == null ? DEFAULT : argon2;
        var cost = cost(name);
        var bytes = passphrase.resolve();
        try {
            return EncryptionKey.of(hash(bytes, salt(salt), name, cost));
        } catch (LinkageError e) {
            throw new ConfigurationException(
                    "a passphrase needs Argon2id, and that library is not there (" + e
                            + "); add the artifact org.bouncycastle:bcprov-jdk18on (on the module path also"
                            + " --add-modules org.bouncycastle.provider), or use a keyFile",
                    e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Memory that was asked for at once and is free again: the program need not end for it. */
    private static byte[] hash(byte[] passphrase, byte[] salt, String name, Cost cost) {
        try {
            return Argon2.hash(passphrase, salt, cost);
        } catch (OutOfMemoryError e) {
            throw new ConfigurationException(
                    "a passphrase with argon2 \"" + name + "\" needs " + cost.kibibytes() / 1024
                            + " MiB of free heap for a moment, and this JVM, whose heap has at most "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MiB, has less; give it that much more (-Xmx), or use a keyFile",
                    e);
        }
    }

    private static Cost cost(String name) {
        var cost = COSTS.get(name);
        if (cost == null) {
            throw new ConfigurationException(
                    "no set of argon2 parameters is called \"" + name + "\"; the nearest is \""
                            + Options.nearest(name, COSTS.keySet()).orElse(DEFAULT) + "\", all are "
                            + String.join(", ", COSTS.keySet()),
                    null);
        }
        return cost;
    }

    static byte[] salt(String option) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("simpleipc/1 aes-256-gcm passphrase".getBytes(StandardCharsets.US_ASCII));
            return digest.digest(option.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256; this one has not", e);
        }
    }
}
