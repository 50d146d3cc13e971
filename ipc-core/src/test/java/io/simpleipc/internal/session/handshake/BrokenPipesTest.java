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

import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.PassingPipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    private static final class BrokenPipe extends PassingPipe {
        final AtomicInteger closed = new AtomicInteger();
        volatile Fault reading = () -> {};
        volatile Runnable selecting = () -> {};
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
        public void close() {
            closed.incrementAndGet();
            super.close();
            closing.run();
        }
    }
}
