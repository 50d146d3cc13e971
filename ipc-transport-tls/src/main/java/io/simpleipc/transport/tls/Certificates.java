package io.simpleipc.transport.tls;

import io.simpleipc.Tls;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
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
import java.util.Arrays;
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
    private static final Duration SHORTEST = Duration.ofSeconds(1); // a certificate's dates count seconds
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z"); // RFC 5280
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Certificates() {}

    /** Puts all bytes into a file. */
    interface Writing {
        void write(WritableByteChannel file, ByteBuffer bytes) throws IOException;
    }

    /**
     * Makes a key (EC, curve P-256) and a certificate that it signs itself, for both roles, and writes them as PEM files:
     * the key as PKCS#8 for its owner only (0600), the certificate for everybody. Copy both to the other process; they
     * are all that it needs. If one of them cannot be written, neither is left behind.
     *
     * @param certificate file to be made
     * @param key file to be made
     * @param validity from now on, at least one second and not beyond the year 9999; an hour before now counts too, since
     *     clocks differ
     * @return settings that name the two files
     * @throws IllegalArgumentException if the validity is none; nothing is written
     * @throws java.nio.file.FileAlreadyExistsException if one of the files is there already; it is left as it is
     * @throws IOException if a file cannot be written
     */
    public static Tls selfSigned(Path certificate, Path key, Duration validity) throws IOException {
        return selfSigned(certificate, key, validity, Certificates::writeAll);
    }

    static Tls selfSigned(Path certificate, Path key, Duration validity, Writing writing) throws IOException {
        var now = Instant.now();
        var end = end(now, validity);
        try {
            var pair = keyPair();
            var made = certificate(pair, now, end);
            write(key, "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------", writing);
            try {
                write(certificate, "CERTIFICATE", made.getEncoded(), "rw-r--r--", writing);
            } catch (IOException | RuntimeException e) {
                delete(key, e); // one without the other is of no use
                throw e;
            }
            return Tls.of(certificate, key);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("this JDK makes no EC keys: " + e.getMessage(), e);
        }
    }

    private static Instant end(Instant now, Duration validity) {
        if (validity.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("a certificate must be valid for a second or more, not " + validity);
        }
        if (validity.compareTo(Duration.between(now, LAST)) > 0) {
            throw new IllegalArgumentException(
                    "a certificate cannot be valid beyond the year 9999, and so not for " + validity + " from now on");
        }
        return now.plus(validity);
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509CertificateHolder certificate(KeyPair pair, Instant now, Instant end)
            throws OperatorCreationException, IOException {
        var name = new X500Name("CN=simple-ipc");
        var serial = new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
        var both = new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        return new JcaX509v3CertificateBuilder(
                        name, serial, Date.from(now.minus(CLOCKS_DIFFER)), Date.from(end), name, pair.getPublic())
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(both))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }

    private static void write(Path path, String kind, byte[] content, String mode, Writing writing) throws IOException {
        var text = pem(kind, content);
        try (var file = Files.newByteChannel(path, NEW, attributes(path, mode))) {
            try {
                writing.write(file, ByteBuffer.wrap(text));
            } catch (IOException | RuntimeException e) {
                delete(path, e); // a part of it is of no use, and would be in the way next time
                throw e;
            }
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** As bytes all the way, which can be wiped; the content is. */
    private static byte[] pem(String kind, byte[] content) {
        var lines = LINES.encode(content);
        try {
            var head = ascii("-----BEGIN " + kind + "-----\n");
            var tail = ascii("\n-----END " + kind + "-----\n");
            return ByteBuffer.allocate(head.length + lines.length + tail.length)
                    .put(head)
                    .put(lines)
                    .put(tail)
                    .array();
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(lines, (byte) 0);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static FileAttribute<?>[] attributes(Path path, String mode) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static void writeAll(WritableByteChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private static void delete(Path path, Exception reason) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
