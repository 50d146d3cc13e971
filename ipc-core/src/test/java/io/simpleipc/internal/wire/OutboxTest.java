package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.spi.Deadline;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sending side by itself: nobody reads, and nobody writes but who is told to. */
@Timeout(30)
class OutboxTest {
    private static final long ALL = 1 << 20;
    private static final Deadline OVER = Deadline.after(Duration.ZERO);

    private final MemoryPipe pipe = MemoryPipe.pair(1 << 20)[0];
    private final Outbox outbox = new Outbox(pipe, Seal.NONE, 64, Rig.LIMITS.window(), new Outbox.Reader() {
        @Override
        public boolean isCurrentThread() {
            return false;
        }

        @Override
        public void wake() {
            // nobody sleeps
        }
    });

    private interface Sending {
        void to(Outbox outbox) throws Exception;
    }

    private static Arguments sends(String what, Sending sending) {
        return Arguments.of(what, sending);
    }

    static Stream<Arguments> allThatCanBeSent() {
        return Stream.of(
                sends("a query", out -> out.query(new byte[1], 0, 0, Rig.SOON.nanoTime(), new Rig.Call())),
                sends("a large query", out -> out.query(new byte[100_000], 0, 0, Rig.SOON.nanoTime(), new Rig.Call())),
                sends("a message", out -> out.message(new byte[1], Rig.SOON.nanoTime())),
                sends("an answer", out -> out.answer(1, new byte[1], Rig.SOON.nanoTime())),
                sends("a failure", out -> out.failure(1, new Failure.Late())),
                sends("a cancel", out -> out.cancel(1)),
                sends("a ping", out -> out.ping(number -> {})),
                sends("a pong", out -> out.pong(1)),
                sends("a closing", out -> out.closing(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allThatCanBeSent")
    void notAllIsFlushedUntilItIsWritten(String what, Sending sending) throws Exception {
        assertThat(outbox.flushed(OVER)).isTrue();
        sending.to(outbox);
        assertThat(outbox.flushed(OVER)).isFalse();
        assertThat(outbox.flush(ALL)).isFalse();
        assertThat(outbox.flushed(OVER)).isTrue();
        assertThat(pipe.writes()).isPositive();
    }

    @Test
    void creditThatIsOwedIsNothingToWaitFor() {
        outbox.owe(1 << 20);
        assertThat(outbox.flushed(OVER)).isTrue();
    }

    @Test
    void whatThePipeHoldsBackIsNotFlushedAndTheReadersBusiness() throws Exception {
        pipe.holdBack(true);
        outbox.ping(number -> {});
        assertThat(outbox.flush(ALL)).isFalse();
        assertThat(outbox.isStalled()).isTrue();
        assertThat(outbox.flushed(OVER)).isFalse();

        pipe.holdBack(false);
        outbox.flush(ALL); // not by anybody who sends
        assertThat(outbox.isStalled()).isTrue();
        outbox.resume(ALL);
        assertThat(outbox.isStalled()).isFalse();
        assertThat(outbox.flushed(OVER)).isTrue();
    }

    @Test
    void whoIsInterruptedWhileItWaitsForTheRestWaitsOnAndKeepsTheFlag() {
        outbox.ping(number -> {});
        Thread.currentThread().interrupt();
        assertThat(outbox.flushed(Deadline.after(Duration.ofMillis(1)))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void largeMessagesThatFillThePipeTakeNoRoomFromWhatCostsNoCredit() throws Exception {
        pipe.allowOnly(0);
        outbox.query(new byte[1_000_000], 0, 0, Rig.SOON.nanoTime(), new Rig.Call());
        outbox.flush(ALL);
        assertThat(outbox.isStalled()).isTrue();
        assertThat(outbox.hasRoomForControls()).isTrue();
        while (outbox.hasRoomForControls()) {
            outbox.cancel(1);
        }
        assertThat(outbox.hasRoomForControls()).isFalse();
        pipe.allowAll();
        outbox.resume(10 * ALL);
        assertThat(outbox.hasRoomForControls()).isTrue();
    }
}
