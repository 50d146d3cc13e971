package io.simpleipc.transport.tls;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Tls;
import io.simpleipc.transport.tls.EncryptedKey.TooCostlyException;
import io.simpleipc.transport.tls.EncryptedKey.UnknownSchemeException;
import io.simpleipc.transport.tls.EncryptedKey.WrongPasswordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.EncryptionException;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads the two PEM files of a tunnel, whatever of openssl's forms they have: keys as PKCS#8, plain or encrypted, as
 * PKCS#1, or as SEC1 behind a block of EC PARAMETERS; certificates alone or with a chain. Bouncy Castle reads the text
 * only; keys and certificates are the JDK's own. Stateless.
 */
final class PemFiles {
    private static final long LARGEST = 1 << 20;

    private PemFiles() {}

    /**
     * What a file holds.
     *
     * @param known the blocks that can be read, in order
     * @param types of all blocks
     */
    private record Blocks(List<Object> known, Set<String> types) {
        String what() {
            if (known.stream().anyMatch(PemFiles::isKey)) {
                return "a private key";
            }
            if (known.stream().anyMatch(X509CertificateHolder.class::isInstance)) {
                return "a certificate";
            }
            return types.isEmpty()
                    ? "no PEM block at all"
                    : "PEM blocks of other kinds (" + String.join(", ", types) + ")";
        }
    }

    /**
     * Reads both files and checks that they belong together and may be used.
     *
     * @throws ConfigurationException if not: which file, what was found, and the cure
     */
    static PinnedCertificate read(Tls tls) {
        return read(tls, Clock.systemUTC());
    }

    static PinnedCertificate read(Tls tls, Clock clock) {
        var certificate = certificate(tls.certificate());
        var key = key(tls);
        try {
            return KeyMaterial.check(tls, certificate, key.getEncoded(), clock);
        } catch (IOException e) {
            throw new ConfigurationException("the key file " + tls.key() + " holds no key that can be read", e);
        }
    }

    private static X509CertificateHolder certificate(Path path) {
        var blocks = blocks(path, "certificate");
        for (var block : blocks.known()) {
            if (block instanceof X509CertificateHolder certificate) {
                return certificate;
            }
        }
        throw new ConfigurationException(
                "the certificate file " + path + " holds " + blocks.what()
                        + (blocks.known().stream().anyMatch(PemFiles::isKey)
                                ? "; are the files of certificate and key swapped?"
                                : " and no certificate; give a PEM file that has a line -----BEGIN CERTIFICATE-----"),
                null);
    }

    private static PrivateKeyInfo key(Tls tls) {
        var blocks = blocks(tls.key(), "key");
        for (var block : blocks.known()) {
            if (block instanceof PrivateKeyInfo key) {
                return key;
            }
            if (block instanceof PEMKeyPair pair) {
                return pair.getPrivateKeyInfo();
            }
            if (block instanceof PKCS8EncryptedPrivateKeyInfo || block instanceof PEMEncryptedKeyPair) {
                return decrypted(tls, block);
            }
        }
        throw new ConfigurationException(
                "the key file " + tls.key() + " holds " + blocks.what()
                        + (blocks.known().stream().anyMatch(X509CertificateHolder.class::isInstance)
                                ? "; are the files of certificate and key swapped?"
                                : " and no private key; give a PEM file that has a line like -----BEGIN PRIVATE KEY-----"),
                null);
    }

    private static PrivateKeyInfo decrypted(Tls tls, Object block) {
        var password = tls.keyPassword();
        if (password == null) {
            throw new ConfigurationException(
                    "the key file " + tls.key() + " is encrypted; set keyPassword, or decrypt it: openssl pkey -in "
                            + tls.key() + " -out decrypted.key",
                    null);
        }
        var bytes = password.resolve();
        try {
            return block instanceof PEMEncryptedKeyPair pair
                    ? openedTraditional(pair, bytes)
                    : EncryptedKey.open((PKCS8EncryptedPrivateKeyInfo) block, bytes);
        } catch (UnknownSchemeException e) {
            throw new ConfigurationException(
                    "the key file " + tls.key() + " is encrypted with " + e.getMessage()
                            + ", which cannot be read here; encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc -in "
                            + tls.key() + " -out readable.key",
                    e);
        } catch (TooCostlyException e) {
            throw new ConfigurationException(
                    "the key file " + tls.key() + " asks for " + e.getMessage()
                            + "; encrypt it anew with fewer: openssl pkcs8 -topk8 -v2 aes-256-cbc -in " + tls.key()
                            + " -out readable.key",
                    e);
        } catch (WrongPasswordException e) {
            throw new ConfigurationException(
                    "the key file " + tls.key() + " does not open with the keyPassword that is set; correct it (if it"
                            + " is right the file is damaged: write it anew)",
                    e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The PEM encryption of RFC 1421, around PKCS#1 or SEC1. */
    private static PrivateKeyInfo openedTraditional(PEMEncryptedKeyPair locked, byte[] password)
            throws UnknownSchemeException, WrongPasswordException {
        var characters = new char[password.length]; // of which the decryptor makes bytes again, one of each
        for (int i = 0; i < password.length; i++) {
            characters[i] = (char) Byte.toUnsignedInt(password[i]);
        }
        try {
            return locked.decryptKeyPair(new BcPEMDecryptorProvider(characters)).getPrivateKeyInfo();
        } catch (IOException | RuntimeException e) {
            if (e instanceof EncryptionException && e.getCause() == null) { // a cipher that fails is a cause
                throw new UnknownSchemeException(locked.getDekAlgName());
            }
            throw new WrongPasswordException(e);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private static boolean isKey(Object block) {
        return block instanceof PrivateKeyInfo
                || block instanceof PEMKeyPair
                || block instanceof PEMEncryptedKeyPair
                || block instanceof PKCS8EncryptedPrivateKeyInfo;
    }

    private static Blocks blocks(Path path, String role) {
        var known = new ArrayList<Object>();
        var text = text(path, role);
        try (var parser = new KnownBlocks(text)) {
            for (@Nullable Object block = parser.readObject(); block != null; block = parser.readObject()) {
                known.add(block);
            }
            return new Blocks(known, parser.types());
        } catch (IOException | RuntimeException e) { // the parser knows many ways to say no
            throw new ConfigurationException(
                    "the " + role + " file " + path + " is damaged: "
                            + (e instanceof PEMException ? e.getMessage() : "a PEM block cannot be read")
                            + "; write it anew with openssl or Certificates.selfSigned",
                    null);
        }
    }

    private static String text(Path path, String role) {
        try {
            if (Files.size(path) > LARGEST) {
                throw new ConfigurationException(
                        "the " + role + " file " + path + " is larger than " + LARGEST + " bytes; name the right file",
                        null);
            }
            return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    "there is no " + role + " file " + path.toAbsolutePath()
                            + "; correct the path, or make the pair with ipc certgen, openssl or Certificates.selfSigned",
                    e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the " + role + " file " + path + " cannot be read: "
                            + e.getClass().getSimpleName() + "; correct the path or its permissions",
                    e);
        }
    }
}
