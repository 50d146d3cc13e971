package io.simpleipc.internal.wire;

import java.nio.ByteBuffer;

/**
 * Frames on their way out, laid into records as they come; one buffer is filled while the other one is written.
 * <pre>
 * +--------+-------+-------+--------+-------+----
 * | length | frame | frame | length | frame | ...
 * +--------+-------+-------+--------+-------+----
 *  ^ record (4 bytes, known when it ends)    ^ position
 * </pre>
 * Offsets count all bytes laid since the link began, lengths of records included. Guarded by the outbox's lock; the
 * buffer that {@link #swap()} returned belongs to the writer until the next swap.
 */
final class Staging {
    static final int CAPACITY = 262_144;
    static final int RECORD_HEADER = 4;

    private static final int NONE = -1;

    private final int maxPlain;
    private ByteBuffer filling;
    private ByteBuffer writing;
    private long base;
    private int record = NONE;

    Staging(Seal seal) {
        this.maxPlain = Math.min(seal.maxPlain(), Frame.LARGEST_RECORD);
        this.filling = seal.allocate(CAPACITY);
        this.writing = seal.allocate(CAPACITY);
    }

    boolean isEmpty() {
        return filling.position() == 0;
    }

    /** Whether a frame fits and leaves some bytes free. */
    boolean fits(int frame, int reserve) {
        return filling.position() + RECORD_HEADER + frame + reserve <= CAPACITY;
    }

    /** The buffer being filled, ready for the rest of the frame that was placed last. */
    ByteBuffer filling() {
        return filling;
    }

    /** Finds the place for a frame; the caller writes exactly that many bytes, header included. */
    ByteBuffer place(int frame) {
        if (record != NONE && filling.position() - record - RECORD_HEADER + frame > maxPlain) {
            endRecord();
        }
        if (record == NONE) {
            record = filling.position();
            filling.putInt(0);
        }
        return filling;
    }

    void endRecord() {
        if (record != NONE) {
            filling.putInt(record, filling.position() - record - RECORD_HEADER);
            record = NONE;
        }
    }

    /** Where the frame just written ends. */
    long offset() {
        return base + filling.position();
    }

    /** Hands over what was laid, whole records, and starts to fill the other buffer. */
    ByteBuffer swap() {
        endRecord();
        ByteBuffer full = filling;
        base += full.position();
        full.flip();
        filling = writing.clear();
        writing = full;
        return full;
    }
}
