package io.simpleipc.guide;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.testkit.EncryptionContract;

// guide: contract
class ChaChaTest extends EncryptionContract {
    @Override
    protected EncryptionProvider provider() {
        return new ChaCha(new byte[32]);
    }

    @Override
    protected EncryptionProvider providerWithOtherKey() {
        byte[] other = new byte[32];
        other[0] = 1;
        return new ChaCha(other);
    }
}
// end
