package io.simpleipc.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Frames of opened records, in order, to the receiver; large messages when their last piece has come. Checks sizes
 * before it allocates, and the peer's use of the receive window. Used by the reading thread only.
 */
final class FrameReader {
    private static final byte[] EMPTY = {};

    private final Outbox outbox;
    private final AtomicReference<@Nullable IOException> over;
    private final int maxMessageSize;
    private final long window;
    private final Receiver receiver;
    private final Partials partials = new Partials();
    private long lastId;
    private long received; // what all messages so far have cost the peer
    private long delivered; // frames that somebody was told of

    private final AtomicLong dropped = new AtomicLong(); // read by any thread

    FrameReader(
            Outbox outbox,
            AtomicReference<@Nullable IOException> over,
            int maxMessageSize,
            long window,
            Receiver receiver) {
        this.outbox = outbox;
        this.over = over;
        this.maxMessageSize = maxMessageSize;
        this.window = window;
        this.receiver = receiver;
    }

    long dropped() {
        return dropped.get();
    }

    /** Counts a frame that the receiver had no use for. */
    void countDropped() {
        dropped.incrementAndGet();
    }

    /** Acts on the frames of one record: all remaining bytes. */
    void read(ByteBuffer frames) throws ProtocolException {
        if (!frames.hasRemaining()) {
            throw new ProtocolException("a record has at least one frame, not none");
        }
        int end = frames.limit();
        while (frames.hasRemaining() && over.get() == null) { // the receiver may close the link midway
            if (frames.remaining() < Frame.HEADER) {
                throw new ProtocolException(
                        "a frame has at least " + Frame.HEADER + " bytes; the record ends after " + frames.remaining());
            }
            int type = frames.get() & 0xff;
            int flags = frames.get() & 0xff;
            int length = frames.getShort() & 0xffff;
            long id = frames.getLong();
            if (length > frames.remaining()) {
                throw new ProtocolException("a " + Frame.name(type) + " of " + length
                        + " bytes is cut off by its record after " + frames.remaining());
            }
            int next = frames.position() + length;
            frames.limit(next);
            read(type, flags, id, frames);
            frames.limit(end).position(next);
        }
    }

    /** How many frames of queries, answers, failures and messages have come, each message once. */
    long delivered() {
        return delivered;
    }

    private void read(int type, int flags, long id, ByteBuffer body) throws ProtocolException {
        if (!Frame.isKnown(type)) {
            if ((flags & Frame.OPTIONAL) == 0) {
                throw new ProtocolException(
                        "a frame has a type from 1 to 12, or is optional; this one has type " + type);
            }
            return;
        }
        if ((flags & ~(Frame.allowedFlags(type) | Frame.OPTIONAL)) != 0) {
            throw new ProtocolException("flags " + Integer.toHexString(flags) + " are not for a " + Frame.name(type));
        }
        boolean more = (flags & Frame.MORE) != 0;
        boolean ofAnswer = (flags & Frame.OF_ANSWER) != 0;
        if ((type <= Frame.MESSAGE || type == Frame.CHUNK) && !more) {
            delivered++;
        }
        switch (type) {
            case Frame.QUERY -> query(id, more, body);
            case Frame.ANSWER -> answer(id, more, body);
            case Frame.MESSAGE -> message(id, more, body);
            case Frame.CHUNK -> chunk(id, more, ofAnswer, body);
            case Frame.FAILURE -> receiver.failure(id, FailureCodec.decode(body));
            case Frame.RESUME -> resume(id, body);
            default -> bare(type, id, ofAnswer, body);
        }
    }

    private void bare(int type, long id, boolean ofAnswer, ByteBuffer body) throws ProtocolException {
        if (body.hasRemaining()) {
            throw new ProtocolException(
                    Frame.name(type) + " has no body, but came with " + body.remaining() + " bytes");
        }
        switch (type) {
            case Frame.CANCEL -> receiver.cancel(id);
            case Frame.ABORT -> giveBack(partials.remove(type, ofAnswer, id).total);
            case Frame.CREDIT -> outbox.giveBack(id);
            case Frame.PING -> outbox.pong(id);
            case Frame.PONG -> receiver.pong(id);
            default -> receiver.closing(id);
        }
    }

    private void query(long id, boolean more, ByteBuffer body) throws ProtocolException {
        require(Frame.QUERY, body, Frame.QUERY_PREFIX);
        long parent = body.getLong();
        int depth = body.get() & 0xff;
        long remaining = body.getInt() & 0xffff_ffffL;
        int total = total(Frame.QUERY, more, body);
        boolean late = isLate(id);
        if (more) {
            begin(new Partials.Partial(Frame.QUERY, id, parent, depth, remaining, total, late), body);
        } else if (late) {
            drop(total);
        } else {
            receiver.query(id, parent, depth, remaining, bytes(body));
        }
    }

    private void answer(long id, boolean more, ByteBuffer body) throws ProtocolException {
        int total = total(Frame.ANSWER, more, body);
        if (more) {
            begin(new Partials.Partial(Frame.ANSWER, id, 0, 0, 0, total, false), body);
        } else {
            receiver.answer(id, bytes(body));
        }
    }

    private void message(long id, boolean more, ByteBuffer body) throws ProtocolException {
        int total = total(Frame.MESSAGE, more, body);
        boolean late = isLate(id);
        if (more) {
            begin(new Partials.Partial(Frame.MESSAGE, id, 0, 0, 0, total, late), body);
        } else if (late) {
            drop(total);
        } else {
            receiver.message(bytes(body));
        }
    }

    private void resume(long id, ByteBuffer body) throws ProtocolException {
        if (body.remaining() != Frame.RESUME_BODY) {
            throw new ProtocolException("a RESUME has " + Frame.RESUME_BODY + " bytes, not " + body.remaining());
        }
        var session = new UUID(body.getLong(), body.getLong());
        long former = body.getLong();
        if (isLate(id)) {
            countDropped();
        } else {
            receiver.resume(id, session, former);
        }
    }

    /** Queries of which not all pieces have come. */
    List<Long> incompleteQueries() {
        return partials.queries();
    }

    /** Ids must ascend; anything else may be a replay and is not executed. */
    private boolean isLate(long id) {
        if (Long.compareUnsigned(id, lastId) <= 0) {
            return true;
        }
        lastId = id;
        return false;
    }

    /** Finds the whole size of a message that begins, checks it, and charges the window with it. */
    private int total(int type, boolean more, ByteBuffer body) throws ProtocolException {
        long total = body.remaining();
        if (more) {
            require(type, body, Frame.TOTAL);
            total = body.getInt() & 0xffff_ffffL;
        }
        if (total > maxMessageSize) {
            throw new ProtocolException(
                    Frame.name(type) + " has at most " + maxMessageSize + " bytes of payload, not " + total);
        }
        received += Credits.cost((int) total);
        if (received - outbox.credited() > window) {
            throw new ProtocolException(
                    "the receive window has " + window + " bytes; the peer uses " + (received - outbox.credited()));
        }
        return (int) total;
    }

    private void begin(Partials.Partial partial, ByteBuffer body) throws ProtocolException {
        partials.begin(partial);
        partial.add(body);
    }

    private void chunk(long id, boolean more, boolean ofAnswer, ByteBuffer body) throws ProtocolException {
        var partial = partials.find(Frame.CHUNK, ofAnswer, id);
        partial.add(body);
        if (more) {
            return;
        }
        partial.requireWhole();
        partials.remove(Frame.CHUNK, ofAnswer, id);
        if (partial.dropped) {
            drop(partial.total);
            return;
        }
        switch (partial.type) {
            case Frame.QUERY ->
                receiver.query(id, partial.parent, partial.depth, stillRemaining(partial), partial.bytes);
            case Frame.ANSWER -> receiver.answer(id, partial.bytes);
            default -> receiver.message(partial.bytes);
        }
    }

    /** The asker's time went on while the pieces came. */
    private static long stillRemaining(Partials.Partial partial) {
        if (partial.remaining == Frame.LONGEST_REMAINING) {
            return partial.remaining;
        }
        return Math.max(0, partial.remaining - (System.nanoTime() - partial.began) / 1_000_000);
    }

    private void drop(int total) {
        countDropped();
        giveBack(total);
    }

    private void giveBack(int total) {
        outbox.owe(total); // sent at the end of the read batch
    }

    private static byte[] bytes(ByteBuffer body) {
        if (!body.hasRemaining()) {
            return EMPTY;
        }
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }

    private static void require(int type, ByteBuffer body, int least) throws ProtocolException {
        if (body.remaining() < least) {
            throw new ProtocolException(
                    Frame.name(type) + " has at least " + least + " more bytes, not " + body.remaining());
        }
    }
}
