package io.simpleipc.crypto.aesgcm;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.testkit.EncryptionContract;
import java.util.Arrays;
import java.util.List;

final class AesGcmContractTest extends EncryptionContract {
    private static final byte[] KEY = bytes(0x11);
    private static final byte[] OTHER_KEY = bytes(0x22);

    @Override
    protected EncryptionProvider provider() {
        return new AesGcmEncryption(EncryptionKey.of(KEY.clone()));
    }

    @Override
    protected EncryptionProvider providerWithOtherKey() {
        return new AesGcmEncryption(EncryptionKey.of(OTHER_KEY.clone()));
    }

    @Override
    protected List<byte[]> secrets() {
        return List.of(KEY, OTHER_KEY);
    }

    private static byte[] bytes(int value) {
        var bytes = new byte[EncryptionKey.LENGTH];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
