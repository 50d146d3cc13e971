package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.Encryption;
import io.simpleipc.spi.EncryptionFactory;
import java.io.IOException;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PassphrasesTest {
    private static byte[] filled(int length, int value) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Source: RFC 9106, section 5.3. */
    @Test
    void thePublishedVectorOfArgon2idComesOut() {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withIterations(3)
                .withMemoryAsKB(32)
                .withParallelism(4)
                .withSalt(filled(16, 2))
                .withSecret(filled(8, 3))
                .withAdditional(filled(12, 4))
                .build();

        assertThat(HexFormat.of().formatHex(Argon2.hash(filled(32, 1), parameters)))
                .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    @Test
    void noSecurityProviderIsRegistered() {
        var before = List.of(Security.getProviders());
        new AesGcmFactory().create(Encryption.of("aes-256-gcm").with("passphrase", "correct horse"));

        assertThat(Security.getProviders()).containsExactlyElementsOf(before);
    }

    @Test
    void withoutBouncyCastleTheErrorNamesTheArtifactAndAKeyFileStillWorks() throws Exception {
        var factory = (EncryptionFactory) new WithoutBouncyCastle()
                .loadClass(AesGcmFactory.class.getName())
                .getConstructor()
                .newInstance();
        var encryption = Encryption.of("aes-256-gcm");

        assertThatThrownBy(() -> factory.create(encryption.with("passphrase", "marker-secret-zx81")))
                .hasMessageContaining("org.bouncycastle:bcprov-jdk18on")
                .hasMessageNotContaining("marker-secret-zx81");
        assertThatThrownBy(() -> factory.create(encryption.with("keyFile", "/nowhere/encryption.key")))
                .hasMessageContaining("/nowhere/encryption.key cannot be read");
    }

    /** Loads the plug-in anew, in a world without that library. */
    private static final class WithoutBouncyCastle extends ClassLoader {
        WithoutBouncyCastle() {
            super(PassphrasesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.bouncycastle.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.simpleipc.crypto.aesgcm.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                var bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
