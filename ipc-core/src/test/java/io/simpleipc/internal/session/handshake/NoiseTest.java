package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.internal.Algorithms;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pattern against the vector that the Noise community published, and the curve at its edges. */
@Timeout(60)
class NoiseTest {
    private static String vector = "";

    @BeforeAll
    static void load() throws IOException {
        try (var in = NoiseTest.class.getResourceAsStream("/noise-vectors/NNpsk2_25519_AESGCM_SHA256.cacophony.json")) {
            vector = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void publishedVectorHoldsForBothSides() throws GeneralSecurityException {
        var payloads = all("payload");
        var messages = all("ciphertext");
        var initiator = new Noise(one("init_prologue"), psk("init_psks"), X25519.of(one("init_ephemeral")));
        var responder = new Noise(one("resp_prologue"), psk("resp_psks"), X25519.of(one("resp_ephemeral")));

        assertThat(initiator.writeFirst(payloads.get(0))).isEqualTo(messages.get(0));
        assertThat(responder.readFirst(messages.get(0))).isEqualTo(payloads.get(0));
        assertThat(responder.writeSecond(payloads.get(1))).isEqualTo(messages.get(1));
        assertThat(initiator.readSecond(messages.get(1))).isEqualTo(payloads.get(1));
        assertThat(initiator.handshakeHash()).isEqualTo(one("handshake_hash"));
        assertThat(responder.handshakeHash()).isEqualTo(one("handshake_hash"));

        var ours = initiator.split();
        var theirs = responder.split();
        assertThat(ours.export).isEqualTo(theirs.export).isNotEqualTo(new byte[32]);
        for (int i = 2; i < messages.size(); i++) {
            boolean fromInitiator = i % 2 == 0;
            var sender = fromInitiator ? ours.fromInitiator : theirs.fromResponder;
            var receiver = fromInitiator ? theirs.fromInitiator : ours.fromResponder;
            assertThat(sender.seal(new byte[0], payloads.get(i))).isEqualTo(messages.get(i));
            assertThat(receiver.open(new byte[0], messages.get(i))).isEqualTo(payloads.get(i));
        }
    }

    @Test
    void otherPskOrPrologueDoesNotOpen() throws GeneralSecurityException {
        assertThatThrownBy(() -> exchange("prologue", "prologue", (byte) 2)).isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> exchange("prologue", "other", (byte) 1)).isInstanceOf(AEADBadTagException.class);
        assertThat(exchange("prologue", "prologue", (byte) 1)).isEmpty();
    }

    @Test
    void aMessageThatIsTooShortForAKeyAndATagDoesNotOpen() {
        for (int length : new int[] {0, 31, 32, 47}) {
            var noise = new Noise(new byte[0], new byte[32], X25519.generate());
            assertThatThrownBy(() -> noise.readFirst(new byte[length]))
                    .isInstanceOf(AEADBadTagException.class)
                    .hasMessageContaining("too short for a key");
        }
    }

    @Test
    void aSharedSecretOfZerosIsRefusedEvenIfTheProviderMakesIt() throws GeneralSecurityException {
        assertThatThrownBy(() -> X25519.requireContribution(new byte[32])).isInstanceOf(InvalidKeyException.class);
        var shared = new byte[32];
        shared[31] = 1;
        assertThat(X25519.requireContribution(shared)).isSameAs(shared);
    }

    @Test
    void aRuntimeThatLacksAnAlgorithmIsNamed() {
        Algorithms.without(
                "KeyPairGenerator.X25519",
                () -> assertThatThrownBy(X25519::require)
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("jlink --add-modules jdk.crypto.ec"));
        Algorithms.without(
                "MessageDigest.SHA-256",
                () -> assertThatThrownBy(() -> Sha256.hash(new byte[1]))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("SHA-256"));
        Algorithms.without(
                "Mac.HmacSHA256",
                () -> assertThatThrownBy(() -> Sha256.hmac(new byte[1]))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("HmacSHA256"));
        X25519.require();
        assertThat(Sha256.hmac(Sha256.hash(), new byte[1])).hasSize(32);
    }

    @Test
    void keysAreForgottenWhenWiped() throws GeneralSecurityException {
        var noise = new Noise(new byte[0], new byte[32], X25519.generate());
        noise.writeFirst(new byte[0]);
        var split = noise.split();
        split.wipe();
        assertThat(split.export).isEqualTo(new byte[32]);
    }

    @Test
    void publicKeysAreEncodedAsRfc7748Says() throws GeneralSecurityException {
        // RFC 7748, section 6.1
        var alice = X25519.of(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        var bob = X25519.of(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        var shared = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

        assertThat(alice.publicKey())
                .isEqualTo(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
        assertThat(bob.publicKey()).isEqualTo(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        assertThat(alice.agree(bob.publicKey())).isEqualTo(shared);
        assertThat(bob.agree(alice.publicKey())).isEqualTo(shared);
    }

    @Test
    void coordinatesSurviveTheWayThere() {
        for (var u : List.of(
                BigInteger.ONE, BigInteger.valueOf(9), BigInteger.TWO.pow(255).subtract(BigInteger.ONE))) {
            assertThat(X25519.decode(X25519.encode(u))).isEqualTo(u);
        }
        for (int i = 0; i < 200; i++) {
            var pair = X25519.generate();
            assertThat(X25519.encode(X25519.decode(pair.publicKey()))).isEqualTo(pair.publicKey());
        }
    }

    /** The points that yield a secret known to everybody: of order 1, 2, 4 and 8, and their larger spellings. */
    static Stream<String> smallOrderPoints() {
        return Stream.of(
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    }

    @ParameterizedTest
    @MethodSource("smallOrderPoints")
    void pointsOfSmallOrderAreRefused(String point) {
        assertThatThrownBy(() -> X25519.generate().agree(hex(point))).isInstanceOf(InvalidKeyException.class);
    }

    private static byte[] exchange(String prologue, String otherPrologue, byte otherPsk)
            throws GeneralSecurityException {
        var psk = new byte[32];
        psk[0] = 1;
        var theirPsk = new byte[32];
        theirPsk[0] = otherPsk;
        var initiator = new Noise(Sha256.ascii(prologue), psk, X25519.generate());
        var responder = new Noise(Sha256.ascii(otherPrologue), theirPsk, X25519.generate());
        responder.readFirst(initiator.writeFirst(new byte[0]));
        return initiator.readSecond(responder.writeSecond(new byte[0]));
    }

    private static byte[] psk(String name) {
        var matcher =
                Pattern.compile("\"" + name + "\": \\[\\s*\"([0-9a-f]*)\"").matcher(vector);
        assertThat(matcher.find()).isTrue();
        return hex(matcher.group(1));
    }

    private static byte[] one(String name) {
        return all(name).get(0);
    }

    private static List<byte[]> all(String name) {
        return Pattern.compile("\"" + name + "\": \"([0-9a-f]*)\"")
                .matcher(vector)
                .results()
                .map(each -> hex(each.group(1)))
                .toList();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
