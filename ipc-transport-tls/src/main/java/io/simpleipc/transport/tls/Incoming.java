package io.simpleipc.transport.tls;

import io.simpleipc.spi.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** The decrypting half of a {@link TlsPipe}: what the carrier has brought, on its way through the engine to the user. */
final class Incoming {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    // Certificate, key agreement and all: ours have some 2 KiB.
    private static final long LONGEST_HANDSHAKE = 16 * 1024;
    private static final long LONGEST_LAST_WORD = 64 * 1024;
    private static final int RECORDS_AT_ONCE = 4;

    /** Does what TLS itself wants after a record. */
    interface Wishes {
        /** Returns whether reading may go on at once. */
        boolean grant(SSLEngineResult result) throws IOException;
    }

    /** Held by whoever reads, or is in the handshake; all below needs it. */
    final ReentrantLock lock = new ReentrantLock();

    private final Pipe carrier;
    private final SSLEngine engine;
    private int packet; // bytes of the longest record
    private boolean established;

    // Both hold what is between position and limit.
    private ByteBuffer arrived;
    private ByteBuffer decrypted = NOTHING;
    private long handshakeBytes;
    private boolean ended; // by close_notify

    /**
     * Reads nothing yet.
     *
     * @param first what was read of the carrier before; less than a packet
     */
    Incoming(Pipe carrier, SSLEngine engine, ByteBuffer first) {
        this.carrier = carrier;
        this.engine = engine;
        this.packet = engine.getSession().getPacketBufferSize();
        this.arrived = ByteBuffer.allocate(packet).put(first).flip();
    }

    /** The handshake is done. */
    void establish(int longestRecord) {
        packet = longestRecord;
        established = true;
    }

    /** Takes in one message of the handshake or a part of it; false if there is none now. */
    boolean hear() throws IOException {
        var result = handshakeBytes == 0 ? unwrapFirst() : engine.unwrap(arrived, NOTHING.duplicate());
        if (result.getStatus() == Status.CLOSED) {
            throw atEnd();
        }
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            throw new SSLException("data before the end of the handshake");
        }
        handshakeBytes += result.bytesConsumed();
        if (handshakeBytes > LONGEST_HANDSHAKE) {
            throw new SSLException("a handshake of more than " + LONGEST_HANDSHAKE + " bytes");
        }
        return result.getStatus() != Status.BUFFER_UNDERFLOW || receive();
    }

    /** Whoever begins with something else may be one of ours, set to another type. */
    private SSLEngineResult unwrapFirst() throws SSLException {
        boolean plain = Failures.isPlainPeer(arrived);
        try {
            return engine.unwrap(arrived, NOTHING.duplicate());
        } catch (SSLException e) {
            throw plain ? new Failures.PlainPeerException(e) : e;
        }
    }

    /** Fetches bytes from the carrier, behind those that are there. False if there are none now. */
    private boolean receive() throws IOException {
        makeRoom();
        arrived.compact();
        int count;
        try {
            count = carrier.read(arrived);
        } finally {
            arrived.flip();
        }
        if (count < 0) {
            throw atEnd();
        }
        return count > 0;
    }

    /** A friend that sends much gets a larger buffer; a record that does not fit into a packet cannot come. */
    private void makeRoom() throws SSLException {
        boolean full = arrived.limit() == arrived.capacity();
        if (arrived.remaining() >= packet) {
            throw new SSLException("a record of more than " + packet + " bytes");
        }
        if (established && full && arrived.capacity() < RECORDS_AT_ONCE * packet) {
            arrived = ByteBuffer.allocate(RECORDS_AT_ONCE * packet).put(arrived).flip();
        }
    }

    private EOFException atEnd() {
        return new EOFException(
                established
                        ? "the connection was cut off: it ended without close_notify"
                        : "the other end closed the connection during the TLS handshake");
    }

    /**
     * Gives the user what it wants. A target that is smaller than a record gets its bytes by way of a buffer of our own.
     *
     * @return how many bytes; -1 behind close_notify
     */
    int decrypt(ByteBuffer target, Wishes wishes) throws IOException {
        if (decrypted.hasRemaining()) {
            return move(decrypted, target);
        }
        int count = 0;
        ByteBuffer aside = null;
        boolean goOn = true;
        while (!ended && goOn && target.hasRemaining()) {
            if (!arrived.hasRemaining() && (count > 0 || !receive())) {
                break; // to ask the engine about nothing costs as much as a small record
            }
            var result = engine.unwrap(arrived, aside == null ? target : aside);
            goOn = wishes.grant(result);
            ended = result.getStatus() == Status.CLOSED;
            if (aside != null && result.bytesProduced() > 0) {
                decrypted = aside.flip();
                count = move(decrypted, target);
                break;
            }
            count += result.bytesProduced();
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                if (count > 0) {
                    break;
                }
                aside = aside();
            } else if (result.getStatus() == Status.BUFFER_UNDERFLOW && (count > 0 || !receive())) {
                break;
            }
        }
        return count == 0 && ended ? -1 : count;
    }

    /** Without what has not been decrypted yet: the bytes that the last record left over, or the end. */
    int leftOver(ByteBuffer target) {
        return decrypted.hasRemaining() ? move(decrypted, target) : ended ? -1 : 0;
    }

    private ByteBuffer aside() {
        int needed = engine.getSession().getApplicationBufferSize();
        if (decrypted.capacity() < needed) {
            decrypted = ByteBuffer.allocate(needed).limit(0);
        }
        return decrypted.duplicate().clear();
    }

    private static int move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        from.position(from.position() + count);
        to.position(to.position() + count);
        return count;
    }

    /**
     * Looks for a reason among what has arrived, when nothing leaves any more: the other end does not trust us, say. That
     * is a short word; whoever has more to say is not refusing us.
     *
     * @throws SSLException the reason
     * @throws IOException if nothing had arrived
     */
    void hearReason() throws IOException {
        long left = LONGEST_LAST_WORD;
        while (left > 0) {
            var result = engine.unwrap(arrived, aside()); // what it decrypts nobody can use
            boolean more = result.getStatus() == Status.BUFFER_UNDERFLOW ? receive() : result.bytesConsumed() > 0;
            if (!more || result.getStatus() == Status.CLOSED) {
                return;
            }
            left -= result.bytesConsumed();
        }
    }
}
