package io.simpleipc.crypto.aesgcm;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The only class that touches Bouncy Castle, which may be missing: then its first use is a {@link LinkageError}. No
 * security provider is registered. Stateless.
 */
final class Argon2 {
    private Argon2() {}

    /** Argon2id, version 1.3. Source: RFC 9106. */
    static byte[] hash(byte[] passphrase, byte[] salt, Passphrases.Cost cost) {
        return hash(
                passphrase,
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withIterations(cost.passes())
                        .withMemoryAsKB(cost.kibibytes())
                        .withParallelism(cost.lanes())
                        .withSalt(salt)
                        .build());
    }

    static byte[] hash(byte[] passphrase, Argon2Parameters parameters) {
        var generator = new Argon2BytesGenerator();
        generator.init(parameters);
        var output = new byte[EncryptionKey.LENGTH];
        generator.generateBytes(passphrase, output);
        return output;
    }
}
