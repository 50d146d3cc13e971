package io.simpleipc.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/**
 * A non-blocking, full-duplex, reliable pipe of bytes. One thread at a time may read and one at a time may write,
 * concurrently with each other; any thread may close. No method blocks, whatever the peer does, and an interrupted
 * thread does it no harm.
 */
public interface Pipe extends Closeable {
    /** What the other end has shown so far, the least first. */
    enum Evidence {
        /** Nothing that counts: it is silent, or says less than one message. */
        NONE,
        /** The first message of the pipe's own handshake is complete. */
        GREETING,
        /** The pipe's own handshake is done, and the other end has proved in it who it is. */
        PROOF
    }

    /**
     * Reads what is there.
     *
     * @param target has room for at least one byte
     * @return how many bytes were read; 0 = nothing now and nothing held back inside; -1 = the peer has closed
     * @throws IOException if the pipe is broken or closed
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Writes as much as there is room for.
     *
     * @param sources written in order
     * @param offset the first one
     * @param length how many
     * @return how many bytes were accepted; 0 = no room now
     * @throws IOException if the pipe is broken or closed
     */
    long write(ByteBuffer[] sources, int offset, int length) throws IOException;

    /**
     * Pushes out what {@link #write} accepted and holds back. A pipe with a handshake of its own takes that a step
     * further here, as {@link #read} and {@link #write} do too.
     *
     * @return true if nothing accepted is still held and the pipe's own handshake, if it has one, is done; the default,
     *     for pipes that hold nothing back
     * @throws WrongPeerException if the pipe's own handshake shows that the wrong one is at the other end; read and write
     *     throw it as well
     * @throws IOException if the pipe is broken or closed
     */
    default boolean flush() throws IOException {
        return true;
    }

    /**
     * What to sleep on: a channel in non-blocking mode, open as long as the pipe is. May be registered with several
     * selectors. Closing the pipe wakes whoever sleeps, but not one who is just about to: the JDK forgets a closed
     * channel without a sign. Whoever closes therefore wakes the selectors that it knows.
     *
     * @return the same one at every call
     */
    SelectableChannel selectable();

    /**
     * What to sleep for. A pipe over TLS may have to write in order to read, a pipe with a doorbell only ever reads.
     *
     * @param reading whether the sleeper wants to read
     * @param writing whether the sleeper wants to write or flush, and had no room
     * @return operations for {@link #selectable()}
     */
    default int interestOps(boolean reading, boolean writing) {
        return (reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0);
    }

    /**
     * Whether bytes may be there to read of which {@link #selectable()} says nothing, since the pipe has taken them from the
     * channel already. Asked by the thread that reads, after a read.
     *
     * @return false if there are certainly none; the default, true, costs one more read now and then
     */
    default boolean mayHoldInput() {
        return true;
    }

    /**
     * Says how to wake whoever sleeps on {@link #selectable()}: for a pipe that may have something to do without its
     * channel's being ready, since a helper thread works for it. Told by each new sleeper before it first sleeps; the
     * last one counts. A pipe that never needs it, the default, ignores it.
     *
     * @param wake to be called, by any thread, when reading, writing or flushing may go on; does not block
     */
    default void onProgress(Runnable wake) {}

    /**
     * What both ends of this pipe, and no other pair, know of it. Part of what the handshake proves. The engine asks the
     * dialling end when {@link #flush} has returned true, and the accepting end when bytes have arrived.
     *
     * @return the kind of channel and its binding, equal at both ends but for the {@link ChannelBinding#exporter()}
     */
    ChannelBinding binding();

    /**
     * How far the other end has come in the pipe's own handshake. While all places at the door are taken, who has shown least
     * is sent away first. Asked of accepted pipes, by the thread that reads and writes.
     *
     * <p>A pipe with a costly handshake does nothing that costs until the other end's first message is complete. The call
     * that completes it returns as if nothing were there, and wakes the sleeper ({@link #onProgress}): the next one goes
     * on, if the engine, which lets a hundred a second go on, has not closed the pipe in between.
     *
     * @return never less than before; NONE, the default, for pipes without a handshake of their own
     */
    default Evidence evidence() {
        return Evidence.NONE;
    }

    /** Closes both directions at once. Idempotent; a reader or writer at work fails with an {@link IOException}. */
    @Override
    void close();
}
