package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.EncryptionProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The vectors of docs/protocol.md, section 8.1: what a second implementation would be written against. */
@Timeout(60)
class HandshakeVectorTest {
    @Test
    void documentedVectorsAreWhatIsSent() throws GeneralSecurityException, IOException {
        var expected = documented();
        var computed = new LinkedHashMap<String, String>();
        computed.putAll(vector("plain", null));
        computed.putAll(vector("sealed", Fixtures.xor(0x5a)));
        assertThat(computed).isEqualTo(expected);
    }

    /** Plays one handshake with fixed keys, and repeats the key schedule beside it. */
    private static Map<String, String> vector(String name, @Nullable EncryptionProvider encryption)
            throws GeneralSecurityException {
        var duel = new Duel(
                        Fixtures.dialer(Fixtures.SECRET, encryption), Fixtures.listener(Fixtures.SECRET, encryption))
                .play();
        assertThat(duel.seated() && duel.dialerJoined()).isTrue();
        var hello = duel.flights.get(Duel.HELLO);
        var welcome = duel.flights.get(Duel.WELCOME);
        var choice = Arrays.copyOf(welcome, welcome.length - 3 - Noise.OVERHEAD);
        var noise1 = Arrays.copyOfRange(welcome, choice.length + 3, welcome.length);
        var noise2 = duel.flights.get(Duel.NOISE2);

        var noise = new Noise(
                Transcript.prologue(hello, choice, Fixtures.UNIX, false),
                Fixtures.psk(Fixtures.SECRET),
                Fixtures.fixed(2).ephemeral());
        assertThat(noise.writeFirst(new byte[0])).isEqualTo(noise1);
        var firstHash = noise.handshakeHash();
        noise.readSecond(Arrays.copyOfRange(noise2, 3, noise2.length));
        var hash = noise.handshakeHash();
        var split = noise.split();

        var values = new LinkedHashMap<String, String>();
        values.put(name + " psk", hex(Fixtures.psk(Fixtures.SECRET)));
        values.put(name + " HELLO", hex(hello));
        values.put(name + " CHOICE", hex(choice));
        values.put(name + " NOISE1", hex(Arrays.copyOfRange(welcome, choice.length, welcome.length)));
        values.put(name + " h1", hex(firstHash));
        values.put(name + " P of D", hex(Canary.ofDialer(firstHash)));
        values.put(name + " NOISE2", hex(noise2));
        values.put(name + " h", hex(hash));
        values.put(name + " export", hex(split.export));
        values.put(name + " P of L", hex(Canary.ofListener(hash)));
        values.put(name + " VERDICT", hex(duel.flights.get(Duel.VERDICT)));
        values.put(name + " OPEN", hex(duel.flights.get(Duel.OPEN)));
        values.put(name + " mac key D to L", hex(Transcript.macKeyOfDialer(split, hash)));
        values.put(name + " mac key L to D", hex(Transcript.macKeyOfListener(split, hash)));
        return values;
    }

    /** Lines {@code name = hex} of the first block there; a line that starts with blanks continues the one above. */
    private static Map<String, String> documented() throws IOException {
        var text = Files.readString(protocol());
        var section = text.substring(text.indexOf("### 8.1 Handshake"));
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

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
