package io.simpleipc.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.simpleipc.Connection;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.Outcome;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.SessionEncryption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every encryption must do. Extend it in the tests of a plug-in, return providers, and run it. The tests of whole
 * links need {@code ipc-core} on the class path; those of sessions are skipped for a provider that is no {@link
 * SessionEncryption}.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class EncryptionContract {
    private static final int LARGEST = 32 * 1024;
    private static final int MOST_ENCRYPTED = 65_000;
    private static final int CANARY = 16;
    private static final int LARGEST_CANARY = 256;
    private static final int MOST_OVERHEAD = 256;
    private static final int[] SIZES = {0, 1, 2, 15, 16, 17, 31, 32, 33, 255, 1000, 4096, 16_384, LARGEST - 1, LARGEST};
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** For subclasses. */
    protected EncryptionContract() {}

    /**
     * The encryption under test.
     *
     * @return a new one at each call, all with the same key
     * @throws Exception if it cannot be made
     */
    protected abstract EncryptionProvider provider() throws Exception;

    /**
     * The encryption under test with another key.
     *
     * @return one that does not understand those of {@link #provider()}
     * @throws Exception if it cannot be made
     */
    protected abstract EncryptionProvider providerWithOtherKey() throws Exception;

    /**
     * What no text may ever show.
     *
     * @return keys as bytes, passphrases in UTF-8; may be empty
     */
    protected List<byte[]> secrets() {
        return List.of();
    }

    private static byte[] randomBytes(long seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    // The two methods.

    @Test
    void whatOneEncryptsAnotherWithTheSameKeyDecrypts() throws Exception {
        var here = provider();
        var there = provider();
        for (int size : SIZES) {
            var plain = randomBytes(size, size);
            assertArrayEquals(plain, there.decrypt(here.encrypt(plain)), size + " bytes there");
            assertArrayEquals(plain, here.decrypt(there.encrypt(plain)), size + " bytes back");
        }
    }

    @Test
    void encryptedRecordsAndCanariesFit() throws Exception {
        var provider = provider();
        for (int size : SIZES) {
            int length = provider.encrypt(randomBytes(size, size)).length;
            assertTrue(length <= MOST_ENCRYPTED, size + " bytes become " + length + ", more than " + MOST_ENCRYPTED);
        }
        int canary = provider.encrypt(new byte[CANARY]).length;
        assertTrue(canary <= LARGEST_CANARY, "16 bytes become " + canary + ", more than " + LARGEST_CANARY);
    }

    @Test
    void argumentsStayAsTheyWere() throws Exception {
        var provider = provider();
        var plain = randomBytes(1, 1000);
        var encrypted = provider.encrypt(plain);
        assertArrayEquals(randomBytes(1, 1000), plain);
        var kept = encrypted.clone();
        provider.decrypt(encrypted);
        assertArrayEquals(kept, encrypted);
    }

    @Test
    void resultsStayAsTheyWereWhenMoreIsEncrypted() throws Exception {
        var provider = provider();
        var first = provider.encrypt(randomBytes(1, 100));
        var kept = first.clone();
        assertNotSame(first, provider.encrypt(randomBytes(2, 100)));
        assertArrayEquals(kept, first);

        var opened = provider.decrypt(first);
        provider.decrypt(provider.encrypt(randomBytes(3, 100)));
        assertArrayEquals(randomBytes(1, 100), opened);
    }

    @Test
    void anotherKeyDoesNotYieldThePlainBytes() throws Exception {
        var encrypted = provider().encrypt(randomBytes(1, CANARY));
        assertNotOpened(providerWithOtherKey(), encrypted);
    }

    /** It may throw, or return other bytes: then the canary shows it. */
    private static void assertNotOpened(EncryptionProvider other, byte[] encrypted) {
        try {
            var opened = other.decrypt(encrypted);
            assertFalse(Arrays.equals(randomBytes(1, CANARY), opened), "another key opened it");
        } catch (GeneralSecurityException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank(), "a refusal says what was wrong");
        }
    }

    @Test
    void garbageIsRefusedByNothingButASecurityException() throws Exception {
        var provider = provider();
        for (int size : SIZES) {
            try {
                assertFalse(provider.decrypt(randomBytes(size, size)) == null, "null for " + size + " bytes");
            } catch (GeneralSecurityException e) {
                assertFalse(String.valueOf(e.getMessage()).isBlank(), "a refusal says what was wrong");
            }
        }
    }

    @Test
    void manyThreadsMayUseOneProvider() throws Exception {
        var here = provider();
        var there = provider();
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < 8; i++) {
            int seed = i;
            running.add(Background.run("encrypts " + i, () -> {
                for (int round = 0; round < 200; round++) {
                    var plain = randomBytes(seed * 1000L + round, 10 * round + seed);
                    assertArrayEquals(plain, there.decrypt(here.encrypt(plain)));
                }
            }));
        }
        for (var each : running) {
            each.get();
        }
    }

    @Test
    void textsDoNotShowTheSecret() throws Exception {
        var provider = provider();
        assertShowsNoSecret(String.valueOf(provider));
        assertShowsNoSecret(String.valueOf(providerWithOtherKey()));
        var encrypted = provider.encrypt(new byte[CANARY]);
        encrypted[encrypted.length - 1] ^= 1;
        try {
            provider.decrypt(encrypted);
        } catch (GeneralSecurityException e) {
            assertShowsNoSecret(e.toString());
        }
        if (provider instanceof SessionEncryption richer) {
            try (var session = richer.session(new TestKeys(true, 1))) {
                assertShowsNoSecret(session.toString());
            }
        }
    }

    private void assertShowsNoSecret(String text) {
        for (var secret : secrets()) {
            assertFalse(text.contains(new String(secret, StandardCharsets.UTF_8)), "a text shows a secret");
            assertFalse(
                    text.toLowerCase(Locale.ROOT).contains(HexFormat.of().formatHex(secret)),
                    "a text shows a secret in hexadecimal");
            assertFalse(text.contains(Arrays.toString(secret)), "a text shows a secret as numbers");
        }
    }

    // Whole links.

    @Test
    void twoConnectionsWithTheSameKeyTalk() throws Exception {
        var address = freshAddress();
        try (var first = connection(address, provider());
                var second = connection(address, provider())) {
            first.connect();
            second.connect();
            assertTrue(first.awaitConnected(PATIENCE), "the first was not joined in time");
            assertEquals(Role.SERVER, first.role());
            for (int size : new int[] {0, 1, 1000, LARGEST, 1 << 20}) {
                var bytes = randomBytes(size, size);
                assertArrayEquals(bytes, second.query(bytes));
                assertArrayEquals(bytes, first.query(bytes));
            }
        }
    }

    @Test
    void aLinkThatBreaksIsMendedWithTheSameProviders() throws Exception {
        var address = freshAddress();
        var staying = provider();
        var leaving = provider();
        try (var first = connection(address, staying)) {
            first.connect();
            for (int round = 0; round < 3; round++) {
                try (var second = connection(address, leaving)) {
                    second.connect();
                    assertArrayEquals(new byte[] {1}, second.query(new byte[] {1}));
                }
            }
        }
    }

    @Test
    void connectionsWithOtherKeysAreIncompatible() throws Exception {
        var address = freshAddress();
        try (var first = connection(address, provider());
                var second = connection(address, providerWithOtherKey())) {
            first.connect();
            var refusal = assertThrows(IncompatiblePeerException.class, second::connect);
            assertEquals(Outcome.NOT_EXECUTED, refusal.outcome());
            assertShowsNoSecret(refusal.toString());
            assertFalse(first.isConnected());
        }
    }

    @Test
    void aConnectionWithoutEncryptionIsIncompatible() throws Exception {
        var address = freshAddress();
        try (var first = connection(address, provider());
                var second = connection(address, null)) {
            first.connect();
            assertThrows(IncompatiblePeerException.class, second::connect);
        }
        try (var first = connection(address, null);
                var second = connection(address, provider())) {
            first.connect();
            assertThrows(IncompatiblePeerException.class, second::connect);
        }
    }

    private static String freshAddress() {
        return "encryption " + UUID.randomUUID();
    }

    private static Connection connection(String address, @Nullable EncryptionProvider provider) {
        var spec = Spec.builder()
                .type("memory")
                .address(address)
                .secret("test secret")
                .queryTimeout(PATIENCE)
                .build();
        var builder = Connection.builder(spec).onBytes(query -> query);
        return (provider == null ? builder : builder.encryption(provider)).build();
    }

    // Sessions.

    @Test
    void theKindCanBeAnnounced() throws Exception {
        var kind = sessions().kind();
        assertTrue(kind.matches("[a-z0-9-]{1,32}") && !kind.equals("none") && !kind.equals("custom"), kind);
    }

    @Test
    void recordsOfASessionOpenInOrderBothWaysAtTheSamePrice() throws Exception {
        try (var pair = new Pair(sessions(), sessions())) {
            for (int size : SIZES) {
                var plain = randomBytes(size, size);
                var there = pair.dialler.seal(plain);
                var back = pair.listener.seal(plain);
                assertEquals(size + pair.dialler.session.overhead(), there.length);
                assertEquals(there.length, back.length);
                assertArrayEquals(plain, pair.listener.open(there));
                assertArrayEquals(plain, pair.dialler.open(back));
            }
            int overhead = pair.dialler.session.overhead();
            assertTrue(overhead >= 0 && overhead <= MOST_OVERHEAD, "an overhead of " + overhead);
            assertEquals(overhead, pair.listener.session.overhead());
        }
    }

    private static void assertUntouchedBeside(int from, int to, byte[] array, byte[] before) {
        assertArrayEquals(Arrays.copyOf(before, from), Arrays.copyOf(array, from));
        assertArrayEquals(Arrays.copyOfRange(before, to, before.length), Arrays.copyOfRange(array, to, array.length));
    }

    @Test
    void aSessionTakesPiecesOfLargerArrays() throws Exception {
        try (var pair = new Pair(sessions(), sessions())) {
            var all = randomBytes(1, 300);
            var plain = ByteBuffer.wrap(all.clone(), 100, 50).slice();
            int length = plain.remaining() + pair.dialler.session.overhead();
            var target = ByteBuffer.wrap(new byte[1000], 200, length + 7).slice();
            pair.dialler.session.seal(header(length).duplicate(), plain, target);
            assertEquals("0 " + length, plain.remaining() + " " + target.position());
            assertUntouchedBeside(100, 150, plain.array(), all);
            assertUntouchedBeside(200, 200 + length, target.array(), new byte[1000]);

            var opened = ByteBuffer.wrap(new byte[100], 3, 50);
            pair.listener.session.open(header(length), target.flip(), opened);
            assertEquals("0 53", target.remaining() + " " + opened.position());
            assertUntouchedBeside(200, 200 + length, target.array(), new byte[1000]);
            assertUntouchedBeside(3, 53, opened.array(), new byte[100]);
            assertArrayEquals(Arrays.copyOfRange(all, 100, 150), Arrays.copyOfRange(opened.array(), 3, 53));
        }
    }

    @Test
    void aRecordThatWasChangedAnywhereDoesNotOpen() throws Exception {
        byte[] sealed = sealedFirst(sessions(), 20);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            var changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(sessions(), changed, sealed.length);
        }
    }

    @Test
    void aRecordWithAnotherHeaderDoesNotOpen() throws Exception {
        byte[] sealed = sealedFirst(sessions(), 20);
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            assertRefused(sessions(), sealed, sealed.length ^ (1 << bit));
        }
    }

    @Test
    void aRecordThatWasCutShortOrMadeLongerDoesNotOpen() throws Exception {
        byte[] sealed = sealedFirst(sessions(), 20);
        for (int length = 0; length <= sealed.length + 3; length++) {
            if (length != sealed.length) {
                assertRefused(sessions(), Arrays.copyOf(sealed, length), length);
            }
        }
    }

    @Test
    void replayedReorderedAndDroppedRecordsDoNotOpen() throws Exception {
        try (var pair = new Pair(sessions(), sessions())) {
            var first = pair.dialler.seal(new byte[] {1});
            var second = pair.dialler.seal(new byte[] {2});
            assertRefused(sessions(), second, second.length); // the first was dropped
            assertArrayEquals(new byte[] {1}, pair.listener.open(first));
            assertThrows(GeneralSecurityException.class, () -> pair.listener.open(first));
        }
    }

    @Test
    void aRecordThatComesBackDoesNotOpen() throws Exception {
        try (var pair = new Pair(sessions(), sessions())) {
            var own = pair.dialler.seal(new byte[] {1});
            assertThrows(GeneralSecurityException.class, () -> pair.dialler.open(own));
            var others = pair.listener.seal(new byte[] {1});
            assertThrows(GeneralSecurityException.class, () -> pair.listener.open(others));
        }
    }

    @Test
    void aRecordOfAnotherSessionOrKeyDoesNotOpen() throws Exception {
        byte[] sealed = sealedFirst(sessions(), 20);
        try (var other = new End(sessions().session(new TestKeys(false, 2)))) {
            assertThrows(GeneralSecurityException.class, () -> other.open(sealed));
        }
        assertRefused((SessionEncryption) providerWithOtherKey(), sealed, sealed.length);
    }

    @Test
    void equalRecordsDoNotLookAlike() throws Exception {
        try (var pair = new Pair(sessions(), sessions())) {
            var first = pair.dialler.seal(new byte[100]);
            var second = pair.dialler.seal(new byte[100]);
            var back = pair.listener.seal(new byte[100]);
            assertFalse(Arrays.equals(first, second), "two equal records look alike");
            assertFalse(Arrays.equals(first, back), "two equal records of the two directions look alike");
        }
    }

    @Test
    void oneThreadMaySealWhileAnotherOneOpens() throws Exception {
        try (var pair = new Pair(sessions(), sessions())) {
            var records = new ArrayList<byte[]>();
            for (int i = 0; i < 2000; i++) {
                records.add(pair.dialler.seal(randomBytes(i, i)));
            }
            Future<?> sealing = Background.run("seals", () -> {
                for (int i = 0; i < 2000; i++) {
                    var sealed = pair.listener.seal(randomBytes(i, i));
                    assertArrayEquals(randomBytes(i, i), pair.dialler.open(sealed));
                }
            });
            for (int i = 0; i < 2000; i++) {
                assertArrayEquals(randomBytes(i, i), pair.listener.open(records.get(i)));
            }
            sealing.get();
        }
    }

    @Test
    void aSessionMayBeClosedTwiceAndDoesNothingAfterwards() throws Exception {
        var end = new End(sessions().session(new TestKeys(true, 1)));
        end.session.close();
        end.session.close();
        assertThrows(GeneralSecurityException.class, () -> end.seal(new byte[1]));
    }

    private SessionEncryption sessions() throws Exception {
        var provider = provider();
        assumeTrue(provider instanceof SessionEncryption, "it has no sessions of its own");
        return (SessionEncryption) provider;
    }

    private static byte[] sealedFirst(SessionEncryption encryption, int size) throws GeneralSecurityException {
        try (var end = new End(encryption.session(new TestKeys(true, 1)))) {
            return end.seal(randomBytes(size, size));
        }
    }

    /** A fresh session at the other side, which would open it if it were unharmed. */
    private static void assertRefused(SessionEncryption encryption, byte[] sealed, int length)
            throws GeneralSecurityException {
        try (var end = new End(encryption.session(new TestKeys(false, 1)))) {
            assertThrows(GeneralSecurityException.class, () -> end.open(sealed, length));
        }
    }

    private static ByteBuffer header(int length) {
        return ByteBuffer.allocate(4).putInt(0, length);
    }

    /** Both ends of one session. */
    private static final class Pair implements AutoCloseable {
        final End dialler;
        final End listener;

        Pair(SessionEncryption here, SessionEncryption there) throws GeneralSecurityException {
            dialler = new End(here.session(new TestKeys(true, 1)));
            listener = new End(there.session(new TestKeys(false, 1)));
        }

        @Override
        public void close() {
            dialler.close();
            listener.close();
        }
    }

    /** One end of a session, with arrays instead of buffers. */
    private record End(EncryptionSession session) implements AutoCloseable {
        byte[] seal(byte[] plain) throws GeneralSecurityException {
            int length = plain.length + session.overhead();
            var target = ByteBuffer.allocate(length);
            session.seal(header(length), ByteBuffer.wrap(plain.clone()), target);
            return Arrays.copyOf(target.array(), target.position());
        }

        byte[] open(byte[] sealed) throws GeneralSecurityException {
            return open(sealed, sealed.length);
        }

        byte[] open(byte[] sealed, int length) throws GeneralSecurityException {
            var target = ByteBuffer.allocate(Math.max(0, sealed.length - session.overhead()));
            session.open(header(length), ByteBuffer.wrap(sealed.clone()), target);
            return Arrays.copyOf(target.array(), target.position());
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
