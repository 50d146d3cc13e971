package io.simpleipc.transport.tls;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Tls;
import io.simpleipc.spi.Warnings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;

/** Makes the JDK's certificate and key of what the files hold, and checks that the two can serve a tunnel. Stateless. */
final class KeyMaterial {
    private static final Warnings WARNINGS = Warnings.of(KeyMaterial.class);

    private static final int LARGEST_CERTIFICATE = 8 * 1024;
    private static final int SHORTEST_RSA_BITS = 2048;
    private static final String ANY_USE = "2.5.29.37.0";
    private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

    private KeyMaterial() {}

    /**
     * Checks a pair.
     *
     * @param pkcs8 the private key; wiped
     * @param clock what day it is, now and at each handshake
     * @throws ConfigurationException if it does not fit together, or may not be used
     */
    static PinnedCertificate check(Tls tls, X509CertificateHolder holder, byte[] pkcs8, Clock clock) {
        var certificate = certificate(tls.certificate(), holder);
        var key = key(tls, certificate, pkcs8);
        refuseMismatch(tls, certificate, key);
        refuseShortKey(tls, certificate);
        checkDates(tls, certificate, clock);
        checkUses(tls, certificate);
        warnIfOthersMayRead(tls.key());
        try {
            return new PinnedCertificate(certificate, key, !tls.warnOnly(), clock);
        } catch (CertificateException e) {
            throw unusable(tls.certificate(), e);
        }
    }

    private static X509Certificate certificate(Path path, X509CertificateHolder holder) {
        try {
            var encoded = holder.getEncoded();
            if (encoded.length > LARGEST_CERTIFICATE) {
                throw new ConfigurationException(
                        "the certificate in " + path + " has " + encoded.length + " bytes, more than the "
                                + LARGEST_CERTIFICATE + " that a stranger's handshake may cost; make a plain one",
                        null);
            }
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (IOException | CertificateException e) {
            throw unusable(path, e);
        }
    }

    private static ConfigurationException unusable(Path path, Exception cause) {
        return new ConfigurationException(
                "the certificate in " + path + " cannot be used by this JDK; make one with a key of type RSA or EC",
                cause);
    }

    /** The certificate says of what kind its key is; a file of another kind belongs to another certificate. */
    private static PrivateKey key(Tls tls, X509Certificate certificate, byte[] pkcs8) {
        var algorithm = certificate.getPublicKey().getAlgorithm();
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException(
                    "the key in " + tls.key() + " is not the " + algorithm + " key that the certificate in "
                            + tls.certificate() + " is for; give the two files that were made together",
                    e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static void refuseMismatch(Tls tls, X509Certificate certificate, PrivateKey key) {
        boolean fits;
        try {
            var probe = new byte[32];
            var signature = Signature.getInstance(signatureOf(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(probe);
            var signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            fits = signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException(
                    "the key in " + tls.key() + " cannot be used by this JDK, or not with the certificate in "
                            + tls.certificate() + "; make a pair with a key of type RSA (2048 bits or more) or EC",
                    e);
        }
        if (!fits) {
            throw new ConfigurationException(
                    "the key in " + tls.key() + " does not belong to the certificate in " + tls.certificate()
                            + "; give the two files that were made together",
                    null);
        }
    }

    /** Whatever warnOnly says: JDKs differ in what they take of it, and a handshake's failure would not name the key. */
    private static void refuseShortKey(Tls tls, X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA_BITS) {
            throw new ConfigurationException(
                    "the key in " + tls.key() + " is an RSA key of "
                            + rsa.getModulus().bitLength() + " bits, and " + SHORTEST_RSA_BITS
                            + " or more are wanted; make a new pair: openssl genrsa -out strong.key "
                            + SHORTEST_RSA_BITS
                            + " && openssl req -x509 -new -key strong.key -out strong.crt -days 3650 -subj /CN=simple-ipc",
                    null);
        }
    }

    private static String signatureOf(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> keyAlgorithm; // EdDSA is both
        };
    }

    private static void checkDates(Tls tls, X509Certificate certificate, Clock clock) {
        var now = Date.from(clock.instant());
        if (now.after(certificate.getNotAfter())) {
            complain(
                    tls,
                    "has expired at " + certificate.getNotAfter().toInstant()
                            + "; make a new pair, or allow warnings only (warnOnly)");
        }
        if (now.before(certificate.getNotBefore())) {
            complain(
                    tls,
                    "is not valid before " + certificate.getNotBefore().toInstant()
                            + "; set the clock, make a new pair, or allow warnings only (warnOnly)");
        }
    }

    /** Either end may become the listener, so one certificate has to serve both roles. */
    private static void checkUses(Tls tls, X509Certificate certificate) {
        List<String> uses;
        try {
            uses = certificate.getExtendedKeyUsage();
        } catch (CertificateException e) {
            throw unusable(tls.certificate(), e);
        }
        if (uses != null && !uses.contains(ANY_USE) && !uses.containsAll(List.of(SERVER_USE, CLIENT_USE))) {
            complain(
                    tls,
                    "is meant for the uses " + uses + " only, but serves both ends here; make one with"
                            + " extendedKeyUsage=serverAuth,clientAuth or without that extension, or allow warnings"
                            + " only (warnOnly)");
        }
    }

    private static void complain(Tls tls, String what) {
        var text = "the certificate in " + tls.certificate() + " " + what;
        if (!tls.warnOnly()) {
            throw new ConfigurationException(text, null);
        }
        WARNINGS.warn(text);
    }

    /** Only a warning, since openssl ecparam writes keys that way. */
    private static void warnIfOthersMayRead(Path path) {
        var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (posix == null) {
            return;
        }
        try {
            var permissions = posix.readAttributes().permissions();
            if (permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ)) {
                WARNINGS.warn("others may read the key file " + path + "; run: chmod 600 " + path);
            }
        } catch (IOException e) {
            WARNINGS.warn("the permissions of the key file " + path + " cannot be read", e);
        }
    }
}
