package io.simpleipc.crypto.aesgcm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.crypto.aesgcm.GcmDirection.Rekey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class GcmDirectionTest {
    private static final byte[] NO_HEADER = {};
    private static final byte[] KEY = bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    /**
     * Source: McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, test cases 13 to 16: those of AES-256
     * with nonces of 12 bytes.
     */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '', '', '',"
                + "530f8afbc74536b9a963b4f1c4cb738b",
        "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000, '',"
                + "00000000000000000000000000000000, cea7403d4d606b6e074ec5d3baf39d18, d0d1c8a799996bf0265b98b5d48ab919",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, '',"
                + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255,"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad, b094dac5d93471bdec1a502270e3cc6c",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
                + "feedfacedeadbeeffeedfacedeadbeefabaddad2,"
                + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662, 76fc6ece0f4e1768cddf8853bb2d551b"
    })
    void theCipherOfThisJavaMakesThePublishedVectors(
            String key, String nonce, String header, String plain, String encrypted, String tag)
            throws GeneralSecurityException {
        assertThat(aesGcm(bytes(key), bytes(nonce), bytes(header), bytes(plain)))
                .isEqualTo(bytes(encrypted + tag));
    }

    @Test
    void theFirstRecordUnderAKeyOfZerosIsAPublishedVector() throws GeneralSecurityException {
        var plain = new byte[16];

        assertThat(seal(sealing(new byte[32], Rekey.DEFAULT), NO_HEADER, plain))
                .isEqualTo(bytes("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"));
        assertThat(seal(sealing(new byte[32], Rekey.DEFAULT), NO_HEADER, NO_HEADER))
                .isEqualTo(bytes("530f8afbc74536b9a963b4f1c4cb738b"));
    }

    @Test
    void noncesAreCountedAndTheHeaderIsAssociatedData() throws GeneralSecurityException {
        var sealing = sealing(KEY, Rekey.DEFAULT);
        for (long number = 0; number < 300; number++) {
            var header = new byte[] {0, 0, 0, (byte) number};
            assertThat(seal(sealing, header, new byte[] {7}))
                    .isEqualTo(aesGcm(KEY, nonce(number), header, new byte[] {7}));
        }
    }

    @Test
    void afterSoManyRecordsComesTheNextKey() throws GeneralSecurityException {
        var limits = new Rekey(3, 1 << 20);
        var sealing = sealing(KEY, limits);
        var opening = opening(KEY, limits);
        var key = KEY;
        for (int number = 0; number < 12; number++) {
            if (number > 0 && number % 3 == 0) {
                key = nextKey(key, number / 3);
            }
            var plain = new byte[] {(byte) number};
            var sealed = seal(sealing, NO_HEADER, plain);
            assertThat(sealed).isEqualTo(aesGcm(key, nonce(number), NO_HEADER, plain));
            assertThat(open(opening, NO_HEADER, sealed)).isEqualTo(plain);
        }
    }

    @Test
    void afterSoManyBytesComesTheNextKey() throws GeneralSecurityException {
        var limits = new Rekey(1 << 20, 100);
        var sealing = sealing(KEY, limits);
        var opening = opening(KEY, limits);
        var keys = new byte[][] {KEY, KEY, nextKey(KEY, 1), nextKey(nextKey(KEY, 1), 2)};
        var sizes = new int[] {99, 1, 150, 10};
        for (int number = 0; number < sizes.length; number++) {
            var plain = new byte[sizes[number]];
            var sealed = seal(sealing, NO_HEADER, plain);
            assertThat(sealed).isEqualTo(aesGcm(keys[number], nonce(number), NO_HEADER, plain));
            assertThat(open(opening, NO_HEADER, sealed)).isEqualTo(plain);
        }
    }

    @Test
    void whoDoesNotChangeTheKeyCannotGoOn() throws GeneralSecurityException {
        var sealing = sealing(KEY, new Rekey(1, 1 << 20));
        var opening = opening(KEY, Rekey.DEFAULT);
        open(opening, NO_HEADER, seal(sealing, NO_HEADER, new byte[1]));
        var second = seal(sealing, NO_HEADER, new byte[1]);

        assertThatThrownBy(() -> open(opening, NO_HEADER, second)).isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void theLimitsAreThoseOfTheProtocol() {
        assertThat(Rekey.DEFAULT).isEqualTo(new Rekey(1L << 30, 1L << 36));
    }

    @Test
    void afterARecordThatDidNotOpenNothingDoes() throws GeneralSecurityException {
        var sealed = seal(sealing(KEY, Rekey.DEFAULT), NO_HEADER, new byte[1]);
        var opening = opening(KEY, Rekey.DEFAULT);
        assertThatThrownBy(() -> open(opening, NO_HEADER, new byte[17])).isInstanceOf(AEADBadTagException.class);

        assertThatThrownBy(() -> open(opening, NO_HEADER, sealed)).hasMessageContaining("this direction is over");
        assertThat(open(opening(KEY, Rekey.DEFAULT), NO_HEADER, sealed)).isEqualTo(new byte[1]);
    }

    @Test
    void aTargetThatIsTooSmallIsRefusedAndNothingWritten() throws GeneralSecurityException {
        var target = ByteBuffer.allocate(16);
        assertThatThrownBy(() ->
                        sealing(KEY, Rekey.DEFAULT).next(ByteBuffer.allocate(4), ByteBuffer.allocate(1), target, 17, 1))
                .isInstanceOf(ShortBufferException.class);
        assertThat(target.array()).containsOnly(0);
    }

    private static GcmDirection sealing(byte[] key, Rekey limits) throws GeneralSecurityException {
        return new GcmDirection(Cipher.ENCRYPT_MODE, key.clone(), limits);
    }

    private static GcmDirection opening(byte[] key, Rekey limits) throws GeneralSecurityException {
        return new GcmDirection(Cipher.DECRYPT_MODE, key.clone(), limits);
    }

    private static byte[] seal(GcmDirection direction, byte[] header, byte[] plain) throws GeneralSecurityException {
        var target = ByteBuffer.allocate(plain.length + 16);
        direction.next(ByteBuffer.wrap(header), ByteBuffer.wrap(plain), target, target.capacity(), plain.length);
        return Arrays.copyOf(target.array(), target.position());
    }

    private static byte[] open(GcmDirection direction, byte[] header, byte[] sealed) throws GeneralSecurityException {
        var target = ByteBuffer.allocate(sealed.length - 16);
        direction.next(ByteBuffer.wrap(header), ByteBuffer.wrap(sealed), target, target.capacity(), target.capacity());
        return Arrays.copyOf(target.array(), target.position());
    }

    private static byte[] nextKey(byte[] key, int number) {
        var info = ByteBuffer.allocate(33)
                .put("simpleipc/1 aes-256-gcm rekey".getBytes(StandardCharsets.US_ASCII))
                .putInt(number);
        return Hkdf.expand(key, info.array(), 32);
    }

    private static byte[] nonce(long number) {
        return ByteBuffer.allocate(12).putInt(0).putLong(number).array();
    }

    private static byte[] aesGcm(byte[] key, byte[] nonce, byte[] header, byte[] plain)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(header);
        return cipher.doFinal(plain);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
