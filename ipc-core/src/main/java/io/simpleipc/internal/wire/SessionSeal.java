package io.simpleipc.internal.wire;

import io.simpleipc.spi.EncryptionSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The seal around an encryption that has sessions of its own: no mac of ours, since order, direction and content are the
 * session's to protect. What it is given as header is the record's length, so that is protected as well.
 * <pre>
 * +------------------+-----------------------------------+
 * | length u32       | body: sealed frames,              |
 * | (the header)     | overhead bytes longer than frames |
 * +------------------+-----------------------------------+
 * </pre>
 * The session is foreign code: one that throws, or does not keep to its sizes, ends the link and no more. It reads from
 * where the records are staged or received, so that nothing is copied, and writes to buffers that are used again. Source: docs/protocol.md, section 2.
 */
public final class SessionSeal implements Seal {
    private static final int MAX_PLAIN = 32_768;
    private static final int MAX_OVERHEAD = 256;

    private final EncryptionSession session;
    private final int overhead;
    private final Output sealed; // sealing thread only
    private final Output opened; // opening thread only
    private final Gate gate = new Gate();

    /**
     * Makes the seal of one session.
     *
     * @param session closed together with the seal
     * @throws IllegalArgumentException if its overhead is out of range
     */
    public SessionSeal(EncryptionSession session) {
        this.session = session;
        this.overhead = session.overhead();
        if (overhead < 0 || overhead > MAX_OVERHEAD) {
            throw new IllegalArgumentException(
                    "a sealed record has 0 to " + MAX_OVERHEAD + " bytes more than a plain one, not " + overhead);
        }
        this.sealed = new Output(MAX_PLAIN + overhead);
        this.opened = new Output(MAX_PLAIN);
    }

    @Override
    public int maxPlain() {
        return MAX_PLAIN;
    }

    @Override
    public ByteBuffer seal(ByteBuffer plain) throws IOException {
        int expected = plain.remaining() + overhead;
        sealed.begin(expected);
        gate.enter();
        try {
            session.seal(sealed.header, plain, sealed.target);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException("the encryption could not seal a record: " + e, e);
        } finally {
            leave();
        }
        return sealed.result(expected, plain, "sealing");
    }

    @Override
    public ByteBuffer open(ByteBuffer body) throws IOException {
        int length = body.remaining();
        int expected = length - overhead;
        if (expected < 0 || expected > MAX_PLAIN) {
            throw new ProtocolException(
                    "a sealed record has " + overhead + " to " + (MAX_PLAIN + overhead) + " bytes, not " + length);
        }
        opened.begin(length);
        gate.enter();
        try {
            session.open(opened.header, body, opened.target);
        } catch (GeneralSecurityException e) {
            var refusal =
                    new ProtocolException("a record was changed, replayed, reordered or reflected: it does not open");
            refusal.initCause(e);
            throw refusal;
        } catch (RuntimeException e) {
            throw new IOException("the encryption could not open a record: " + e, e);
        } finally {
            leave();
        }
        return opened.result(expected, body, "opening");
    }

    /** The session is closed by this thread, or by the last that is still inside. */
    @Override
    public void close() {
        if (gate.close()) {
            session.close();
        }
    }

    private void leave() {
        if (gate.leave()) {
            session.close();
        }
    }

    /** What one direction makes. Confined to one thread at a time. */
    private static final class Output {
        final ByteBuffer header = ByteBuffer.allocate(Staging.RECORD_HEADER);
        final ByteBuffer target;

        Output(int largest) {
            target = ByteBuffer.allocate(largest);
        }

        void begin(int length) {
            header.clear();
            header.putInt(0, length);
            target.clear();
        }

        ByteBuffer result(int expected, ByteBuffer source, String what) throws IOException {
            if (source.hasRemaining() || target.position() != expected) {
                throw new IOException("the encryption made " + target.position() + " bytes in " + what
                        + " a record and left " + source.remaining() + "; wanted were " + expected
                        + " and none left");
            }
            return target.flip();
        }
    }

    /**
     * Who is inside the session, so that it is closed when both directions are at rest: by whoever closes, or else by
     * the last to leave.
     */
    private static final class Gate {
        private static final int CLOSED = 1 << 8;

        private final AtomicInteger inside = new AtomicInteger();

        void enter() throws IOException {
            int before = inside.getAndUpdate(now -> now >= CLOSED ? now : now + 1);
            if (before >= CLOSED) {
                throw new IOException("the link is over; its keys are wiped");
            }
        }

        boolean leave() {
            return inside.decrementAndGet() == CLOSED;
        }

        boolean close() {
            return inside.getAndUpdate(now -> now | CLOSED) == 0;
        }
    }
}
