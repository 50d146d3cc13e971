package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.Pipe.Evidence;
import io.simpleipc.spi.WrongPeerException;
import io.simpleipc.testkit.BlockingPipe;
import io.simpleipc.testkit.MemoryPipe;
import io.simpleipc.testkit.PassingPipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers at the end that was dialled: what they have shown, and what they cost up to there. */
@Timeout(60)
class AcceptedPipeTest {
    private static final TlsSettings SETTINGS = new TlsSettings(PemFiles.read(Pairs.OURS), false);
    private static final ByteBuffer NO_DATA = ByteBuffer.allocate(1);

    private final AtomicInteger engines = new AtomicInteger();
    private final AtomicInteger woken = new AtomicInteger();
    private final DelegatedTasks tasks = new DelegatedTasks("a test");
    private MemoryPipe.Pair carrier;
    private Pipe listener;

    @BeforeEach
    void accept() throws IOException {
        carrier = Pairs.memory(1 << 16);
        listener = accepted(carrier.one());
    }

    @AfterEach
    void close() {
        listener.close();
        carrier.other().close();
    }

    private Pipe accepted(Pipe beneath) {
        var pipe = new AcceptedPipe(
                beneath,
                dialled -> {
                    engines.incrementAndGet();
                    return SETTINGS.engine(dialled);
                },
                tasks);
        pipe.onProgress(woken::incrementAndGet);
        return pipe;
    }

    private void say(String hex) throws IOException {
        new BlockingPipe(carrier.other()).write(HexFormat.of().parseHex(hex));
    }

    private static int read(Pipe pipe) throws IOException {
        return pipe.read(NO_DATA.duplicate());
    }

    private static long write(Pipe pipe) throws IOException {
        return pipe.write(new ByteBuffer[] {NO_DATA.duplicate()}, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16", "160301", "1603010100", "160301000501000000"})
    void whoHasNotGreetedCostsNoEngine(String words) throws IOException {
        say(words);
        for (int i = 0; i < 3; i++) {
            assertThat(read(listener)).isZero();
            assertThat(write(listener)).isZero();
            assertThat(listener.flush()).isFalse();
        }
        assertThat(listener.evidence()).isEqualTo(Evidence.NONE);
        assertThat(woken).hasValue(0);
        assertThat(engines).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write", "flush"})
    void thatSomebodyGreetedIsToldBeforeItCosts(String call) throws Exception {
        try (var dialler = Pairs.end(carrier.other(), Pairs.OURS, true)) {
            dialler.flush();
            assertThat(listener.evidence()).isEqualTo(Evidence.NONE);
            assertThat(call(call)).isZero();
            assertThat(listener.evidence()).isEqualTo(Evidence.GREETING);
            assertThat(woken)
                    .as("the next call goes on, and nothing else would say so")
                    .hasValue(1);
            assertThat(engines).hasValue(0);
            assertThat(call(call)).isZero();
            assertThat(engines).hasValue(1);
        }
    }

    private long call(String name) throws IOException {
        return switch (name) {
            case "read" -> read(listener);
            case "write" -> write(listener);
            default -> listener.flush() ? 1 : 0;
        };
    }

    @Test
    void whoGreetedAndIsSentAwayHasCostNothing() throws Exception {
        try (var dialler = Pairs.end(carrier.other(), Pairs.OURS, true)) {
            dialler.flush();
            read(listener);
            listener.close();
            listener.close();
            assertThatThrownBy(() -> read(listener)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(dialler::flush).isInstanceOf(EOFException.class);
            assertThat(engines).hasValue(0);
        }
    }

    @Test
    void afterTheHandshakeTheOtherEndHasProvedWhoItIs() throws Exception {
        try (var near = new BlockingPipe(listener);
                var far = new BlockingPipe(Pairs.end(carrier.other(), Pairs.OURS, true))) {
            Pairs.greet(near, far);
            assertThat(listener.evidence()).isEqualTo(Evidence.PROOF);
            assertThat(listener.binding()).isEqualTo(far.pipe().binding());
        }
    }

    @Test
    void whoHasNoCertificateProvesNothing() throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {PemFiles.read(Pairs.OURS)}, null);
        var engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        try (var near = new BlockingPipe(listener);
                var far = new BlockingPipe(new TlsPipe(carrier.other(), engine, tasks))) {
            var intruder = Pairs.beside(() -> {
                far.write(new byte[1]);
                return true;
            });
            assertThatThrownBy(() -> near.read(1)).isInstanceOf(WrongPeerException.class);
            assertThat(listener.evidence()).isEqualTo(Evidence.GREETING);
            assertThat(Pairs.get(intruder)).as("it believes itself through").isTrue();
        }
    }

    /** Grows with what came, since whoever claims much may say little. */
    @Test
    void aClaimTakesNoMemory() throws Exception {
        var largest = new AtomicInteger();
        var pipe = accepted(new PassingPipe(carrier.one()) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                largest.accumulateAndGet(target.capacity(), Math::max);
                return super.read(target);
            }
        });
        say("1603014000" + "01003ffc"); // the header of 16 KiB
        read(pipe);
        assertThat(largest.get()).isLessThanOrEqualTo(512);
        int said = 9;
        for (int piece = 600; said + piece < 16_389; piece *= 2) {
            say("00".repeat(piece));
            said += piece;
            read(pipe);
            assertThat(largest.get()).isLessThanOrEqualTo(2 * said);
            assertThat(pipe.evidence()).isEqualTo(Evidence.NONE);
        }
        say("00".repeat(16_389 - said));
        read(pipe);
        assertThat(pipe.evidence()).isEqualTo(Evidence.GREETING);
        assertThat(largest).hasValue(16_389);
        pipe.close();
    }

    @ParameterizedTest
    @CsvSource({
        "474554202f20485454502f312e31, FOREIGN", // GET / HTTP/1.1
        "1503030002022800, FOREIGN", // an alert
        "1602000005, FOREIGN",
        "1603010000, FOREIGN", // an empty record
        "1603014001, FOREIGN", // a byte more than a record may have
        "89534950430d0a1a0100, LAYERLESS"
    })
    void whoSpeaksNoTlsIsToldWithoutAnEngine(String words, WrongPeerException.Reason reason) throws IOException {
        say(words);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> read(listener))
                    .isInstanceOfSatisfying(
                            WrongPeerException.class,
                            e -> assertThat(e.reason()).isEqualTo(reason));
        }
        assertThat(new BlockingPipe(carrier.other()).read(7))
                .as("a fatal alert")
                .containsExactly(21, 3, 3, 0, 2, 2, 10);
        assertThat(listener.evidence()).isEqualTo(Evidence.NONE);
        assertThat(engines).hasValue(0);
    }

    @Test
    void anAlertThatCannotBeSaidHidesNoReason() throws IOException {
        var pipe = accepted(new PassingPipe(carrier.one()) {
            @Override
            public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
                throw new IOException("broken pipe");
            }
        });
        say("474554202f20");
        assertThatThrownBy(() -> read(pipe)).isInstanceOf(WrongPeerException.class);
        pipe.close();
    }

    @Test
    void whoGoesBeforeItGreetsHasGone() throws IOException {
        say("160301");
        carrier.other().close();
        assertThatThrownBy(() -> read(listener)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @CsvSource({"NONE, GREETING", "GREETING, GREETING", "PROOF, PROOF"})
    void whatTheCarrierKnowsCountsToo(Evidence beneath, Evidence afterAGreeting) throws Exception {
        var pipe = accepted(new PassingPipe(carrier.one()) {
            @Override
            public Evidence evidence() {
                return beneath;
            }
        });
        assertThat(pipe.evidence()).isEqualTo(beneath);
        try (var dialler = Pairs.end(carrier.other(), Pairs.OURS, true)) {
            dialler.flush();
            read(pipe);
            assertThat(pipe.evidence()).isEqualTo(afterAGreeting);
        }
        pipe.close();
    }
}
