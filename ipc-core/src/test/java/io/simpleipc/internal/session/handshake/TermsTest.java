package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConfigurationException;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.internal.Algorithms;
import io.simpleipc.internal.wire.Limits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a side may announce of itself: the last number that is allowed, and the first that is not. */
final class TermsTest {
    private static final long LARGE = 1L << 40;

    @Test
    void theSmallestAndTheLargestNumbersAreAccepted() throws MalformedException {
        assertThat(read(1, 1, LARGE, 1).limits().maxMessageSize()).isEqualTo(1);
        assertThat(read(Integer.MAX_VALUE, 1, LARGE, 1).limits().maxMessageSize())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(read(1, 0xffff_ffffL, LARGE, 1).limits().maxInFlight()).isEqualTo(Integer.MAX_VALUE);
        assertThat(read(1, 1, LARGE, 0xffff_ffffL).queryTimeout()).isEqualTo(Duration.ofMillis(0xffff_ffffL));
    }

    @Test
    void noNumberIsZeroAndNoMessageLongerThanAnArray() {
        refused(0, 1, LARGE, 1);
        refused(Integer.MAX_VALUE + 1L, 1, LARGE, 1);
        refused(1, 0, LARGE, 1);
        refused(1, 1, LARGE, 0);
    }

    @Test
    void aWindowHoldsFourOfTheLargestMessagesAndSomeSlack() throws MalformedException {
        long smallest = 4 * 1_000 + Limits.WINDOW_SLACK;
        assertThat(read(1_000, 1, smallest, 1).limits().window()).isEqualTo(smallest);
        refused(1_000, 1, smallest - 1, 1);
        assertThatThrownBy(() -> introduction(new Limits(1_000, 1, smallest - 1), PayloadEncryption.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too small for its messages");
    }

    @Test
    void aRuntimeWithoutTheCurveIsNoticedBeforeAnybodyIsMet() {
        Algorithms.without(
                "KeyPairGenerator.X25519",
                () -> assertThatThrownBy(() -> introduction(Fixtures.LIMITS, PayloadEncryption.NONE))
                        .isInstanceOf(ConfigurationException.class));
    }

    @Test
    void anIntroductionClosesItsEncryptionAndSaysWhoItIs() {
        var closed = new AtomicInteger();
        final class Ours implements EncryptionProvider, AutoCloseable {
            @Override
            public byte[] encrypt(byte[] plain) {
                return plain;
            }

            @Override
            public byte[] decrypt(byte[] encrypted) {
                return encrypted;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        }
        var self = introduction(Fixtures.LIMITS, PayloadEncryption.named("ours", new Ours()));
        assertThat(self).hasToString("Introduction[instance=" + Fixtures.DIALER + ", pid=1001]");
        self.close();
        assertThat(closed).hasValue(1);
    }

    private static Introduction introduction(Limits limits, PayloadEncryption encryption) {
        return new Introduction(
                Fixtures.DIALER,
                1001,
                Instant.EPOCH,
                limits,
                Duration.ofSeconds(1),
                Fixtures.psk(Fixtures.SECRET),
                encryption,
                false);
    }

    private static Terms read(long maxMessageSize, long maxInFlight, long window, long millis)
            throws MalformedException {
        return Terms.read(new Fields(ByteBuffer.allocate(Terms.LENGTH)
                .putInt((int) maxMessageSize)
                .putInt((int) maxInFlight)
                .putLong(window)
                .putInt((int) millis)
                .array()));
    }

    private static void refused(long maxMessageSize, long maxInFlight, long window, long millis) {
        assertThatThrownBy(() -> read(maxMessageSize, maxInFlight, window, millis))
                .isInstanceOf(MalformedException.class);
    }
}
