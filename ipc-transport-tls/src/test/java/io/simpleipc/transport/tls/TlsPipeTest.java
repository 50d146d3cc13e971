package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.Tls;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.WrongPeerException;
import io.simpleipc.testkit.BlockingPipe;
import io.simpleipc.testkit.FaultyPipe;
import io.simpleipc.testkit.PassingPipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ends of TLS over a pipe in memory, and what goes wrong between them. */
@Timeout(60)
class TlsPipeTest {
    private record Ends(BlockingPipe listener, BlockingPipe dialler, FaultyPipe beneath) {
        static Ends over(int capacity, Tls listeners, Tls diallers) throws IOException {
            var pipe = Pairs.memory(capacity);
            var beneath = new FaultyPipe(pipe.other());
            return new Ends(
                    new BlockingPipe(Pairs.end(pipe.one(), listeners, false)),
                    new BlockingPipe(Pairs.end(beneath, diallers, true)),
                    beneath);
        }

        static Ends friends() throws Exception {
            var ends = over(1 << 16, Pairs.OURS, Pairs.OURS);
            Pairs.greet(ends.listener, ends.dialler);
            return ends;
        }

        void close() {
            dialler.close();
            listener.close();
        }
    }

    static void assertTalk(Tls listeners, Tls diallers) throws Exception {
        var ends = Ends.over(1 << 16, listeners, diallers);
        Pairs.greet(ends.listener, ends.dialler);
        assertThat(ends.listener.pipe().binding().kind()).isEqualTo("tls+memory");
        ends.close();
    }

    /** What each end gets to see, the listener first. */
    private static Throwable[] failures(Tls listeners, Tls diallers) throws Exception {
        var ends = Ends.over(1 << 16, listeners, diallers);
        return failures(ends.listener, ends.dialler);
    }

    private static Throwable[] failures(BlockingPipe listener, BlockingPipe dialler) throws Exception {
        var far = Pairs.beside(() -> failureOf(dialler));
        var near = failureOf(listener);
        return new Throwable[] {near, Pairs.get(far)};
    }

    /** Closes the pipe as the engine would. */
    private static Throwable failureOf(BlockingPipe pipe) {
        try (pipe) {
            pipe.write(new byte[] {1});
            pipe.read(2);
            return new AssertionError("it did not fail");
        } catch (IOException e) {
            return e;
        }
    }

    private static void assertUntrusted(Throwable failure, String text) {
        assertThat(failure).isInstanceOf(WrongPeerException.class).hasMessageContaining(text);
        assertThat(((WrongPeerException) failure).reason()).isEqualTo(WrongPeerException.Reason.UNTRUSTED);
        System.out.println("[fault 23] UNTRUSTED: " + failure.getMessage());
    }

    private static void assertForeign(Throwable failure) {
        assertThat(failure).isInstanceOf(WrongPeerException.class);
        assertThat(((WrongPeerException) failure).reason()).isEqualTo(WrongPeerException.Reason.FOREIGN);
        System.out.println("[fault 23] FOREIGN: " + failure.getMessage());
    }

    private static void assertOtherVersion(Throwable failure) {
        assertThat(failure)
                .isInstanceOf(WrongPeerException.class)
                .hasMessageContaining("give both the same setting of allowTls12");
        assertThat(((WrongPeerException) failure).reason()).isEqualTo(WrongPeerException.Reason.INCOMPATIBLE);
        System.out.println("[fault 23] INCOMPATIBLE: " + failure.getMessage());
    }

    @Test
    void anotherCertificateIsNamedAtBothEnds() throws Exception {
        var failures = failures(Pairs.OURS, Pairs.THEIRS);
        assertUntrusted(failures[1], "another certificate");
        assertUntrusted(failures[0], "does not trust this side's certificate");
    }

    @Test
    void aDiallerWhoTrustsAnybodyIsRefusedByTheListener() throws Exception {
        var pipe = Pairs.memory(1 << 16);
        var listener = new BlockingPipe(Pairs.end(pipe.one(), Pairs.OURS, false));
        var context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {PemFiles.read(Pairs.THEIRS).presented()},
                new TrustManager[] {PemFiles.read(Pairs.OURS)},
                null);
        var intruder = context.createSSLEngine();
        intruder.setUseClientMode(true);
        var failures = failures(
                listener, new BlockingPipe(new TlsPipe(pipe.other(), intruder, new DelegatedTasks("intruder"))));
        assertUntrusted(failures[0], "another certificate");
        assertUntrusted(failures[1], "says that it does not trust");
    }

    @Test
    void aRefusalIsHeardThoughItComesTooLateToWrite() throws Exception {
        var pipe = Pairs.memory(1 << 16);
        var inAWeek = Pairs.fresh();
        var clock = new AtomicReference<>(Clock.systemUTC());
        var late = new TlsSettings(PemFiles.read(inAWeek, new MovingClock(clock)), false).engine(false);
        clock.set(Clock.offset(Clock.systemUTC(), Duration.ofDays(7)));
        var listener = new BlockingPipe(new TlsPipe(pipe.one(), late, new DelegatedTasks("late")));
        var dialler = new BlockingPipe(Pairs.end(pipe.other(), inAWeek, true));
        var near = Pairs.beside(() -> failureOf(listener));
        while (!dialler.pipe().flush()) {
            Thread.onSpinWait();
        }
        assertUntrusted(Pairs.get(near), "has expired"); // and it has closed
        assertThatThrownBy(() -> dialler.write(new byte[1]))
                .isInstanceOf(WrongPeerException.class)
                .hasMessageContaining("says that it does not trust");
    }

    @Test
    void whoeverHasMuchToSayIsNotListenedToForARefusal() throws Exception {
        var pipe = Pairs.memory(1 << 18);
        var listener = Pairs.end(pipe.one(), Pairs.OURS, false);
        var talkative = new Talkative(pipe.other(), listener);
        var dialler = Pairs.end(talkative, Pairs.OURS, true);
        while (!dialler.flush() | !listener.flush()) {
            Thread.onSpinWait();
        }
        talkative.begin();
        var word = new ByteBuffer[] {ByteBuffer.allocate(1)};
        assertThatThrownBy(() -> dialler.write(word, 0, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
        assertThat(talkative.said()).isPositive().isLessThan(1 << 20);
        dialler.close();
        listener.close();
    }

    @Test
    void aDiallerWithoutCertificateIsRefused() throws Exception {
        var pipe = Pairs.memory(1 << 16);
        var listener = new BlockingPipe(Pairs.end(pipe.one(), Pairs.OURS, false));
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {PemFiles.read(Pairs.OURS)}, null);
        var intruder = context.createSSLEngine();
        intruder.setUseClientMode(true);
        var failures = failures(
                listener, new BlockingPipe(new TlsPipe(pipe.other(), intruder, new DelegatedTasks("intruder"))));
        assertForeign(failures[0]);
        assertThat(failures[1]).isInstanceOf(WrongPeerException.class);
    }

    @Test
    void aCertificateThatExpiresWhileTheProcessRunsIsRefusedAtTheNextHandshake() throws Exception {
        var pipe = Pairs.memory(1 << 16);
        var listener = new BlockingPipe(Pairs.end(pipe.one(), Pairs.OURS, false));
        var now = new AtomicReference<>(Clock.systemUTC());
        var clock = new MovingClock(now);
        var late = new TlsSettings(PemFiles.read(Pairs.OURS, clock), false).engine(true);
        now.set(Clock.offset(Clock.systemUTC(), Duration.ofDays(7)));
        var dialler = new BlockingPipe(new TlsPipe(pipe.other(), late, new DelegatedTasks("late")));
        assertUntrusted(failures(listener, dialler)[1], "has expired");
    }

    private static final class MovingClock extends Clock {
        private final AtomicReference<Clock> now;

        MovingClock(AtomicReference<Clock> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return now.get().getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return now.get().withZone(zone);
        }

        @Override
        public Instant instant() {
            return now.get().instant();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u0016\u0003\u0001", "\u0016\u0003\u0003\uffff\uffff"})
    void aStrangerWhoSpeaksNoTlsIsForeign(String words) throws Exception {
        var pipe = Pairs.memory(1 << 16);
        var listener = new BlockingPipe(Pairs.end(pipe.one(), Pairs.OURS, false));
        var stranger = new BlockingPipe(pipe.other());
        stranger.write(words.getBytes(StandardCharsets.ISO_8859_1));
        stranger.write(new byte[20_000]);
        assertForeign(failureOf(listener));
    }

    @ParameterizedTest
    @CsvSource({"true, 8", "true, 5", "false, 8", "false, 5"})
    void oneOfOursWithoutTlsIsNamedAndHearsTls(boolean dialled, int together) throws Exception {
        var magic = HexFormat.of().parseHex("89534950430d0a1a7f00050674637000");
        var pipe = Pairs.memory(1 << 16);
        var end = Pairs.end(pipe.one(), Pairs.OURS, dialled);
        var plain = new BlockingPipe(pipe.other());
        plain.write(Arrays.copyOf(magic, together));
        var failure = Pairs.beside(() -> failureOf(new BlockingPipe(end)));
        assertThat(Pairs.get(failure)).isInstanceOf(WrongPeerException.class).hasMessageContaining("same type");
        assertThat(((WrongPeerException) Pairs.get(failure)).reason()).isEqualTo(WrongPeerException.Reason.LAYERLESS);
        if (!dialled) {
            assertThat(plain.read(2)).containsExactly(21, 3); // an alert, by which it can tell
        }
    }

    @Test
    void aFloodBeforeTheHandshakeIsDoneIsCutOff() throws Exception {
        var pipe = Pairs.memory(1 << 18);
        var listener = new BlockingPipe(Pairs.end(pipe.one(), Pairs.OURS, false));
        var stranger = new BlockingPipe(pipe.other());
        var record = ByteBuffer.allocate(5 + 16_384)
                .put((byte) 22)
                .put((byte) 3)
                .put((byte) 1)
                .putShort((short) 16_384);
        record.put((byte) 1).put((byte) 0).putShort((short) 0x7fff); // a ClientHello of 32 KiB
        stranger.write(record.array());
        stranger.write(new byte[] {22, 3, 1, 16, 0}); // 4 KiB more of it, and then the stranger waits
        stranger.write(new byte[4096]);
        assertForeign(failureOf(listener));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theHandshakeAndDataGoThroughPiecesOfOneByte(boolean tls12) throws Exception {
        var tls = tls12 ? Pairs.OURS.withTls12() : Pairs.OURS;
        var ends = Ends.over(1 << 16, tls, tls);
        ends.beneath.readAtMost(1).writeAtMost(1);
        Pairs.greet(ends.listener, ends.dialler);
        ends.dialler.write(new byte[1000]);
        assertThat(ends.listener.read(1000)).containsOnly(0);
        ends.close();
    }

    @Test
    void muchTravelsBothWaysThroughSmallPieces() throws Exception {
        var ends = Ends.over(1 << 16, Pairs.OURS, Pairs.OURS);
        Pairs.greet(ends.listener, ends.dialler);
        ends.beneath.readAtMost(5_000).writeAtMost(3_000);
        var there = new byte[1 << 20];
        var back = new byte[1 << 20];
        new Random(1).nextBytes(there);
        new Random(2).nextBytes(back);
        var dialler = Pairs.beside(() -> {
            ends.dialler.write(there);
            return there;
        });
        var listener = Pairs.beside(() -> {
            ends.listener.write(back);
            return back;
        });
        var answer = Pairs.beside(() -> ends.dialler.read(back.length));
        assertThat(ends.listener.read(there.length)).isEqualTo(there);
        assertThat(Pairs.get(answer)).isEqualTo(back);
        Pairs.get(dialler);
        Pairs.get(listener);
        ends.close();
    }

    /** As of any pipe: an answer that is there already is not lost with the way back. */
    @Test
    void whatCameBeforeAWriteFailedCanBeRead() throws Exception {
        var broken = new AtomicBoolean();
        var pair = Pairs.memory(1 << 16);
        var carrier = new PassingPipe(pair.other()) {
            @Override
            public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
                if (broken.get()) {
                    throw new IOException("broken pipe");
                }
                return super.write(sources, offset, length);
            }
        };
        try (var listener = new BlockingPipe(Pairs.end(pair.one(), Pairs.OURS, false));
                var dialler = new BlockingPipe(Pairs.end(carrier, Pairs.OURS, true))) {
            Pairs.greet(listener, dialler);
            listener.write(new byte[] {1, 2, 3});
            broken.set(true);
            var words = new ByteBuffer[] {ByteBuffer.wrap(new byte[10])};

            assertThatThrownBy(() -> writeAll(dialler.pipe(), words)).hasMessage("broken pipe");
            assertThat(dialler.read(3)).containsExactly(1, 2, 3);
            assertThatThrownBy(() -> writeAll(dialler.pipe(), words)).hasMessage("broken pipe");
        }
    }

    private static void writeAll(Pipe pipe, ByteBuffer[] words) throws IOException {
        pipe.write(words, 0, 1);
        pipe.flush();
    }

    @Test
    void onlyCloseNotifyIsAnEnd() throws Exception {
        var polite = Ends.friends();
        polite.dialler.close();
        assertThat(polite.listener.readSome(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(polite.listener.readSome(ByteBuffer.allocate(1))).isEqualTo(-1);
        polite.listener.close();

        var cut = Ends.friends();
        cut.beneath.close();
        assertThatThrownBy(() -> cut.listener.read(1))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("cut off");
        cut.close();
    }

    @Test
    void aFlippedBitEndsTheConnection() throws Exception {
        var ends = Ends.over(1 << 16, Pairs.OURS, Pairs.OURS);
        Pairs.greet(ends.listener, ends.dialler);
        ends.beneath.flipWritten(30_000, 3);
        ends.dialler.write(new byte[40_000]);
        assertThatThrownBy(() -> ends.listener.read(40_000))
                .isInstanceOf(IOException.class)
                .satisfies(e -> System.out.println("[fault 30] a flipped bit within 40,000 bytes: " + e.getMessage()));
        assertThatThrownBy(() -> ends.listener.read(1)).isInstanceOf(IOException.class);
        ends.close();
    }

    @Test
    void closingIsPossibleWhileTheOtherEndReadsNothing() throws Exception {
        var ends = Ends.friends();
        ends.beneath.stallWrites(true);
        var source = new ByteBuffer[] {ByteBuffer.allocate(1 << 20)};
        assertThat(ends.dialler.pipe().write(source, 0, 1)).isLessThan(1 << 20);
        assertThat(ends.dialler.pipe().flush()).isFalse();
        ends.dialler.close();
        assertThatThrownBy(() -> ends.dialler.pipe().read(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> ends.listener.read(1)).isInstanceOf(EOFException.class);
        ends.listener.close();
    }

    @Test
    void whileTheHelperThreadWorksNothingIsReadAndTheSleeperIsWoken() throws Exception {
        var ends = Ends.over(1 << 16, Pairs.OURS, Pairs.OURS);
        var woken = new CountDownLatch(2); // by the greeting, and by the helper thread
        Pipe listener = ends.listener.pipe();
        listener.onProgress(woken::countDown);
        var hello = ends.dialler.pipe();
        assertThat(hello.flush()).isFalse(); // sends ClientHello
        assertThat(listener.read(ByteBuffer.allocate(1))).isZero();
        assertThat(woken.getCount()).isEqualTo(1);
        assertThat(listener.read(ByteBuffer.allocate(1))).isZero();
        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
        ends.close();
    }

    @Test
    void theListenerGivesNoTicketBehindTheHandshake() throws Exception {
        var pipe = Pairs.memory(1 << 16);
        var listener = Pairs.end(pipe.one(), Pairs.OURS, false);
        var dialler = Pairs.end(pipe.other(), Pairs.OURS, true);
        while (!dialler.flush()) {
            listener.flush();
        }
        while (!listener.flush()) {
            Thread.onSpinWait(); // its helper thread checks our proof
        }
        assertThat(pipe.other().read(ByteBuffer.allocate(1))).isZero();
        dialler.close();
        listener.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tls12IsTakenByOptionOnly(boolean allowed) throws Exception {
        var tls = allowed ? Pairs.OURS.withTls12() : Pairs.OURS;
        var pipe = Pairs.memory(1 << 16);
        var listener = new BlockingPipe(Pairs.end(pipe.one(), tls, false));
        var old = new TlsSettings(PemFiles.read(Pairs.OURS), true).engine(true);
        old.setEnabledProtocols(new String[] {"TLSv1.2"});
        var dialler = new BlockingPipe(new TlsPipe(pipe.other(), old, new DelegatedTasks("old")));
        if (allowed) {
            Pairs.greet(listener, dialler);
            assertThat(old.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(old.getSession().getCipherSuite())
                    .startsWith("TLS_ECDHE_")
                    .doesNotContain("CBC");
            assertThat(dialler.pipe().binding().exporter()).isEmpty();
        } else {
            var failures = failures(listener, dialler);
            assertOtherVersion(failures[0]);
            assertOtherVersion(failures[1]);
        }
    }

    @Test
    void aListenerThatHasTls12OnlyIsAnIncompatiblePeer() throws Exception {
        var pipe = Pairs.memory(1 << 16);
        var old = new TlsSettings(PemFiles.read(Pairs.OURS), true).engine(false);
        old.setEnabledProtocols(new String[] {"TLSv1.2"});
        var listener = new BlockingPipe(new TlsPipe(pipe.one(), old, new DelegatedTasks("old")));
        var dialler = new BlockingPipe(Pairs.end(pipe.other(), Pairs.OURS, true));
        var failures = failures(listener, dialler);
        assertOtherVersion(failures[0]);
        assertOtherVersion(failures[1]);
    }

    @Test
    void aNewHandshakeWithinTls12IsRefused() throws Exception {
        var tls = Pairs.OURS.withTls12();
        var pipe = Pairs.memory(1 << 16);
        var listener = new BlockingPipe(Pairs.end(pipe.one(), tls, false));
        var old = new TlsSettings(PemFiles.read(tls), true).engine(true);
        old.setEnabledProtocols(new String[] {"TLSv1.2"});
        var dialler = new BlockingPipe(new TlsPipe(pipe.other(), old, new DelegatedTasks("old")));
        Pairs.greet(listener, dialler);

        old.beginHandshake();
        dialler.pipe().write(new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1);
        dialler.pipe().flush();
        assertThatThrownBy(() -> listener.read(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("new handshake, which is not allowed");
        listener.close();
        dialler.close();
    }

    @Test
    void bothEndsExportTheSameAndEachConnectionItsOwn() throws Exception {
        var one = Ends.friends();
        var other = Ends.friends();
        assertThat(one.listener.pipe().binding()).isEqualTo(one.dialler.pipe().binding());
        if (Runtime.version().feature() >= 25) {
            assertThat(one.listener.pipe().binding().exporter()).isPresent();
            assertThat(one.listener.pipe().binding())
                    .isNotEqualTo(other.listener.pipe().binding());
        } else {
            assertThat(one.listener.pipe().binding().exporter()).isEmpty();
        }
        one.close();
        other.close();
    }
}
