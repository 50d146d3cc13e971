package io.simpleipc.internal.session.handshake;

import io.simpleipc.ConfigurationException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * One ephemeral X25519 key pair, by the JDK's own primitives. Public keys travel as 32 bytes, little-endian, as RFC 7748
 * says; the JDK keeps them as a number. Immutable.
 */
final class X25519 {
    static final int LENGTH = 32;

    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private final PrivateKey privateKey;
    private final byte[] publicKey;

    X25519(PrivateKey privateKey, byte[] publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /**
     * Fails early where there is no X25519: every JDK has it, an image of some of its modules may not.
     *
     * @throws ConfigurationException that names the module to add
     */
    static void require() {
        generator();
    }

    static X25519 generate() {
        var pair = generator().generateKeyPair();
        return new X25519(pair.getPrivate(), encode(((XECPublicKey) pair.getPublic()).getU()));
    }

    private static KeyPairGenerator generator() {
        try {
            return KeyPairGenerator.getInstance("X25519");
        } catch (NoSuchAlgorithmException e) {
            throw new ConfigurationException(
                    "this Java run-time image has no X25519; make it with: jlink --add-modules jdk.crypto.ec,...", e);
        }
    }

    /** The pair of a given private key, for test vectors. */
    static X25519 of(byte[] scalar) throws GeneralSecurityException {
        var key = KeyFactory.getInstance("X25519")
                .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar.clone()));
        return new X25519(key, agree(key, publicKey(BASE_POINT)));
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * The secret shared with the holder of another key.
     *
     * @throws InvalidKeyException if their key is a point of small order, so that the secret would be no secret
     */
    byte[] agree(byte[] theirs) throws GeneralSecurityException {
        return requireContribution(agree(privateKey, publicKey(decode(theirs))));
    }

    /** RFC 7748, section 6.1; the JDK's own provider has seen to it already, another one may not. */
    static byte[] requireContribution(byte[] shared) throws InvalidKeyException {
        if (MessageDigest.isEqual(shared, new byte[LENGTH])) {
            throw new InvalidKeyException("a point of small order");
        }
        return shared;
    }

    private static byte[] agree(PrivateKey ours, PublicKey theirs) throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance("X25519");
        agreement.init(ours);
        agreement.doPhase(theirs, true);
        return agreement.generateSecret();
    }

    private static PublicKey publicKey(BigInteger u) throws GeneralSecurityException {
        return KeyFactory.getInstance("X25519").generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u));
    }

    /** Little-endian bytes of a coordinate. */
    static byte[] encode(BigInteger u) {
        var bigEndian = u.toByteArray();
        var bytes = new byte[LENGTH];
        for (int i = 0; i < Math.min(LENGTH, bigEndian.length); i++) {
            bytes[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return bytes;
    }

    /** The coordinate of little-endian bytes; the highest bit is ignored, as RFC 7748 wants it. */
    static BigInteger decode(byte[] bytes) {
        var bigEndian = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bigEndian[i] = bytes[LENGTH - 1 - i];
        }
        bigEndian[0] &= 0x7f;
        return new BigInteger(1, bigEndian);
    }
}
