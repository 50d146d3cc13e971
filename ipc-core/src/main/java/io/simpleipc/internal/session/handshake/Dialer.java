package io.simpleipc.internal.session.handshake;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.WrongPeerException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * Drives a dialled pipe through the handshake, on the thread that wants to be joined. It sleeps on a selector of its own
 * and never blocks in a channel; an interrupt neither ends the handshake nor harms the pipe, and the flag is kept.
 * Source: docs/protocol.md, section 1.
 */
public final class Dialer {
    private static final long LONGEST_SLEEP_MILLIS = 50; // closing the pipe from another thread wakes no selector
    private static final int BUFFER = 1024;

    private final Pipe pipe;
    private final Deadline deadline;
    private @Nullable DialerHandshake handshake; // null until the pipe is through its own
    private final Selector selector;
    private final SelectionKey key;
    private boolean interrupted;

    /**
     * A pipe that leads to the proved peer, and the keys to it. It has one owner at a time, who closes it or hands it
     * over; whoever is called with it owns it from there on, also if the call fails.
     *
     * @param pipe closed together with the seal
     * @param agreement what the two agreed on, with the seal that holds the keys
     * @param early bytes that came behind the handshake: the first of the session
     */
    public record Joined(Pipe pipe, Agreement agreement, ByteBuffer early) implements AutoCloseable {
        /** Closes the pipe and wipes the keys, each even if the other fails: both may be foreign code. */
        @Override
        public void close() {
            try {
                pipe.close();
            } finally {
                agreement.seal().close();
            }
        }

        /**
         * Closes after a failure, which is what counts.
         *
         * @param failure gets what closing throws, as suppressed
         */
        public void closeBecauseOf(Throwable failure) {
            Dialer.close(this, failure);
        }
    }

    private Dialer(Pipe pipe, Deadline deadline, Selector selector) throws IOException {
        this.pipe = pipe;
        this.deadline = deadline;
        this.selector = selector;
        this.key = pipe.selectable().register(selector, 0);
        pipe.onProgress(selector::wakeup);
    }

    /**
     * Proves the secret to the process at the other end of a pipe, and has it prove the same.
     *
     * @param pipe just dialled; closed by this method if it fails
     * @param self what this side says of itself
     * @param deadline when to give up
     * @return the pipe, with what was agreed on
     * @throws io.simpleipc.PeerBusyException if two others are joined here, with the holder of the seat
     * @throws io.simpleipc.AuthenticationException if the secrets differ, the connection was altered, or the pipe does not
     *     trust the other end
     * @throws io.simpleipc.IncompatiblePeerException if the two cannot talk: version, features, channel, encryption
     * @throws io.simpleipc.NotAnIpcPeerException if the other end speaks something else, or is silent until the deadline
     * @throws EOFException if the other end closed the pipe before it had said its verdict; try again
     * @throws IOException if the pipe broke, or the other end is closing, overloaded, or stopped half way; try again
     */
    public static Joined join(Pipe pipe, Introduction self, Deadline deadline) throws IOException {
        return join(pipe, self, deadline, Randomness.SECURE);
    }

    static Joined join(Pipe pipe, Introduction self, Deadline deadline, Randomness randomness) throws IOException {
        try {
            return joinOrClose(pipe, self, deadline, randomness);
        } catch (WrongPeerException e) {
            throw switch (e.reason()) {
                case UNTRUSTED -> new AuthenticationException(String.valueOf(e.getMessage()), e);
                case FOREIGN -> Refusals.notAPeer(String.valueOf(e.getMessage()), e);
                case LAYERLESS, INCOMPATIBLE -> new IncompatiblePeerException(String.valueOf(e.getMessage()), e);
            };
        }
    }

    private static Joined joinOrClose(Pipe pipe, Introduction self, Deadline deadline, Randomness randomness)
            throws IOException {
        Joined joined = null;
        try (var selector = Selector.open()) {
            joined = new Dialer(pipe, deadline, selector).run(self, randomness);
        } catch (Throwable e) { // the selector may fail to close: then nobody gets what was joined
            close(joined == null ? pipe : joined, e);
            throw e;
        }
        return joined;
    }

    private static void close(AutoCloseable owned, Throwable failure) {
        try {
            owned.close();
        } catch (Throwable e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    private Joined run(Introduction self, Randomness randomness) throws IOException {
        interrupted = Thread.interrupted(); // a set flag would keep the selector from sleeping
        try {
            while (!pipe.flush()) {
                sleep(false, true);
            }
            var begun = new DialerHandshake(self, pipe.binding(), randomness);
            handshake = begun;
            try {
                send(begun.hello());
                return converse(begun);
            } finally {
                begun.wipe();
            }
        } catch (CancelledKeyException e) {
            throw new ClosedChannelException();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Joined converse(DialerHandshake handshake) throws IOException {
        var in = ByteBuffer.allocate(BUFFER).limit(0);
        while (true) {
            var step = handshake.receive(in);
            if (step instanceof DialerHandshake.Step.More) {
                receive(in);
            } else if (step instanceof DialerHandshake.Step.Send send) {
                send(send.bytes());
            } else if (step instanceof DialerHandshake.Step.Joined joined) {
                return joined(joined, in);
            } else if (step instanceof DialerHandshake.Step.Failed failed) {
                sayGoodbye(failed.lastWords());
                throw failed.why();
            } else if (step instanceof DialerHandshake.Step.TryAgain again) {
                throw again.why();
            }
        }
    }

    private Joined joined(DialerHandshake.Step.Joined step, ByteBuffer early) throws IOException {
        boolean sent = false;
        try {
            send(step.open());
            sent = true;
            return new Joined(pipe, step.agreement(), early);
        } finally {
            if (!sent) {
                step.agreement().seal().close();
            }
        }
    }

    /** Waits for bytes; there is at least one when it returns. */
    private void receive(ByteBuffer in) throws IOException {
        while (true) {
            in.clear();
            int count = pipe.read(in);
            in.flip();
            if (count > 0) {
                return;
            }
            if (count < 0) {
                throw new EOFException("the process at this address closed the connection during the handshake");
            }
            sleep(true, !pipe.flush());
        }
    }

    private void send(byte[] bytes) throws IOException {
        var sources = new ByteBuffer[] {ByteBuffer.wrap(bytes)};
        while (true) {
            if (sources[0].hasRemaining()) {
                pipe.write(sources, 0, 1);
            }
            if (!sources[0].hasRemaining() && pipe.flush()) {
                return;
            }
            sleep(false, true);
        }
    }

    /** Last words are a courtesy: what failed is known already. */
    private void sayGoodbye(byte[] lastWords) {
        if (lastWords.length > 0) {
            try {
                send(lastWords);
            } catch (IOException | RuntimeException e) {
                // the other side sees the pipe close instead, with the same result
            }
        }
    }

    private void sleep(boolean reading, boolean writing) throws IOException {
        long left = deadline.remainingNanos();
        if (left == 0) {
            throw timedOut();
        }
        key.interestOps(pipe.interestOps(reading, writing));
        selector.select(Math.min(LONGEST_SLEEP_MILLIS, left / 1_000_000 + 1));
        selector.selectedKeys().clear();
        interrupted |= Thread.interrupted();
    }

    private IOException timedOut() {
        var begun = handshake;
        if (begun == null || begun.silence()) {
            throw Refusals.notAPeer("it is silent, or frozen", null);
        }
        if (!begun.magicSeen()) {
            throw Refusals.notAPeer("it stopped after a few bytes", null);
        }
        return new IOException("the process at this address stopped answering in the middle of the handshake");
    }
}
