package io.simpleipc.internal.wire;

import static io.simpleipc.internal.wire.Bytes.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.EncryptionSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class SessionSealTest {
    private static final int TAG = 16;

    /** The shortest session that protects: a key and a counter for each direction. */
    private static final class Aead implements EncryptionSession {
        private final int sends;
        private long sealed;
        private long opened;

        Aead(int sends) {
            this.sends = sends;
        }

        @Override
        public int overhead() {
            return TAG;
        }

        @Override
        public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) throws GeneralSecurityException {
            run(Cipher.ENCRYPT_MODE, sends, sealed++, header).doFinal(plain, target);
        }

        @Override
        public void open(ByteBuffer header, ByteBuffer body, ByteBuffer target) throws GeneralSecurityException {
            run(Cipher.DECRYPT_MODE, 1 - sends, opened++, header).doFinal(body, target);
        }

        private static Cipher run(int mode, int direction, long count, ByteBuffer header)
                throws GeneralSecurityException {
            var nonce = ByteBuffer.allocate(12).putInt(direction).putLong(count);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(new byte[32], "AES"), new GCMParameterSpec(128, nonce.array()));
            cipher.updateAAD(header);
            return cipher;
        }

        @Override
        public void close() {}
    }

    private static SessionSeal dialler() {
        return new SessionSeal(new Aead(1));
    }

    private static SessionSeal listener() {
        return new SessionSeal(new Aead(0));
    }

    private static byte[] seal(Seal seal, byte[] plain) throws IOException {
        return bytes(seal.seal(ByteBuffer.wrap(plain)));
    }

    private static byte[] open(Seal seal, byte[] body) throws IOException {
        return bytes(seal.open(ByteBuffer.wrap(body)));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    void recordsOpenInOrderBothWays() throws Exception {
        var dialler = dialler();
        var listener = listener();
        for (int size : new int[] {0, 1, 100, 30_000, 32_768}) {
            byte[] plain = pattern(size, size);
            byte[] body = seal(dialler, plain);
            assertThat(body).hasSize(size + TAG);
            assertThat(open(listener, body)).isEqualTo(plain);
            assertThat(open(dialler, seal(listener, plain))).isEqualTo(plain);
        }
    }

    @Test
    void theHeaderIsTheLengthAsItTravels() throws Exception {
        var headers = new ArrayList<byte[]>();
        var seal = new SessionSeal(new Plain() {
            @Override
            public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) {
                headers.add(bytes(header));
                super.seal(header, plain, target);
            }

            @Override
            public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) {
                headers.add(bytes(header));
                super.open(header, sealed, target);
            }
        });
        byte[] body = seal(seal, new byte[300]);
        open(seal, body);
        assertThat(headers).containsExactly(Bytes.u32(body.length), Bytes.u32(body.length));
    }

    @Test
    void everyFlippedBitAndEveryCutIsNoticed() throws Exception {
        byte[] body = seal(dialler(), pattern(50, 1));
        for (int bit = 0; bit < body.length * 8; bit++) {
            byte[] flipped = body.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> open(listener(), flipped)).isInstanceOf(ProtocolException.class);
        }
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> open(listener(), cut)).isInstanceOf(ProtocolException.class);
        }
        System.out.println("[fault 30] " + body.length * 8 + " flipped bits and " + body.length + " cuts were noticed");
    }

    @Test
    void replayedSwappedReflectedAndDroppedRecordsDoNotOpen() throws Exception {
        var dialler = dialler();
        byte[] first = seal(dialler, new byte[] {1});
        byte[] second = seal(dialler, new byte[] {2});

        var replayed = listener();
        open(replayed, first);
        assertThatThrownBy(() -> open(replayed, first)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> open(listener(), second)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> open(dialler(), first)).isInstanceOf(ProtocolException.class);
        System.out.println("[fault 31] a record of " + first.length + " bytes opened once and no more");
    }

    @Test
    void aRecordThatIsLongerThanAllowedIsRefusedBeforeTheSessionSeesIt() {
        var seal = new SessionSeal(new Plain() {
            @Override
            public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) {
                throw new AssertionError("it was asked");
            }
        });
        assertThatThrownBy(() -> open(seal, new byte[32_768 + 4 + 1]))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("32772");
        assertThatThrownBy(() -> open(seal, new byte[3])).isInstanceOf(ProtocolException.class);
    }

    /** Four bytes more, and no protection. */
    private static class Plain implements EncryptionSession {
        int closed;

        @Override
        public int overhead() {
            return 4;
        }

        @Override
        public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) {
            target.put(plain).putInt(0);
        }

        @Override
        public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) {
            target.put(sealed.limit(sealed.limit() - 4));
            sealed.limit(sealed.limit() + 4).position(sealed.limit());
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private interface Step {
        void apply(ByteBuffer source, ByteBuffer target) throws GeneralSecurityException;
    }

    private static EncryptionSession session(Step step) {
        return new EncryptionSession() {
            @Override
            public int overhead() {
                return 4;
            }

            @Override
            public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) throws GeneralSecurityException {
                step.apply(plain, target);
            }

            @Override
            public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) throws GeneralSecurityException {
                step.apply(sealed, target);
            }

            @Override
            public void close() {}
        };
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("throws", step((source, target) -> {
                    throw new IllegalStateException("a bug");
                })),
                Arguments.of("refuses", step((source, target) -> {
                    throw new GeneralSecurityException("a refusal");
                })),
                Arguments.of("makes too little", step((source, target) -> source.position(source.limit()))),
                Arguments.of("makes too much", step((source, target) -> {
                    source.position(source.limit());
                    target.position(target.limit());
                })),
                Arguments.of("overflows", step((source, target) -> target.put(new byte[40_000]))),
                Arguments.of("leaves something", step((source, target) -> source.position(1))));
    }

    private static Step step(Step step) {
        return step;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenSessionIsContained(String what, Step step) {
        var seal = new SessionSeal(session(step));
        assertThatThrownBy(() -> seal(seal, new byte[100])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> open(seal, new byte[100])).isInstanceOf(IOException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenSessionEndsTheLink(String what, Step step) throws Exception {
        try (var rig = new Rig(Rig.LIMITS, new SessionSeal(session(step)), new Recorder())) {
            rig.ask(new byte[10]);
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).hasMessageContaining("encryption");
        }
    }

    @Test
    void anOverheadOutOfRangeIsRefused() {
        for (int overhead : List.of(-1, 257)) {
            var odd = new Plain() {
                @Override
                public int overhead() {
                    return overhead;
                }
            };
            assertThatThrownBy(() -> new SessionSeal(odd)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theSessionIsClosedOnceAndThenNothingIsSealedOrOpened() throws Exception {
        var session = new Plain();
        var seal = new SessionSeal(session);
        byte[] body = seal(seal, new byte[1]);
        seal.close();
        seal.close();
        assertThat(session.closed).isEqualTo(1);
        assertThatThrownBy(() -> seal(seal, new byte[1])).hasMessageContaining("wiped");
        assertThatThrownBy(() -> open(seal, body)).hasMessageContaining("wiped");
        assertThat(session.closed).isEqualTo(1);
    }

    @Test
    void theSessionIsClosedByTheLastThatIsInside() throws Exception {
        var sealing = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var session = new Plain() {
            @Override
            public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) {
                sealing.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                super.seal(header, plain, target);
            }
        };
        var seal = new SessionSeal(session);
        var task = new FutureTask<>(() -> seal(seal, new byte[1]));
        var thread = new Thread(task, "test seals");
        thread.start();
        sealing.await();

        seal.close();
        assertThat(session.closed).isZero();
        assertThatThrownBy(() -> open(seal, new byte[5])).hasMessageContaining("wiped");
        assertThat(session.closed).isZero();
        goOn.countDown();
        assertThat(task.get()).hasSize(5);
        assertThat(session.closed).isEqualTo(1);
        thread.join();
    }

    @Test
    void theEndOfALinkClosesTheSession() throws Exception {
        var session = new Plain();
        try (var rig = new Rig(Rig.LIMITS, new SessionSeal(session), new Recorder())) {
            rig.link.close(new IOException("enough"));
            assertThat(rig.seen.next()).isEqualTo("ended");
        }
        assertThat(session.closed).isEqualTo(1);
    }

    @Test
    void aSessionThatCannotBeClosedDoesNotKeepTheLinkFromEnding() throws Exception {
        var session = new Plain() {
            @Override
            public void close() {
                throw new IllegalStateException("no luck");
            }
        };
        try (var rig = new Rig(Rig.LIMITS, new SessionSeal(session), new Recorder())) {
            rig.link.close(new IOException("enough"));
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause.getSuppressed())
                    .singleElement()
                    .hasToString("java.lang.IllegalStateException: no luck");
        }
    }
}
