package io.simpleipc.internal.session.handshake;

import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One who has come to the door: its pipe, how far its handshake is, and what is still to be sent to it. Thread-confined. */
final class Stranger {
    private static final int MOST_DRAINED = 16; // reads

    /**
     * An answer that has to wait.
     *
     * @param step {@code Proved} or {@code Rejected}
     * @param due when it may leave, or when the seat keeper is to be asked again
     * @param wakeable whether the seat keeper may ask to be asked earlier
     */
    record Waiting(ListenerHandshake.Step step, long due, boolean wakeable) {}

    final Pipe pipe;
    final ListenerHandshake handshake;
    final long since;

    @Nullable
    Waiting waiting;

    @Nullable
    Agreement provisional; // it has the seat if it sends OPEN

    boolean paid; // whether it may cost a key agreement

    private final AtomicBoolean progressed = new AtomicBoolean(); // set by any thread
    private boolean leaving;
    private boolean gone;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private final SelectionKey key;

    private Stranger(Pipe pipe, ListenerHandshake handshake, long since, SelectionKey key) {
        this.pipe = pipe;
        this.handshake = handshake;
        this.since = since;
        this.key = key;
    }

    /** Makes one whose key has it attached. */
    static Stranger register(Pipe pipe, ListenerHandshake handshake, long since, Selector selector) throws IOException {
        var stranger = new Stranger(pipe, handshake, since, pipe.selectable().register(selector, 0));
        stranger.key.attach(stranger);
        pipe.onProgress(() -> {
            stranger.progressed.set(true);
            selector.wakeup();
        });
        return stranger;
    }

    /** Whether its pipe may go on without its channel's being ready; true once for each time. */
    boolean hasProgressed() {
        return progressed.getAndSet(false);
    }

    void send(byte[] bytes) {
        out = ByteBuffer.allocate(out.remaining() + bytes.length)
                .put(out)
                .put(bytes)
                .flip();
    }

    /** Nothing it says counts any more; it goes when it has its answer. */
    void leaveAfter(byte[] answer) {
        send(answer);
        leaving = true;
    }

    boolean leaving() {
        return leaving;
    }

    /** Whether its pipe is no longer ours. */
    boolean gone() {
        return gone;
    }

    /** Whether what it says still counts. */
    boolean heard() {
        return !gone && !leaving;
    }

    /** Whether its refusal only waits for its time. */
    boolean refused() {
        return waiting != null && waiting.step instanceof ListenerHandshake.Step.Rejected;
    }

    /**
     * Pushes out what is to be sent.
     *
     * @return whether all of it is out
     */
    boolean push() throws IOException {
        if (out.hasRemaining()) {
            pipe.write(new ByteBuffer[] {out}, 0, 1);
        }
        return !out.hasRemaining() && pipe.flush();
    }

    /** Sets what to be woken for. */
    void listen(boolean pushed) throws IOException {
        try {
            key.interestOps(pipe.interestOps(!leaving, !pushed));
        } catch (CancelledKeyException e) {
            throw new ClosedChannelException();
        }
    }

    /** Gives pipe and keys away: from here on they are closed by what this returns, and not by this. */
    Dialer.Joined handOver(ListenerHandshake.Step.Seated seated, ByteBuffer rest) {
        var early = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
        var joined = new Dialer.Joined(pipe, seated.newcomer(), early);
        handshake.handedOver();
        leave();
        return joined;
    }

    private void leave() {
        gone = true;
        key.cancel();
    }

    /** Closes the pipe. Some channels destroy an answer on its way if they are closed with input unread: read it first. */
    void close(ByteBuffer scratch) {
        leave();
        try {
            handshake.wipe();
        } finally {
            closePipe(scratch);
        }
    }

    private void closePipe(ByteBuffer scratch) {
        try {
            for (int i = 0; leaving && i < MOST_DRAINED && pipe.read(scratch.clear()) > 0; i++) {
                // nobody wants it
            }
        } catch (IOException | RuntimeException e) {
            // it is broken already
        } finally {
            pipe.close();
        }
    }
}
