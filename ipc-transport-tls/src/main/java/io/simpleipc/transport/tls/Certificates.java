package io.simpleipc.transport.tls;

import io.simpleipc.Tls;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the certificate and key that both ends of a tunnel through TLS use. Stateless and thread-safe. */
public final class Certificates {
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Certificates() {}

    /**
     * Makes a key (EC, curve P-256) and a certificate that it signs itself, for both roles, and writes them as PEM files:
     * the key as PKCS#8 for its owner only (0600), the certificate for everybody. Copy both to the other process; they
     * are all that it needs.
     *
     * @param certificate file to be made
     * @param key file to be made
     * @param validity from now on; an hour before now counts too, since clocks differ
     * @return settings that name the two files
     * @throws java.nio.file.FileAlreadyExistsException if one of the files is there already; it is left as it is
     * @throws IOException if a file cannot be written
     */
    public static Tls selfSigned(Path certificate, Path key, Duration validity) throws IOException {
        try {
            var pair = keyPair();
            var made = certificate(pair, validity);
            write(key, "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
            try {
                write(certificate, "CERTIFICATE", made.getEncoded(), "rw-r--r--");
            } catch (IOException | RuntimeException e) {
                Files.delete(key); // one without the other is of no use
                throw e;
            }
            return Tls.of(certificate, key);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("this JDK makes no EC keys: " + e.getMessage(), e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509CertificateHolder certificate(KeyPair pair, Duration validity)
            throws OperatorCreationException, IOException {
        var now = Instant.now();
        var name = new X500Name("CN=simple-ipc");
        var serial = new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
        var both = new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        return new JcaX509v3CertificateBuilder(
                        name,
                        serial,
                        Date.from(now.minus(CLOCKS_DIFFER)),
                        Date.from(now.plus(validity)),
                        name,
                        pair.getPublic())
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(both))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }

    private static void write(Path path, String kind, byte[] content, String mode) throws IOException {
        var text = "-----BEGIN " + kind + "-----\n" + LINES.encodeToString(content) + "\n-----END " + kind + "-----\n";
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        var attributes = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
        try (var file = Files.newByteChannel(
                path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            var bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }
    }
}
