package io.simpleipc.internal.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of which the first pieces have come. The bytes that they take are bounded by the receive window; a buffer
 * grows with the pieces that arrive, and its last size is exact. Used by the reading thread only.
 */
final class Partials {
    // A claim alone takes no memory: at most so many times what has come. What is copied is next to nothing then.
    private static final long GROWTH = 64;

    /** One message. */
    static final class Partial {
        final int type;
        final long id;
        final long parent;
        final int depth;
        final long remaining;
        final long began;
        final int total;
        final boolean dropped;
        byte[] bytes = {};
        private int size;

        Partial(int type, long id, long parent, int depth, long remaining, int total, boolean dropped) {
            this.type = type;
            this.id = id;
            this.parent = parent;
            this.depth = depth;
            this.remaining = remaining;
            this.began = System.nanoTime();
            this.total = total;
            this.dropped = dropped;
        }

        /** Adds a piece: all remaining bytes. */
        void add(ByteBuffer piece) throws ProtocolException {
            int count = piece.remaining();
            if (count > total - size) {
                throw new ProtocolException("the pieces of " + Frame.name(type) + " " + Long.toUnsignedString(id)
                        + " have more than their total of " + total + " bytes");
            }
            if (dropped) {
                piece.position(piece.limit());
            } else {
                if (size + count > bytes.length) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(total, GROWTH * (size + count)));
                }
                piece.get(bytes, size, count);
            }
            size += count;
        }

        void requireWhole() throws ProtocolException {
            if (size != total) {
                throw new ProtocolException("the pieces of " + Frame.name(type) + " " + Long.toUnsignedString(id)
                        + " have " + size + " bytes, not their total of " + total);
            }
        }
    }

    private final HashMap<Long, Partial> asked = new HashMap<>(); // queries and messages, by the peer's id
    private final HashMap<Long, Partial> answers = new HashMap<>(); // by the own id

    void begin(Partial partial) throws ProtocolException {
        if (of(partial.type == Frame.ANSWER).putIfAbsent(partial.id, partial) != null) {
            throw new ProtocolException(Frame.name(partial.type) + " " + Long.toUnsignedString(partial.id)
                    + " began anew before its last piece came");
        }
    }

    Partial find(int type, boolean answer, long id) throws ProtocolException {
        return require(of(answer).get(id), type, id);
    }

    Partial remove(int type, boolean answer, long id) throws ProtocolException {
        return require(of(answer).remove(id), type, id);
    }

    /** The ids of queries that have begun. */
    List<Long> queries() {
        return asked.values().stream()
                .filter(partial -> partial.type == Frame.QUERY)
                .map(partial -> partial.id)
                .toList();
    }

    private HashMap<Long, Partial> of(boolean answer) {
        return answer ? answers : asked;
    }

    private static Partial require(@Nullable Partial partial, int type, long id) throws ProtocolException {
        if (partial == null) {
            throw new ProtocolException(
                    Frame.name(type) + " " + Long.toUnsignedString(id) + " belongs to no message that has begun");
        }
        return partial;
    }
}
