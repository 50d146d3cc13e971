package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GcmSessionTest {
    @Test
    void aRecordShorterThanItsTagIsRefusedWithBothNumbersBeforeTheCipherSeesIt() throws GeneralSecurityException {
        for (int length = 0; length < GcmSession.TAG; length++) {
            var sealed = ByteBuffer.allocate(length);
            try (var session = session()) {
                assertThatThrownBy(() -> session.open(ByteBuffer.allocate(4), sealed, ByteBuffer.allocate(64)))
                        .isInstanceOf(AEADBadTagException.class)
                        .hasMessageContaining("at least 16 bytes, not " + length);
            }
        }
    }

    private static EncryptionSession session() throws GeneralSecurityException {
        var keys = new SessionKeys() {
            @Override
            public boolean dialler() {
                return false;
            }

            @Override
            public byte[] derive(String label) {
                return new byte[32];
            }
        };
        return new GcmSession(new byte[EncryptionKey.LENGTH], keys, GcmDirection.Rekey.DEFAULT);
    }
}
