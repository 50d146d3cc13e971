package io.simpleipc.transport.tls;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.operator.DefaultAlgorithmNameFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12PBEInputDecryptorProviderBuilder;

/**
 * Opens an encrypted PKCS#8 key (RFC 5958) as openssl makes them, with a password of any characters: the JDK's own
 * ciphers take ASCII only. PBES2 with PBKDF2 or scrypt and AES or 3DES in CBC (RFC 8018), and the older PBES1 and PKCS#12
 * schemes. Stateless.
 */
final class EncryptedKey {
    private static final ASN1ObjectIdentifier SCRYPT = new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");
    private static final long MOST_SCRYPT_BYTES = 32 << 20; // openssl allows no more either

    /** Some seconds. openssl writes 2,048 iterations if it is not told otherwise, and scrypt with 2^17 in this sense. */
    private static final int MOST_ROUNDS = 1 << 22;

    private static final int LONGEST_NUMBER_BITS = 63; // whatever the file claims goes into a message
    private static final int BITS = 8;

    private EncryptedKey() {}

    /** The file is encrypted in a way that is not known here. The message is the way's name. */
    static final class UnknownSchemeException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownSchemeException(ASN1ObjectIdentifier scheme) {
            this(nameOf(scheme));
        }

        UnknownSchemeException(String scheme) {
            super(scheme);
        }

        private static String nameOf(ASN1ObjectIdentifier id) {
            var names = new DefaultAlgorithmNameFinder();
            return names.hasAlgorithmName(id) ? names.getAlgorithmName(id) + " (" + id + ")" : id.getId();
        }
    }

    /** To open the file would take too long, or too much memory. The message is what it asks for, and what it may have. */
    static final class TooCostlyException extends Exception {
        private static final long serialVersionUID = 1L;

        TooCostlyException(BigInteger asked, long allowed, String what) {
            super((asked.bitLength() <= LONGEST_NUMBER_BITS ? asked : "2^" + (asked.bitLength() - 1) + " or more") + " "
                    + what + ", and may ask for " + allowed);
        }
    }

    /** The password is another one, or the file is damaged. */
    static final class WrongPasswordException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongPasswordException(Throwable cause) {
            super("what came out is no key", cause);
        }
    }

    /**
     * Decrypts.
     *
     * @param password its UTF-8 bytes, which are what openssl takes; the caller wipes them
     */
    static PrivateKeyInfo open(PKCS8EncryptedPrivateKeyInfo locked, byte[] password)
            throws UnknownSchemeException, TooCostlyException, WrongPasswordException {
        var scheme = locked.getEncryptionAlgorithm();
        if (scheme.getAlgorithm().on(PKCSObjectIdentifiers.pkcs_12PbeIds)) {
            return openOfPkcs12(locked, password);
        }
        var sealed = locked.getEncryptedData();
        var plain = new byte[sealed.length];
        try {
            var cipher = scheme.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)
                    ? modern(PBES2Parameters.getInstance(scheme.getParameters()), password)
                    : old(scheme, password);
            int length = cipher.processBytes(sealed, 0, sealed.length, plain, 0);
            length += cipher.doFinal(plain, length);
            return PrivateKeyInfo.getInstance(Arrays.copyOf(plain, length));
        } catch (InvalidCipherTextException | RuntimeException e) {
            throw new WrongPasswordException(e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    // PBES2.

    private static PaddedBufferedBlockCipher modern(PBES2Parameters parameters, byte[] password)
            throws UnknownSchemeException, TooCostlyException {
        var inner = parameters.getEncryptionScheme();
        var key = key(parameters.getKeyDerivationFunc(), password, keyLength(inner.getAlgorithm()));
        var iv = ASN1OctetString.getInstance(inner.getParameters()).getOctets();
        boolean aes = inner.getAlgorithm().on(NISTObjectIdentifiers.aes);
        return decrypting(aes ? AESEngine.newInstance() : new DESedeEngine(), new ParametersWithIV(key, iv));
    }

    private static int keyLength(ASN1ObjectIdentifier id) throws UnknownSchemeException {
        if (id.equals(NISTObjectIdentifiers.id_aes128_CBC)) {
            return 16;
        }
        if (id.equals(NISTObjectIdentifiers.id_aes192_CBC) || id.equals(PKCSObjectIdentifiers.des_EDE3_CBC)) {
            return 24;
        }
        if (id.equals(NISTObjectIdentifiers.id_aes256_CBC)) {
            return 32;
        }
        throw new UnknownSchemeException(id);
    }

    private static KeyParameter key(KeyDerivationFunc function, byte[] password, int length)
            throws UnknownSchemeException, TooCostlyException {
        if (function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            var parameters = PBKDF2Params.getInstance(function.getParameters());
            var generator = new PKCS5S2ParametersGenerator(digest(parameters.getPrf()));
            generator.init(password, parameters.getSalt(), iterations(parameters.getIterationCount()));
            return (KeyParameter) generator.generateDerivedParameters(length * BITS);
        }
        if (function.getAlgorithm().equals(SCRYPT)) {
            return scrypt(ASN1Sequence.getInstance(function.getParameters()), password, length);
        }
        throw new UnknownSchemeException(function.getAlgorithm());
    }

    /** RFC 7914, section 7. */
    private static KeyParameter scrypt(ASN1Sequence parameters, byte[] password, int length)
            throws UnknownSchemeException, TooCostlyException {
        var salt = ASN1OctetString.getInstance(parameters.getObjectAt(0)).getOctets();
        var cost = integer(parameters, 1);
        var block = integer(parameters, 2);
        var parallel = integer(parameters, 3);
        atMost(
                MOST_SCRYPT_BYTES,
                cost.add(parallel).multiply(block).multiply(BigInteger.valueOf(128)),
                "bytes of memory for scrypt");
        atMost(MOST_ROUNDS, cost.multiply(block).multiply(parallel), "rounds of scrypt");
        var key = SCrypt.generate(
                password, salt, cost.intValueExact(), block.intValueExact(), parallel.intValueExact(), length);
        try {
            return new KeyParameter(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static BigInteger integer(ASN1Sequence parameters, int index) {
        return ASN1Integer.getInstance(parameters.getObjectAt(index)).getValue();
    }

    private static int iterations(BigInteger asked) throws TooCostlyException {
        atMost(MOST_ROUNDS, asked, "iterations of its key derivation");
        return asked.intValueExact();
    }

    private static void atMost(long allowed, BigInteger asked, String what) throws TooCostlyException {
        if (asked.compareTo(BigInteger.valueOf(allowed)) > 0) {
            throw new TooCostlyException(asked, allowed, what);
        }
    }

    private static Digest digest(AlgorithmIdentifier prf) throws UnknownSchemeException {
        var id = prf.getAlgorithm();
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA1)) {
            return new SHA1Digest();
        }
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA224)) {
            return new SHA224Digest();
        }
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA256)) {
            return SHA256Digest.newInstance();
        }
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA384)) {
            return new SHA384Digest();
        }
        if (id.equals(PKCSObjectIdentifiers.id_hmacWithSHA512)) {
            return new SHA512Digest();
        }
        throw new UnknownSchemeException(id);
    }

    // What came before.

    /** PBES1: what openssl wrote unasked before its version 1.1. */
    private static PaddedBufferedBlockCipher old(AlgorithmIdentifier scheme, byte[] password)
            throws UnknownSchemeException, TooCostlyException {
        Digest digest;
        if (scheme.getAlgorithm().equals(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC)) {
            digest = new MD5Digest();
        } else if (scheme.getAlgorithm().equals(PKCSObjectIdentifiers.pbeWithSHA1AndDES_CBC)) {
            digest = new SHA1Digest();
        } else {
            throw new UnknownSchemeException(scheme.getAlgorithm());
        }
        var parameters = PBEParameter.getInstance(scheme.getParameters());
        var generator = new PKCS5S1ParametersGenerator(digest);
        generator.init(password, parameters.getSalt(), iterations(parameters.getIterationCount()));
        return decrypting(new DESEngine(), generator.generateDerivedParameters(64, 64));
    }

    private static PaddedBufferedBlockCipher decrypting(BlockCipher engine, CipherParameters key) {
        var cipher = new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine));
        cipher.init(false, key);
        return cipher;
    }

    /** PKCS#12 takes characters. */
    private static PrivateKeyInfo openOfPkcs12(PKCS8EncryptedPrivateKeyInfo locked, byte[] password)
            throws UnknownSchemeException, TooCostlyException, WrongPasswordException {
        var text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(password));
        var characters = Arrays.copyOf(text.array(), text.limit());
        try {
            var scheme = locked.getEncryptionAlgorithm();
            iterations(PKCS12PBEParams.getInstance(scheme.getParameters()).getIterations());
            var decryptor = new BcPKCS12PBEInputDecryptorProviderBuilder().build(characters);
            decryptor.get(scheme); // to tell the failures apart
            return locked.decryptPrivateKeyInfo(decryptor);
        } catch (OperatorCreationException e) {
            throw new UnknownSchemeException(locked.getEncryptionAlgorithm().getAlgorithm());
        } catch (PKCSException | RuntimeException e) {
            throw new WrongPasswordException(e);
        } finally {
            Arrays.fill(text.array(), '\0');
            Arrays.fill(characters, '\0');
        }
    }
}
