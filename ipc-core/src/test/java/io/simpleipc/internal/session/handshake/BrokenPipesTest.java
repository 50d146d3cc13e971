package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.WrongPeerException;
import io.simpleipc.testkit.PassingPipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipes that throw what no pipe should: it costs them, and neither the others at the door nor the reason of a failure. */
@Timeout(30)
class BrokenPipesTest {
    private final RecordingLogger log = new RecordingLogger();
    private final SeatKeeper keeper = mock(SeatKeeper.class);
    private final Greeter greeter =
            new Greeter(Fixtures.listener(Fixtures.SECRET, null), keeper, new EngineLog(log), "greeter");
    private final List<Sockets> sockets = new ArrayList<>();

    @BeforeEach
    void theSeatIsFree() {
        when(keeper.claim(any())).thenReturn(new SeatKeeper.Decision.Free());
    }

    @AfterEach
    void close() throws IOException {
        greeter.close();
        for (var pair : sockets) {
            pair.dialed().close();
            pair.accepted().close();
        }
    }

    @Test
    void aPipeThatCannotBeRegisteredIsClosedAndTheNextIsGreeted() throws IOException {
        var broken = accepted();
        broken.selecting = () -> {
            throw new OutOfMemoryError("pretended");
        };
        greeter.greet(broken);
        greeter.start();
        assertThatAFriendIsLetIn();
        assertThat(broken.closed).hasValue(1);
        assertThat(log.lines()).anyMatch(line -> line.startsWith("ERROR") && line.contains("pretended"));
    }

    @Test
    void aPipeThatCannotBeClosedEndsNoGreeter() throws IOException {
        var broken = accepted();
        broken.reading = () -> {
            throw new IOException("cut off");
        };
        broken.closing = BrokenPipesTest::fail;
        greeter.greet(broken);
        greeter.start();
        assertThatAFriendIsLetIn();
        assertThat(broken.closed).hasValue(1);
    }

    @Test
    void whoStandsOnTheDoorstepWhenTheGreeterFailsIsClosed() throws IOException {
        var broken = accepted();
        broken.reading = () -> {
            throw new StackOverflowError("pretended");
        };
        var behind = accepted();
        greeter.greet(broken);
        greeter.greet(behind);
        greeter.start();
        verify(keeper, timeout(10_000)).failed();
        assertThat(broken.closed).hasValue(1);
        assertThat(behind.closed).hasValue(1);
    }

    @Test
    void onePipeThatCannotBeClosedLeavesNoOtherOpen() throws IOException {
        var broken = accepted();
        broken.closing = BrokenPipesTest::fail;
        var behind = accepted();
        greeter.greet(broken);
        greeter.greet(behind);
        greeter.close();
        assertThat(behind.closed).hasValue(1);
        assertThat(log.lines()).anyMatch(line -> line.contains("could not be closed"));
    }

    @Test
    void theLackOfAThreadIsLoggedAsOurOwnFailure() throws IOException {
        var broken = accepted();
        broken.reading = () -> {
            throw new IOException(
                    "no thread for the handshake", new OutOfMemoryError("unable to create native thread"));
        };
        greeter.greet(broken);
        greeter.start();
        await().untilAsserted(() -> assertThat(log.lines())
                .anyMatch(line -> line.startsWith("ERROR")
                        && line.contains("this side failed")
                        && line.contains("no thread for the handshake")));
    }

    @Test
    void tooMuchWorkForStrangersIsAWarning() throws IOException {
        var broken = accepted();
        broken.reading = () -> {
            throw new IOException("too many", new RejectedExecutionException());
        };
        greeter.greet(broken);
        greeter.start();
        await().untilAsserted(() -> assertThat(log.lines())
                .anyMatch(line -> line.startsWith("WARN") && line.contains("too many processes tried to join")));
    }

    @Test
    void aStrangerWhoGoesIsNeither() throws IOException {
        var broken = accepted();
        broken.reading = () -> {
            throw new IOException("reset");
        };
        greeter.greet(broken);
        greeter.start();
        await().untilAsserted(() -> assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("DEBUG")
                .contains("closed the connection"));
    }

    @Test
    void manyPipesThatCannotBeClosedAreOneLineOfTheLog() throws IOException {
        for (int i = 0; i < 3; i++) {
            var broken = accepted();
            broken.closing = BrokenPipesTest::fail;
            greeter.greet(broken);
        }
        greeter.close();
        assertThat(log.lines()).singleElement().asString().contains("could not be closed");
    }

    @Test
    void aPipeThatWasClosedAtTheDoorIsNoFailure() throws IOException {
        var closed = accepted();
        closed.close();
        greeter.greet(closed);
        greeter.start();
        assertThatAFriendIsLetIn();
        assertThat(log.lines()).noneMatch(line -> line.contains("turned a process away"));
    }

    @Test
    void aPipeThatIsClosedWhileTheGreeterGoesToSleepIsAStrangerWhoWent() throws IOException {
        var closed = accepted();
        closed.sleeping = closed::close;
        greeter.greet(closed);
        greeter.start();
        await().untilAsserted(() -> assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("DEBUG")
                .contains("closed the connection"));
        assertThatAFriendIsLetIn();
    }

    @Test
    void aDialledPipeThatIsClosedWhileItsUserGoesToSleepEndsTheJoin() throws IOException {
        var pipe = new BrokenPipe(pair().dialedPipe());
        pipe.sleeping = pipe::close;
        assertThatThrownBy(() -> Dialer.join(pipe, Fixtures.dialer(Fixtures.SECRET, null), soon()))
                .isInstanceOf(ClosedChannelException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "UNTRUSTED, its certificate",
        "FOREIGN, another protocol",
        "LAYERLESS, speaks no TLS",
        "INCOMPATIBLE, no version of TLS"
    })
    void whatThePipeSaysOfTheStrangerIsWrittenDown(WrongPeerException.Reason reason, String text) throws IOException {
        var wrong = accepted();
        wrong.reading = () -> {
            throw new WrongPeerException(reason, "as the layer words it", null);
        };
        greeter.greet(wrong);
        greeter.start();
        await().untilAsserted(
                        () -> assertThat(log.lines()).singleElement().asString().contains(text));
        assertThatAFriendIsLetIn();
    }

    @Test
    void aHandshakeGetsThroughPipesThatTakeLittleAndHoldBack() throws IOException {
        var pair = pair();
        greeter.greet(new SluggishPipe(pair.acceptedPipe()));
        greeter.start();
        var dialled = new SluggishPipe(pair.dialedPipe());
        assertThat(Dialer.join(dialled, Fixtures.dialer(Fixtures.SECRET, null), soon()))
                .isNotNull();
        verify(keeper, timeout(10_000)).seated(any());
    }

    @Test
    void aPipeThatNeverGetsThroughItsOwnHandshakeIsSilence() throws IOException {
        var stuck = new PassingPipe(pair().dialedPipe()) {
            @Override
            public boolean flush() {
                return false;
            }
        };
        assertThatThrownBy(() -> Dialer.join(
                        stuck, Fixtures.dialer(Fixtures.SECRET, null), Deadline.after(Duration.ofMillis(50))))
                .isInstanceOf(NotAnIpcPeerException.class)
                .hasMessageContaining("silent");
    }

    @Test
    void lastWordsThatCannotBeSaidDoNotHideWhyTheHandshakeFailed() throws IOException {
        EncryptionProvider oneWay = new EncryptionProvider() {
            @Override
            public byte[] encrypt(byte[] plain) {
                return new byte[plain.length];
            }

            @Override
            public byte[] decrypt(byte[] encrypted) throws GeneralSecurityException {
                return Fixtures.xor(1).decrypt(encrypted);
            }
        };
        var self = Fixtures.listener(Fixtures.SECRET, oneWay);
        try (var other = new Greeter(self, keeper, new EngineLog(log), "greeter")) {
            other.start();
            var pair = pair();
            other.greet(pair.acceptedPipe());
            var writes = new AtomicInteger();
            var pipe = new PassingPipe(pair.dialedPipe()) {
                @Override
                public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
                    if (writes.incrementAndGet() > 2) {
                        throw new IOException("broken pipe"); // HELLO and the proof are out
                    }
                    return super.write(sources, offset, length);
                }
            };
            assertThatThrownBy(() -> Dialer.join(pipe, Fixtures.dialer(Fixtures.SECRET, Fixtures.xor(1)), soon()))
                    .isInstanceOf(IncompatiblePeerException.class)
                    .hasMessageContaining("same encryption provider and key");
            assertThat(writes).hasValue(3);
        }
    }

    @Test
    void aStrangerWhoNeverStopsTalkingIsNotHeardOut() throws IOException {
        var reads = new AtomicInteger();
        var talker = new BrokenPipe(pair().acceptedPipe()) {
            @Override
            public int read(ByteBuffer target) {
                reads.incrementAndGet();
                int count = target.remaining();
                target.put((byte) 22).put((byte) 3).position(target.limit());
                return count;
            }
        };
        greeter.greet(talker);
        greeter.start();
        await().untilAsserted(() -> assertThat(talker.closed).hasValue(1));
        assertThat(reads).hasValue(1 + 16);
        assertThatAFriendIsLetIn();
    }

    @Test
    void aPipeThatBreaksBehindTheAnswerIsClosedAllTheSame() throws IOException {
        var pair = pair();
        var broken = new BrokenPipe(pair.acceptedPipe());
        var reads = new AtomicInteger();
        broken.reading = () -> {
            if (reads.incrementAndGet() > 1) {
                throw new IllegalStateException("pretended");
            }
        };
        Sockets.blocking(pair.dialed()).write(ByteBuffer.wrap(new byte[] {22, 3, 1}));
        greeter.greet(broken);
        greeter.start();
        assertThat(pair.dialed().read(ByteBuffer.allocate(100))).isPositive();
        await().untilAsserted(() -> assertThat(broken.closed).hasValue(1));
        assertThat(reads).hasValue(2);
    }

    @Test
    void aDialledPipeThatFailsTwiceWithTheSameIsNotSuppressedByItself() throws IOException {
        var failure = new IllegalStateException("pretended");
        var pipe = new BrokenPipe(pair().dialedPipe());
        pipe.reading = () -> {
            throw failure;
        };
        pipe.closing = () -> {
            throw failure;
        };
        assertThatThrownBy(() -> Dialer.join(pipe, Fixtures.dialer(Fixtures.SECRET, null), soon()))
                .isSameAs(failure)
                .hasNoSuppressedExceptions();
    }

    @Test
    void aDialledPipeThatCannotBeClosedDoesNotHideWhyTheHandshakeFailed() throws IOException {
        var pipe = new BrokenPipe(pair().dialedPipe());
        pipe.reading = () -> {
            throw new EOFException("it has gone");
        };
        pipe.closing = BrokenPipesTest::fail;
        assertThatThrownBy(() -> Dialer.join(pipe, Fixtures.dialer(Fixtures.SECRET, null), soon()))
                .isInstanceOf(EOFException.class)
                .hasSuppressedException(new AssertionError("pretended"));
    }

    private static void fail() {
        throw new AssertionError("pretended");
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    private Sockets pair() throws IOException {
        var pair = Sockets.pair();
        sockets.add(pair);
        return pair;
    }

    private BrokenPipe accepted() throws IOException {
        return new BrokenPipe(pair().acceptedPipe());
    }

    private void assertThatAFriendIsLetIn() throws IOException {
        var pair = pair();
        greeter.greet(pair.acceptedPipe());
        var joined = Dialer.join(pair.dialedPipe(), Fixtures.dialer(Fixtures.SECRET, null), soon());
        assertThat(joined.agreement()).isNotNull();
        verify(keeper, never()).failed();
    }

    private interface Fault {
        void strike() throws IOException;
    }

    private static class BrokenPipe extends PassingPipe {
        final AtomicInteger closed = new AtomicInteger();
        volatile Fault reading = () -> {};
        volatile Runnable selecting = () -> {};
        volatile Runnable sleeping = () -> {};
        volatile Runnable closing = () -> {};

        BrokenPipe(Pipe pipe) {
            super(pipe);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            reading.strike();
            return super.read(target);
        }

        @Override
        public SelectableChannel selectable() {
            selecting.run();
            return super.selectable();
        }

        @Override
        public int interestOps(boolean reading, boolean writing) {
            sleeping.run();
            return super.interestOps(reading, writing);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            super.close();
            closing.run();
        }
    }

    /** Takes a byte at a time, and holds back what it took until it is asked again. */
    private static final class SluggishPipe extends PassingPipe {
        private boolean ready;

        SluggishPipe(Pipe pipe) {
            super(pipe);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            var one = sources[offset].slice(sources[offset].position(), 1);
            long count = super.write(new ByteBuffer[] {one}, 0, 1);
            sources[offset].position(sources[offset].position() + (int) count);
            return count;
        }

        @Override
        public boolean flush() throws IOException {
            ready = !ready;
            return !ready && super.flush();
        }
    }
}
