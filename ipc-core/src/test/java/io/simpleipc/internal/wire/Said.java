package io.simpleipc.internal.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a link hears, as values that can be compared, and be said again in frames made by hand. */
sealed interface Said {
    /** A query; how long is left is no part of what makes two of them equal, since it dwindles while pieces come. */
    record Query(long id, long parent, int depth, ByteBuffer payload) implements Said {}

    record Answer(long id, ByteBuffer payload) implements Said {}

    record Failed(long id, Failure failure) implements Said {}

    record Message(ByteBuffer payload) implements Said {}

    record Cancel(long id) implements Said {}

    record Closing(long id) implements Said {}

    record Pong(long id) implements Said {}

    record Resume(long id, UUID session, long formerId) implements Said {}

    /**
     * The same again, each frame in a record of its own.
     *
     * @param ownId for a message, whose id the receiver is not told
     * @param piece how many bytes of payload a frame may carry at most
     */
    default List<byte[]> frames(long ownId, int piece) {
        if (this instanceof Query query) {
            return pieces(
                    Frame.QUERY, 0, query.id, Bytes.asked(query.parent, query.depth, -1), bytes(query.payload), piece);
        }
        if (this instanceof Answer answer) {
            return pieces(Frame.ANSWER, Frame.OF_ANSWER, answer.id, new byte[0], bytes(answer.payload), piece);
        }
        if (this instanceof Message message) {
            return pieces(Frame.MESSAGE, 0, ownId, new byte[0], bytes(message.payload), piece);
        }
        if (this instanceof Failed failed) {
            return List.of(Bytes.frame(Frame.FAILURE, 0, failed.id, FailureCodec.encode(failed.failure)));
        }
        if (this instanceof Cancel cancel) {
            return List.of(Bytes.frame(Frame.CANCEL, 0, cancel.id));
        }
        if (this instanceof Closing closing) {
            return List.of(Bytes.frame(Frame.CLOSING, 0, closing.id));
        }
        if (this instanceof Resume resume) {
            return List.of(Bytes.frame(Frame.RESUME, 0, resume.id, named(resume)));
        }
        return List.of(Bytes.frame(Frame.PONG, 0, ((Pong) this).id));
    }

    private static byte[] named(Resume resume) {
        return ByteBuffer.allocate(Frame.RESUME_BODY)
                .putLong(resume.session.getMostSignificantBits())
                .putLong(resume.session.getLeastSignificantBits())
                .putLong(resume.formerId)
                .array();
    }

    private static List<byte[]> pieces(int type, int chunkFlags, long id, byte[] prefix, byte[] payload, int piece) {
        var frames = new ArrayList<byte[]>();
        if (payload.length <= piece) {
            frames.add(Bytes.frame(type, 0, id, prefix, payload));
            return frames;
        }
        var rest = ByteBuffer.wrap(payload);
        frames.add(Bytes.frame(type, Frame.MORE, id, prefix, Bytes.u32(payload.length), next(rest, piece)));
        while (rest.hasRemaining()) {
            byte[] next = next(rest, piece);
            frames.add(Bytes.frame(Frame.CHUNK, rest.hasRemaining() ? chunkFlags | Frame.MORE : chunkFlags, id, next));
        }
        return frames;
    }

    private static byte[] next(ByteBuffer rest, int piece) {
        var next = new byte[Math.min(piece, rest.remaining())];
        rest.get(next);
        return next;
    }

    private static byte[] bytes(ByteBuffer payload) {
        var bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return bytes;
    }
}
