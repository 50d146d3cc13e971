package io.simpleipc.internal.wire;

import io.simpleipc.spi.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes in: cuts them into records, opens each when all of it is there, and hands its frames on. One buffer that takes
 * a largest record whole; nothing else is allocated. Used by the reading thread only.
 */
final class RecordReader {
    static final int CAPACITY = 131_072;

    private final Pipe pipe;
    private final Seal seal;
    private final FrameReader frames;
    private final Receiver receiver;
    private final ByteBuffer early;
    private final ByteBuffer buffer; // filled from 0 to its position
    private final ByteBuffer view;

    RecordReader(Pipe pipe, Seal seal, FrameReader frames, Receiver receiver, ByteBuffer early) {
        this.pipe = pipe;
        this.seal = seal;
        this.frames = frames;
        this.receiver = receiver;
        this.early = early;
        this.buffer = seal.allocate(CAPACITY);
        this.view = buffer.duplicate();
    }

    /**
     * Reads once and acts on the records that are complete.
     *
     * @return false if there was nothing to read
     */
    boolean read() throws IOException {
        int count = early.hasRemaining() ? takeEarly() : pipe.read(buffer);
        if (count < 0) {
            throw new EOFException(
                    buffer.position() == 0 ? "the peer closed the link" : "the peer closed the link within a record");
        }
        if (count == 0) {
            return false;
        }
        receiver.heard();
        records();
        return true;
    }

    /** Whether bytes that came with the handshake have still to be read. */
    boolean hasEarly() {
        return early.hasRemaining();
    }

    private int takeEarly() {
        int count = Math.min(early.remaining(), buffer.remaining());
        buffer.put(buffer.position(), early, early.position(), count).position(buffer.position() + count);
        early.position(early.position() + count);
        return count;
    }

    private void records() throws IOException {
        int end = buffer.position();
        int next = 0;
        while (end - next >= Staging.RECORD_HEADER) {
            int length = buffer.getInt(next);
            if (length < 1 || length > Frame.LARGEST_RECORD) {
                throw new ProtocolException("a record has 1 to " + Frame.LARGEST_RECORD + " bytes, not "
                        + Integer.toUnsignedString(length));
            }
            int body = next + Staging.RECORD_HEADER;
            if (end - body < length) {
                break;
            }
            view.limit(body + length).position(body);
            frames.read(seal.open(view));
            next = body + length;
        }
        if (next > 0) {
            buffer.position(next).limit(end);
            buffer.compact();
        }
    }
}
