package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Secret;
import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The vectors of docs/protocol.md, section 8.3: what a second implementation would be written against. */
@Timeout(60)
final class VectorTest {
    private static final byte[] PING = bytes("09000000" + "0000000000000001");

    @Test
    void documentedVectorsAreWhatIsComputed() throws Exception {
        assertThat(computed(documented().get("derived"))).isEqualTo(documented());
    }

    private static Map<String, String> computed(String derived) throws Exception {
        var userKey = new byte[EncryptionKey.LENGTH];
        for (int i = 0; i < userKey.length; i++) {
            userKey[i] = (byte) i;
        }
        var root = Hkdf.extract(userKey, bytes(derived));
        var ofDialler = Hkdf.expand(root, GcmSession.LABEL + "d");
        var limits = new GcmDirection.Rekey(2, 1L << 36);
        var dialler = new GcmSession(userKey, keys(true, derived), limits);
        var listener = new GcmSession(userKey, keys(false, derived), limits);
        var nonce = bytes("0102030405060708090a0b0c");
        var message = new AesGcmEncryption(EncryptionKey.of(userKey.clone())).encrypt(nonce, PING);

        var values = new LinkedHashMap<String, String>();
        values.put("user key", hex(userKey));
        values.put("derived", derived);
        values.put("root", hex(root));
        values.put("key D to L", hex(ofDialler));
        values.put("key L to D", hex(Hkdf.expand(root, GcmSession.LABEL + "l")));
        values.put("next key D to L", hex(GcmDirection.nextKey(ofDialler, 1)));
        values.put("D to L, record 0", seal(dialler));
        values.put("D to L, record 1", seal(dialler));
        values.put("D to L, record 2", seal(dialler));
        values.put("L to D, record 0", seal(listener));
        values.put("message", hex(message));
        values.put("salt", hex(Passphrases.salt("")));
        values.put("salt of house 1", hex(Passphrases.salt("house 1")));
        values.put("passphrase key", hex(passphraseKey()));
        return values;
    }

    private static byte[] passphraseKey() {
        return Passphrases.key(Secret.of("correct horse"), null, "").copy();
    }

    private static SessionKeys keys(boolean dialler, String derived) {
        return new SessionKeys() {
            @Override
            public boolean dialler() {
                return dialler;
            }

            @Override
            public byte[] derive(String label) {
                assertThat(label).isEqualTo("aes-256-gcm");
                return bytes(derived);
            }
        };
    }

    /** The record as it travels, header included. */
    private static String seal(EncryptionSession session) throws GeneralSecurityException {
        int length = PING.length + session.overhead();
        var record = ByteBuffer.allocate(4 + length).putInt(length);
        session.seal(ByteBuffer.wrap(record.array(), 0, 4), ByteBuffer.wrap(PING), record);
        return hex(record.array());
    }

    /** Lines {@code name = hex} of the first block there; a line that starts with blanks continues the one above. */
    private static Map<String, String> documented() throws IOException {
        var text = Files.readString(protocol());
        var section = text.substring(text.indexOf("### 8.3 AES-256-GCM"));
        var block = section.substring(section.indexOf("```\n") + 4, section.indexOf("\n```", section.indexOf("```\n")));
        var values = new LinkedHashMap<String, String>();
        for (var line : block.replaceAll("\n +", "").split("\n")) {
            var parts = line.split(" *= ");
            values.put(parts[0], parts[1]);
        }
        return values;
    }

    private static Path protocol() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var file = folder.resolve("docs/protocol.md");
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new AssertionError("docs/protocol.md is in no folder above this one");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
