package io.simpleipc.internal.wire;

import static io.simpleipc.internal.wire.Bytes.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.internal.Algorithms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class MacSealTest {
    static final EncryptionProvider IDENTITY = new EncryptionProvider() {
        @Override
        public byte[] encrypt(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decrypt(byte[] encrypted) {
            return encrypted;
        }
    };

    private static final byte[] DIALLER_KEY = pattern(32, 1);
    private static final byte[] LISTENER_KEY = pattern(32, 2);

    private static MacSeal dialler(EncryptionProvider provider) {
        return new MacSeal(provider, DIALLER_KEY, LISTENER_KEY, 1);
    }

    private static MacSeal listener(EncryptionProvider provider) {
        return new MacSeal(provider, LISTENER_KEY, DIALLER_KEY, 0);
    }

    private static byte[] seal(MacSeal seal, byte[] plain) throws IOException {
        ByteBuffer body = seal.seal(ByteBuffer.wrap(plain));
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }

    private static byte[] open(MacSeal seal, byte[] body) throws IOException {
        ByteBuffer plain = seal.open(ByteBuffer.wrap(body));
        byte[] bytes = new byte[plain.remaining()];
        plain.get(bytes);
        return bytes;
    }

    @Test
    void recordsOpenInOrderBothWays() throws Exception {
        var dialler = dialler(IDENTITY);
        var listener = listener(IDENTITY);
        for (int i = 0; i < 10; i++) {
            byte[] plain = pattern(i * 3_000, i);
            assertThat(open(listener, seal(dialler, plain))).isEqualTo(plain);
            assertThat(open(dialler, seal(listener, plain))).isEqualTo(plain);
        }
    }

    @Test
    void theMacIsTheOneOfTheProtocol() throws Exception {
        var dialler = dialler(IDENTITY);
        seal(dialler, new byte[5]);
        byte[] plain = {1, 2, 3};
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(DIALLER_KEY, "HmacSHA256"));
        byte[] expected = mac.doFinal(Bytes.hex("01 0000000000000001 00000003 010203"));
        assertThat(seal(dialler, plain)).isEqualTo(Bytes.join(plain, Arrays.copyOf(expected, 16)));
    }

    @Test
    void everyFlippedBitOfEveryByteIsNoticedBeforeDecryption() throws Exception {
        var decrypted = new AtomicInteger();
        var counting = new EncryptionProvider() {
            @Override
            public byte[] encrypt(byte[] plain) {
                return plain;
            }

            @Override
            public byte[] decrypt(byte[] encrypted) {
                decrypted.incrementAndGet();
                return encrypted;
            }
        };
        byte[] body = seal(dialler(IDENTITY), pattern(50, 1));
        for (int bit = 0; bit < body.length * 8; bit++) {
            byte[] flipped = body.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> open(listener(counting), flipped)).isInstanceOf(ProtocolException.class);
        }
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> open(listener(counting), cut)).isInstanceOf(ProtocolException.class);
        }
        assertThat(decrypted.get()).isZero();
        System.out.println("[fault 30] " + body.length * 8 + " flipped bits and " + body.length + " cuts were noticed, "
                + decrypted + " records decrypted");
    }

    @Test
    void replayedSwappedReflectedAndDroppedRecordsDoNotOpen() throws Exception {
        var dialler = dialler(IDENTITY);
        byte[] first = seal(dialler, new byte[] {1});
        byte[] second = seal(dialler, new byte[] {2});

        var replayed = listener(IDENTITY);
        open(replayed, first);
        assertThatThrownBy(() -> open(replayed, first)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> open(listener(IDENTITY), second)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> open(dialler(IDENTITY), first)).isInstanceOf(ProtocolException.class);
        // Not even with one key for both directions.
        var sameKeys = new MacSeal(IDENTITY, DIALLER_KEY, DIALLER_KEY, 1);
        byte[] own = seal(sameKeys, new byte[] {1});
        assertThatThrownBy(() -> open(new MacSeal(IDENTITY, DIALLER_KEY, DIALLER_KEY, 1), own))
                .isInstanceOf(ProtocolException.class);
        System.out.println("[fault 31] a record of " + first.length + " bytes opened once and no more");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("encrypt returns null", provider(p -> null, p -> p), "null from encrypt"),
                Arguments.of("encrypt throws", provider(MacSealTest::fail, p -> p), "could not encrypt"),
                Arguments.of("encrypt checks", provider(MacSealTest::refuse, p -> p), "could not encrypt"),
                Arguments.of("encrypt swells", provider(p -> new byte[65_521], p -> p), "at most 65520"),
                Arguments.of("decrypt returns null", provider(p -> p, p -> null), "null from decrypt"),
                Arguments.of("decrypt throws", provider(p -> p, MacSealTest::fail), "could not decrypt"),
                Arguments.of("decrypt checks", provider(p -> p, MacSealTest::refuse), "could not decrypt"),
                Arguments.of("decrypt swells", provider(p -> p, p -> new byte[32_769]), "at most 32768"));
    }

    private static byte[] fail(byte[] bytes) {
        throw new IllegalStateException("a bug");
    }

    private static byte[] refuse(byte[] bytes) throws GeneralSecurityException {
        throw new GeneralSecurityException("a refusal");
    }

    private interface Step {
        byte[] apply(byte[] bytes) throws GeneralSecurityException;
    }

    private static EncryptionProvider provider(Step encrypt, Step decrypt) {
        return new EncryptionProvider() {
            @Override
            public byte[] encrypt(byte[] plain) throws GeneralSecurityException {
                return encrypt.apply(plain);
            }

            @Override
            public byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
                return decrypt.apply(encrypted);
            }
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenProviderIsContained(String what, EncryptionProvider provider, String message) {
        var dialler = dialler(provider);
        assertThatThrownBy(() -> open(listener(provider), seal(dialler, new byte[10])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenProviderEndsTheLink(String what, EncryptionProvider provider, String message) throws Exception {
        try (var rig = new Rig(Rig.LIMITS, dialler(provider), new Recorder())) {
            if (what.startsWith("encrypt")) {
                rig.ask(new byte[10]);
            } else {
                byte[] body = seal(listener(IDENTITY), Bytes.frame(10, 0, 1));
                rig.peer.send(Bytes.join(Bytes.u32(body.length), body));
            }
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).hasMessageContaining(message);
        }
    }

    @Test
    void garbageFromAProviderEndsTheLink() throws Exception {
        var garbage = provider(p -> p, p -> pattern(100, 5));
        try (var rig = new Rig(Rig.LIMITS, dialler(garbage), new Recorder())) {
            byte[] body = seal(listener(IDENTITY), Bytes.frame(10, 0, 1));
            rig.peer.send(Bytes.join(Bytes.u32(body.length), body));
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void aRuntimeWithoutTheMacIsNamed() {
        Algorithms.without(
                "Mac.HmacSHA256",
                () -> assertThatThrownBy(() -> dialler(IDENTITY))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("lacks HmacSHA256"));
        assertThat(dialler(IDENTITY)).isNotNull();
    }

    @Test
    void aRecordOfTheLargestSizeFits() throws Exception {
        var swelling = provider(p -> Arrays.copyOf(p, 65_520), p -> Arrays.copyOf(p, 32_768));
        byte[] plain = pattern(32_768, 3);
        assertThat(open(listener(swelling), seal(dialler(swelling), plain))).isEqualTo(plain);
    }
}
