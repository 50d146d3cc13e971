package io.simpleipc.internal.wire;

import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Seals records and writes them to the pipe. Used by one thread at a time, the one that holds the outbox's {@code
 * flushing}; other threads read only the atomic fields.
 */
final class RecordWriter {
    // Four of 32 KiB behind each other, and still room for whatever a seal may make of one.
    private static final int BATCH = 196_608;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Pipe pipe;
    private final Seal seal;
    private final ByteBuffer batch; // sealed records; with Seal.NONE there are none
    private final ByteBuffer[] source = {NOTHING}; // what is being written: the records themselves, or the batch
    private ByteBuffer records = NOTHING;
    private int record; // where in records the first one begins that was not accepted whole
    private int offered; // where in records the first one begins that the source does not hold
    private int sent; // where in the source the first one begins that was not accepted whole
    private long accepted; // the offset of record in the stream

    // What the peer may have: the records accepted whole; while a write is going on, all that it offers.
    private final AtomicLong reach = new AtomicLong();
    private final AtomicLong lastSent = new AtomicLong(System.nanoTime());

    RecordWriter(Pipe pipe, Seal seal) {
        this.pipe = pipe;
        this.seal = seal;
        this.batch = seal == Seal.NONE ? NOTHING : ByteBuffer.allocateDirect(BATCH);
    }

    /** Takes the next records. All earlier ones were written. */
    void take(ByteBuffer next) {
        records = next;
        record = 0;
        offered = 0;
    }

    boolean isDone() {
        return record == records.limit();
    }

    long reach() {
        return reach.get();
    }

    long accepted() {
        return accepted;
    }

    long lastSent() {
        return lastSent.get();
    }

    /**
     * Writes until all is accepted or the pipe has no room.
     *
     * @return true if all was accepted
     */
    boolean write() throws IOException {
        while (!isDone()) {
            if (record == offered) {
                offer();
            }
            reach.set(accepted + offered - record);
            long count = pipe.write(source, 0, 1);
            while (record < offered && end(source[0], sent) <= source[0].position()) {
                sent = end(source[0], sent);
                accept();
            }
            reach.setRelease(accepted); // may be seen late: who looks takes more to have left than has
            if (count == 0) {
                return false;
            }
            lastSent.setRelease(System.nanoTime());
        }
        return true;
    }

    private void offer() throws IOException {
        sent = 0;
        if (seal == Seal.NONE) {
            source[0] = records;
            offered = records.limit();
            return;
        }
        batch.clear();
        while (offered < records.limit() && batch.remaining() >= Staging.RECORD_HEADER + Frame.LARGEST_RECORD) {
            int end = end(records, offered);
            putSealed(records.slice(offered + Staging.RECORD_HEADER, end - offered - Staging.RECORD_HEADER));
            offered = end;
        }
        source[0] = batch.flip();
    }

    private void putSealed(ByteBuffer plain) throws IOException {
        ByteBuffer body = seal.seal(plain);
        if (!body.hasRemaining() || body.remaining() > Frame.LARGEST_RECORD) {
            throw new IOException(
                    "a sealed record has 1 to " + Frame.LARGEST_RECORD + " bytes, not " + body.remaining());
        }
        batch.putInt(body.remaining()).put(body);
    }

    private static int end(ByteBuffer buffer, int start) {
        return start + Staging.RECORD_HEADER + buffer.getInt(start);
    }

    private void accept() {
        int end = end(records, record);
        accepted += end - record;
        record = end;
    }
}
