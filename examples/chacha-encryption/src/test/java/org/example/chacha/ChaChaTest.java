package org.example.chacha;

import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.testkit.EncryptionContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the engine relies on: inherited, all of it. */
final class ChaChaTest extends EncryptionContract {
    @TempDir
    private Path folder;

    @Override
    protected EncryptionProvider provider() throws Exception {
        return provider((byte) 1);
    }

    @Override
    protected EncryptionProvider providerWithOtherKey() throws Exception {
        return provider((byte) 2);
    }

    private EncryptionProvider provider(byte each) throws Exception {
        var key = new byte[32];
        Arrays.fill(key, each);
        var file = Files.write(folder.resolve("key" + each), key);
        return new ChaChaFactory().create(Encryption.of("chacha20-poly1305").with("keyFile", file.toString()));
    }
}
