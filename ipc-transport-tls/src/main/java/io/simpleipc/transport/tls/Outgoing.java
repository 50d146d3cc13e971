package io.simpleipc.transport.tls;

import io.simpleipc.spi.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;

/** The encrypting half of a {@link TlsPipe}: what the engine has made, on its way into the carrier. */
final class Outgoing {
    private static final ByteBuffer[] NO_SOURCES = {};
    private static final int RECORDS_AT_ONCE = 4;

    /** Held by whoever encrypts and sends; all below but {@link #isHeld} needs it, or takes it where it says so. */
    final ReentrantLock lock = new ReentrantLock();

    private final Pipe carrier;
    private final SSLEngine engine;
    private ByteBuffer encrypted; // what is between position and limit waits for room in the carrier
    private volatile boolean held; // something waits for room

    Outgoing(Pipe carrier, SSLEngine engine) {
        this.carrier = carrier;
        this.engine = engine;
        this.encrypted =
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).limit(0);
    }

    boolean isHeld() {
        return held;
    }

    void setHeld(boolean waiting) {
        held = waiting;
    }

    /** True if the carrier has taken everything and passed it on. Takes the lock. */
    boolean sendAll() throws IOException {
        lock.lock();
        try {
            return flush();
        } finally {
            lock.unlock();
        }
    }

    boolean flush() throws IOException {
        return pushOut() && carrier.flush();
    }

    /** True if nothing of TLS's waits any more. */
    boolean pushOut() throws IOException {
        while (encrypted.hasRemaining()) {
            if (carrier.write(new ByteBuffer[] {encrypted}, 0, 1) == 0) {
                held = true;
                return false;
            }
        }
        encrypted.clear().limit(0);
        held = false;
        return true;
    }

    /**
     * Encrypts and sends as much as there is room for.
     *
     * @param packet bytes of the longest record
     * @return how many bytes of the sources were taken
     */
    long encrypt(ByteBuffer[] sources, int offset, int length, int packet) throws IOException {
        long count = 0;
        long wanted = remaining(sources, offset, length);
        if (wanted > packet && encrypted.capacity() < RECORDS_AT_ONCE * packet && pushOut()) {
            encrypted = ByteBuffer.allocate(RECORDS_AT_ONCE * packet).limit(0);
        }
        while (pushOut() && count < wanted) {
            encrypted.clear().limit(0);
            do {
                int before = encrypted.limit();
                count += wrap(sources, offset, length);
                if (encrypted.limit() == before) {
                    return count; // TLS has something else to do first
                }
            } while (count < wanted && encrypted.capacity() - encrypted.limit() >= packet);
        }
        return count;
    }

    private static long remaining(ByteBuffer[] sources, int offset, int length) {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += sources[i].remaining();
        }
        return sum;
    }

    /** Puts the engine's own next words behind what waits. */
    void wrapOwn() throws IOException {
        wrap(NO_SOURCES, 0, 0);
    }

    /** Puts one record behind those that wait, and tells how many bytes of the sources are in it. */
    private int wrap(ByteBuffer[] sources, int offset, int length) throws IOException {
        var free = encrypted.duplicate().position(encrypted.limit()).limit(encrypted.capacity());
        var result = engine.wrap(sources, offset, length, free);
        switch (result.getStatus()) {
            case OK -> {
                encrypted.limit(free.position());
                held = encrypted.hasRemaining();
                return result.bytesConsumed();
            }
            case CLOSED -> {
                encrypted.limit(free.position());
                throw new EOFException("the TLS connection is closed");
            }
            default -> throw new IOException("TLS found no room for a record: " + result);
        }
    }

    /** The engine's alert, or close_notify, if there is room for it right now and nothing before it waits. Takes the lock. */
    void sayLastWords() {
        lock.lock();
        try {
            engine.closeOutbound();
            if (!pushOut()) {
                return;
            }
            for (int i = 0; i < RECORDS_AT_ONCE && !engine.isOutboundDone(); i++) {
                var free = encrypted.clear().duplicate();
                boolean progress = engine.wrap(NO_SOURCES, free).bytesProduced() > 0;
                encrypted.limit(free.position());
                if (!pushOut() || !progress) {
                    return;
                }
            }
            var unused = carrier.flush();
        } catch (IOException | RuntimeException e) {
            // A courtesy: the other end sees the carrier's end instead.
        } finally {
            lock.unlock();
        }
    }
}
