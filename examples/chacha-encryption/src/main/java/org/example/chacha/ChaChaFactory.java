package org.example.chacha;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Type {@code chacha20-poly1305}, option {@code keyFile}: a file of 32 random bytes. */
public final class ChaChaFactory implements EncryptionFactory {
    private static final int KEY_LENGTH = 32;

    /** For {@link java.util.ServiceLoader}. */
    public ChaChaFactory() {}

    @Override
    public String type() {
        return "chacha20-poly1305";
    }

    @Override
    public EncryptionProvider create(Encryption encryption) {
        var file = Options.of(encryption, "keyFile").option("keyFile");
        if (file == null) {
            throw new ConfigurationException("chacha20-poly1305 needs a key; set keyFile to a file of 32 bytes", null);
        }
        return new ChaCha(key(Path.of(file)));
    }

    private static byte[] key(Path file) {
        try {
            var key = Files.readAllBytes(file);
            if (key.length != KEY_LENGTH) {
                throw new ConfigurationException(
                        "the key file " + file + " has " + key.length + " bytes, not " + KEY_LENGTH
                                + "; make one with: head -c 32 /dev/urandom > " + file,
                        null);
            }
            return key;
        } catch (IOException e) {
            throw new ConfigurationException("the key file " + file + " cannot be read", e);
        }
    }
}
