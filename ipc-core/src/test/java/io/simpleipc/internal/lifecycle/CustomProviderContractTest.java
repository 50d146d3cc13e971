package io.simpleipc.internal.lifecycle;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.testkit.EncryptionContract;

/** The two methods alone, in a few lines of a user's code. */
final class CustomProviderContractTest extends EncryptionContract {
    /** No security, but a key. */
    record Xor(int key) implements EncryptionProvider {
        @Override
        public byte[] encrypt(byte[] plain) {
            var bytes = plain.clone();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= (byte) key;
            }
            return bytes;
        }

        @Override
        public byte[] decrypt(byte[] encrypted) {
            return encrypt(encrypted);
        }
    }

    @Override
    protected EncryptionProvider provider() {
        return new Xor(0x5a);
    }

    @Override
    protected EncryptionProvider providerWithOtherKey() {
        return new Xor(0xa5);
    }
}
