package io.simpleipc.it;

import io.simpleipc.Encryption;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.spi.EncryptionFactory;
import io.simpleipc.spi.Options;

/** Encryption {@code it-identity}: what goes in comes out. So whatever is refused is refused by the engine. */
public final class IdentityFactory implements EncryptionFactory {
    @Override
    public String type() {
        return "it-identity";
    }

    @Override
    public EncryptionProvider create(Encryption encryption) {
        Options.of(encryption);
        return provider();
    }

    static EncryptionProvider provider() {
        return new EncryptionProvider() {
            @Override
            public byte[] encrypt(byte[] plain) {
                return plain.clone();
            }

            @Override
            public byte[] decrypt(byte[] encrypted) {
                return encrypted.clone();
            }
        };
    }
}
