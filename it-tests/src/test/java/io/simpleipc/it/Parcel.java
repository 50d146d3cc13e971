package io.simpleipc.it;

import java.nio.ByteBuffer;

/**
 * Bytes that are on their way until a moment.
 *
 * @param bytes in a buffer of their own; none = the end
 * @param posted when they came from their sender, a {@link System#nanoTime()}
 * @param due when they arrive at the earliest
 */
record Parcel(ByteBuffer bytes, long posted, long due) {
    /** A copy of what a buffer has left. */
    static Parcel of(ByteBuffer bytes, long delayNanos) {
        long now = System.nanoTime();
        var copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        return new Parcel(copy, now, now + delayNanos);
    }

    static Parcel end(long delayNanos) {
        return of(ByteBuffer.allocate(0), delayNanos);
    }

    boolean isEnd() {
        return bytes.capacity() == 0;
    }

    boolean isMeantToBeLate() {
        return due != posted;
    }

    long nanosLeft() {
        return due - System.nanoTime();
    }
}
