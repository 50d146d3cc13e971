package io.simpleipc;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Certificate and key of a tunnel through TLS. Both processes use the same two files: each presents that certificate and
 * takes no other. Immutable.
 *
 * @param certificate PEM file; the first certificate counts, those behind it (a chain) are passed over
 * @param key PEM file with the certificate's private key: PKCS#8, PKCS#1 or SEC1
 * @param keyPassword opens an encrypted key; null if it is not encrypted
 * @param allowTls12 whether TLS 1.2 (with forward secrecy and AEAD only) is taken where 1.3 is not to be had; the
 *     same in both processes
 * @param warnOnly whether a certificate that is not valid yet, has expired, or is meant for other uses is logged as a
 *     warning instead of being refused
 */
public record Tls(Path certificate, Path key, @Nullable Secret keyPassword, boolean allowTls12, boolean warnOnly) {
    /**
     * Checks the paths.
     *
     * @param certificate not empty
     * @param key not empty
     * @param keyPassword or null
     * @param allowTls12 whether TLS 1.2 is taken
     * @param warnOnly whether to warn only
     * @throws ConfigurationException if one of them is empty
     */
    public Tls {
        named("certificate", certificate);
        named("key", key);
    }

    private static void named(String what, Path file) {
        if (file.toString().isBlank()) {
            throw new ConfigurationException("the tls " + what + " is an empty path; name a PEM file", null);
        }
    }

    /**
     * The usual case: TLS 1.3, a key without password, a valid certificate.
     *
     * @param certificate PEM file
     * @param key PEM file
     * @return the settings
     * @throws ConfigurationException if one of them is empty
     */
    public static Tls of(Path certificate, Path key) {
        return new Tls(certificate, key, null, false, false);
    }

    /**
     * The same with a password for the key.
     *
     * @param password opens the key
     * @return a copy
     */
    public Tls withKeyPassword(Secret password) {
        return new Tls(certificate, key, password, allowTls12, warnOnly);
    }

    /**
     * The same with TLS 1.2 taken as well.
     *
     * @return a copy
     */
    public Tls withTls12() {
        return new Tls(certificate, key, keyPassword, true, warnOnly);
    }

    /**
     * The same with warnings for a certificate that is out of date or meant for other uses.
     *
     * @return a copy
     */
    public Tls withWarningsOnly() {
        return new Tls(certificate, key, keyPassword, allowTls12, true);
    }
}
