package io.simpleipc.internal.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A large message whose first piece is staged and the others wait for their turn. Guarded by the outbox's lock. */
final class Bulk {
    final long id;
    final @Nullable Departure departure;
    private final int flags;
    private final byte[] payload;
    private int sent;

    Bulk(int flags, long id, byte[] payload, int sent, @Nullable Departure departure) {
        this.flags = flags;
        this.id = id;
        this.payload = payload;
        this.sent = sent;
        this.departure = departure;
    }

    /**
     * Stages the next piece, as the last frame of its record.
     *
     * @return true if it was the last one
     */
    boolean stagePiece(Staging staging) {
        int size = Math.min(Frame.PIECE, payload.length - sent);
        boolean last = sent + size == payload.length;
        ByteBuffer to = staging.place(Frame.HEADER + size);
        Frame.header(to, Frame.CHUNK, last ? flags : flags | Frame.MORE, size, id);
        to.put(payload, sent, size);
        sent += size;
        if (last && departure != null) {
            departure.end = staging.offset();
        }
        staging.endRecord();
        return last;
    }
}
