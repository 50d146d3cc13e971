package io.simpleipc.measure;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Both processes ask each other at the same time, one query after the other each; counted are the answers of both, timed
 * are those of the calling process. Over bare sockets, two of them, and one process asks over both.
 */
record BothWays() implements Sliced {
    @Override
    public String name() {
        return "both";
    }

    @Override
    public String title() {
        return "both sides ask at the same time, one query of 64 bytes after the other";
    }

    @Override
    public List<Subject> subjects() {
        return List.of(Ours.PLAIN, Raw.BLOCKING);
    }

    @Override
    public List<Figure> columns() {
        return Columns.RATE;
    }

    @Override
    public void run(Subject.Caller caller, byte[] payload, Slice slice) throws Exception {
        if (caller instanceof OurCaller ours) {
            var connection = ours.connection();
            connection.query(order(Answers.ASK, payload.length, slice));
            Sequential.ask(caller, payload, slice);
            slice.count(ByteBuffer.wrap(connection.query(order(Answers.ASKED, payload.length, slice)))
                    .getLong(1));
        } else {
            var other = caller.another(0, payload.length);
            var asked = CompletableFuture.runAsync(() -> askOver(other, payload, slice));
            Sequential.ask(caller, payload, slice);
            asked.get();
        }
    }

    private static byte[] order(byte order, int bytes, Slice slice) {
        return ByteBuffer.allocate(bytes)
                .put(order)
                .putInt((int) TimeUnit.NANOSECONDS.toMillis(slice.nanos()))
                .array();
    }

    private static void askOver(Subject.Caller other, byte[] payload, Slice slice) {
        try {
            Sequential.ask(other, payload, slice);
        } catch (Exception e) {
            throw new IllegalStateException("the other direction failed", e);
        }
    }
}
