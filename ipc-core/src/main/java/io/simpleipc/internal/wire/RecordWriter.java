package io.simpleipc.internal.wire;

import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Seals records and writes them to the pipe. Used by one thread at a time, the one that holds the outbox's {@code
 * flushing}; other threads read only the volatile fields.
 */
final class RecordWriter {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Pipe pipe;
    private final Seal seal;
    private final ByteBuffer length = ByteBuffer.allocateDirect(Staging.RECORD_HEADER);
    private final ByteBuffer[] sources = {NOTHING, NOTHING};
    private ByteBuffer records = NOTHING;
    private int record; // where in records the first one begins that was not accepted whole
    private boolean sealed; // sources hold the record that begins there
    private long accepted; // its offset in the stream

    // What the peer may have: the records accepted whole; while a write is going on, all that it offers.
    private volatile long reach;
    private volatile long lastSent = System.nanoTime();

    RecordWriter(Pipe pipe, Seal seal) {
        this.pipe = pipe;
        this.seal = seal;
    }

    /** Takes the next records. All earlier ones were written. */
    void take(ByteBuffer next) {
        records = next;
        record = 0;
    }

    boolean isDone() {
        return record == records.limit();
    }

    long reach() {
        return reach;
    }

    long accepted() {
        return accepted;
    }

    long lastSent() {
        return lastSent;
    }

    /**
     * Writes until all is accepted or the pipe has no room.
     *
     * @return true if all was accepted
     */
    boolean write() throws IOException {
        return seal == Seal.NONE ? writePlain() : writeSealed();
    }

    private boolean writePlain() throws IOException {
        sources[0] = records;
        while (records.hasRemaining()) {
            reach = accepted + records.limit() - record;
            long count = pipe.write(sources, 0, 1);
            while (record < records.position() && recordEnd() <= records.position()) {
                accept(recordEnd());
            }
            reach = accepted;
            if (count == 0) {
                return false;
            }
            lastSent = System.nanoTime();
        }
        return true;
    }

    private boolean writeSealed() throws IOException {
        while (!isDone()) {
            int end = recordEnd();
            if (!sealed) {
                sealNext(end);
            }
            reach = accepted + end - record;
            int first = length.hasRemaining() ? 0 : 1;
            long count = pipe.write(sources, first, 2 - first);
            if (!length.hasRemaining() && !sources[1].hasRemaining()) {
                accept(end);
                sealed = false;
            }
            reach = accepted;
            if (count == 0) {
                return false;
            }
            lastSent = System.nanoTime();
        }
        return true;
    }

    private void sealNext(int end) throws IOException {
        ByteBuffer body =
                seal.seal(records.slice(record + Staging.RECORD_HEADER, end - record - Staging.RECORD_HEADER));
        if (!body.hasRemaining() || body.remaining() > Frame.LARGEST_RECORD) {
            throw new IOException(
                    "a sealed record has 1 to " + Frame.LARGEST_RECORD + " bytes, not " + body.remaining());
        }
        length.clear();
        length.putInt(0, body.remaining());
        sources[0] = length;
        sources[1] = body;
        sealed = true;
    }

    private int recordEnd() {
        return record + Staging.RECORD_HEADER + records.getInt(record);
    }

    private void accept(int end) {
        accepted += end - record;
        record = end;
    }
}
