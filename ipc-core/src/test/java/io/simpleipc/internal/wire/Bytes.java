package io.simpleipc.internal.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Frames and records written by hand, and taken apart by hand: nothing here uses the code under test. */
final class Bytes {
    /** A frame that was sent. */
    record Sent(int type, int flags, long id, byte[] body) {}

    private Bytes() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] frame(int type, int flags, long id, byte[]... body) {
        byte[] whole = join(body);
        return ByteBuffer.allocate(12 + whole.length)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) whole.length)
                .putLong(id)
                .put(whole)
                .array();
    }

    static byte[] record(byte[]... frames) {
        byte[] body = join(frames);
        return ByteBuffer.allocate(4 + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }

    /** The head of a QUERY's body. */
    static byte[] asked(long parent, int depth, int remaining) {
        return ByteBuffer.allocate(13)
                .putLong(parent)
                .put((byte) depth)
                .putInt(remaining)
                .array();
    }

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** A query of depth 0. */
    static byte[] query(long id, byte[] payload) {
        return frame(1, 0, id, asked(0, 0, 5_000), payload);
    }

    /** Bytes that differ from place to place, so that a lost or doubled piece shows. */
    static byte[] pattern(int length, long seed) {
        byte[] bytes = new byte[length];
        long state = seed * 0x9E3779B97F4A7C15L + 1;
        for (int i = 0; i < length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            bytes[i] = (byte) (state >>> 56);
        }
        return bytes;
    }

    /** Waits for one record at an end of a pipe that is used by hand. */
    static List<Sent> receiveRecord(MemoryPipe end) throws Exception {
        int length = ByteBuffer.wrap(end.receive(4)).getInt();
        return frames(end.receive(length));
    }

    static List<Sent> frames(byte[] body) {
        var frames = new ArrayList<Sent>();
        var buffer = ByteBuffer.wrap(body);
        while (buffer.hasRemaining()) {
            int type = buffer.get() & 0xff;
            int flags = buffer.get() & 0xff;
            byte[] bytes = new byte[buffer.getShort() & 0xffff];
            long id = buffer.getLong();
            buffer.get(bytes);
            frames.add(new Sent(type, flags, id, bytes));
        }
        return frames;
    }
}
