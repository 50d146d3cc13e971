package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Secret;
import io.simpleipc.Tls;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Key files that somebody made so that to open them takes hours, or all memory. */
@Timeout(60)
class CostlyKeyTest {
    private static final ASN1ObjectIdentifier SCRYPT = new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");
    private static final DEROctetString SALT = new DEROctetString(new byte[8]);

    @TempDir
    Path directory;

    private static BigInteger power(int exponent, int more) {
        return BigInteger.TWO.pow(exponent).add(BigInteger.valueOf(more));
    }

    private static AlgorithmIdentifier algorithm(ASN1ObjectIdentifier id, ASN1Encodable... parameters) {
        return new AlgorithmIdentifier(id, new DERSequence(parameters));
    }

    private static AlgorithmIdentifier pbes2(AlgorithmIdentifier derivation) {
        var aes = new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]));
        return algorithm(PKCSObjectIdentifiers.id_PBES2, derivation, aes);
    }

    private static AlgorithmIdentifier scheme(String name, BigInteger iterations) {
        var count = new ASN1Integer(iterations);
        return switch (name) {
            case "PBKDF2" -> pbes2(algorithm(PKCSObjectIdentifiers.id_PBKDF2, SALT, count));
            case "PBES1" -> algorithm(PKCSObjectIdentifiers.pbeWithSHA1AndDES_CBC, SALT, count);
            default -> algorithm(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, SALT, count);
        };
    }

    private void assertRefused(AlgorithmIdentifier scheme, String... parts) throws IOException {
        var pair = Pairs.OURS;
        var key = directory.resolve("costly.key");
        var bytes = new EncryptedPrivateKeyInfo(scheme, new byte[32]).getEncoded();
        Files.writeString(
                key,
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThatThrownBy(
                        () -> PemFiles.read(Tls.of(pair.certificate(), key).withKeyPassword(Secret.of("open-sesame"))))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains(parts)
                        .contains("costly.key", "openssl pkcs8 -topk8")
                        .hasSizeLessThan(1_000));
    }

    @ParameterizedTest
    @CsvSource({"PBKDF2, 22", "PBKDF2, 31", "PBKDF2, 62", "PBES1, 22", "PBES1, 31", "PKCS12, 22", "PKCS12, 31"})
    void tooManyIterationsAreRefused(String scheme, int exponent) throws IOException {
        var asked = power(exponent, 1);
        assertRefused(scheme(scheme, asked), "asks for " + asked + " iterations", "may ask for 4194304;");
    }

    @Test
    void aNumberThatFillsTheFileIsNotRepeated() throws IOException {
        assertRefused(scheme("PBKDF2", power(100_000, 0)), "asks for 2^100000 or more iterations");
    }

    @ParameterizedTest
    @CsvSource({
        "1048576, 8, 1, 1073742848 bytes of memory for scrypt, 33554432",
        "2, 1, 300000, 38400256 bytes of memory for scrypt, 33554432",
        "16384, 8, 33, 4325376 rounds of scrypt, 4194304",
        "2, 8, 2147483647, 2199023256576 bytes of memory for scrypt, 33554432"
    })
    void soMuchOfScryptIsRefused(int cost, int block, int parallel, String asked, String allowed) throws IOException {
        var scrypt = algorithm(SCRYPT, SALT, new ASN1Integer(cost), new ASN1Integer(block), new ASN1Integer(parallel));
        assertRefused(pbes2(scrypt), "asks for " + asked, "may ask for " + allowed + ";");
    }
}
