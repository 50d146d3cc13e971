package io.simpleipc.internal.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Queries, answers and one-way messages on their way into staging. A small one goes whole; of a large one the first
 * frame goes at once, so that ids ascend on the wire, and the pieces follow in turns with those of other large ones.
 * Guarded by the outbox's lock.
 */
final class Messages {
    private final Staging staging;
    private final ArrayDeque<Bulk> bulk = new ArrayDeque<>();
    private long lastId;
    private long queries;
    private long messages;

    Messages(Staging staging) {
        this.staging = staging;
    }

    /** The largest first frame that a payload can lead to, without the prefix of a query. */
    static int frame(byte[] payload) {
        return Frame.HEADER + Frame.TOTAL + Math.min(payload.length, Frame.WHOLE);
    }

    boolean isEmpty() {
        return bulk.isEmpty();
    }

    void query(byte[] payload, long parent, int depth, long remainingNanos, Departure departure) {
        long id = ++lastId;
        queries++;
        departure.staged(id);
        head(Frame.QUERY, id, Frame.QUERY_PREFIX, payload)
                .putLong(parent)
                .put((byte) depth)
                .putInt((int) millis(remainingNanos));
        tail(0, id, payload, departure);
    }

    /** The id of what is sent next; for a frame that is staged as a control. */
    long nextId() {
        return ++lastId;
    }

    void message(byte[] payload) {
        long id = ++lastId;
        messages++;
        head(Frame.MESSAGE, id, 0, payload);
        tail(0, id, payload, null);
    }

    /** How many were staged, whole or in part. */
    Sent sent() {
        return new Sent(queries, messages);
    }

    void answer(long id, byte[] payload) {
        head(Frame.ANSWER, id, 0, payload);
        tail(Frame.OF_ANSWER, id, payload, null);
    }

    private ByteBuffer head(int type, long id, int prefix, byte[] payload) {
        boolean large = payload.length > Frame.WHOLE;
        int body = prefix + (large ? Frame.TOTAL + Frame.WHOLE : payload.length);
        ByteBuffer to = staging.place(Frame.HEADER + body);
        Frame.header(to, type, large ? Frame.MORE : 0, body, id);
        return to;
    }

    private void tail(int chunkFlags, long id, byte[] payload, @Nullable Departure departure) {
        ByteBuffer to = staging.filling();
        if (payload.length > Frame.WHOLE) {
            to.putInt(payload.length).put(payload, 0, Frame.WHOLE);
            bulk.add(new Bulk(chunkFlags, id, payload, Frame.WHOLE, departure));
            return;
        }
        to.put(payload);
        if (departure != null) {
            departure.end = staging.offset();
        }
    }

    /** Rounded up: nobody is to give up before the asker does. */
    private static long millis(long nanos) {
        long millis = nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1);
        return Math.min(millis, Frame.LONGEST_REMAINING);
    }

    /** Stages the next pieces, each large message in its turn. */
    void stagePieces(int most) {
        for (int i = 0; i < most && !bulk.isEmpty() && staging.fits(Frame.HEADER + Frame.PIECE, 0); i++) {
            var message = bulk.remove();
            if (!message.stagePiece(staging)) {
                bulk.add(message);
            }
        }
    }

    /** Takes out the rest of a query; null if nothing of it waits here. */
    @Nullable
    Bulk remove(Departure departure) {
        for (var rest = bulk.iterator(); rest.hasNext(); ) {
            var message = rest.next();
            if (message.departure == departure) {
                rest.remove();
                return message;
            }
        }
        return null;
    }

    void clear() {
        bulk.clear();
    }
}
