package io.simpleipc.testkit;

import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Passes everything through to another pipe, except for the faults it was told to make. They may be set at any time by
 * any thread. Bytes and calls are counted from the start. While a direction is stalled its sleepers wake in vain, again
 * and again: the pipe beneath knows nothing of it.
 */
public final class FaultyPipe extends PassingPipe {
    private final Pipe pipe;
    private final Direction reads = new Direction();
    private final Direction writes = new Direction();

    // Guarded by this, as are both directions.
    private long calls;
    private long failingCall;

    /**
     * A pipe without faults as yet; closing it closes the other.
     *
     * @param pipe what to pass everything to
     */
    public FaultyPipe(Pipe pipe) {
        super(pipe);
        this.pipe = pipe;
    }

    /** The faults of one direction. */
    private static final class Direction {
        private long passed;
        private long cutAfter = Long.MAX_VALUE;
        private long flippedByte = -1;
        private int flippedBit;
        private int atMost = Integer.MAX_VALUE;
        private boolean stalled;

        /** How many of so many bytes may pass now. */
        private int allowance(int wanted) {
            return stalled ? 0 : (int) Math.min(Math.min(wanted, atMost), cutAfter - passed);
        }

        private boolean isCut() {
            return passed >= cutAfter;
        }

        /** Counts bytes that passed, and flips the bit if it is among them. */
        private void pass(ByteBuffer bytes, int from, int count) {
            long index = flippedByte - passed;
            if (index >= 0 && index < count) {
                int at = from + (int) index;
                bytes.put(at, (byte) (bytes.get(at) ^ 1 << flippedBit));
            }
            passed += count;
        }
    }

    /**
     * Loses the connection after a number of bytes were read: the reader sees the end, the peer too.
     *
     * @param bytes how many arrive before
     * @return this pipe
     */
    public synchronized FaultyPipe cutReadsAfter(long bytes) {
        reads.cutAfter = bytes;
        return this;
    }

    /**
     * Loses the connection after a number of bytes were written: the next write fails, the peer sees the end.
     *
     * @param bytes how many arrive before
     * @return this pipe
     */
    public synchronized FaultyPipe cutWritesAfter(long bytes) {
        writes.cutAfter = bytes;
        return this;
    }

    /**
     * Flips one bit of what is read.
     *
     * @param index of the byte, from 0
     * @param bit 0 to 7, the lowest is 0
     * @return this pipe
     */
    public synchronized FaultyPipe flipRead(long index, int bit) {
        reads.flippedByte = index;
        reads.flippedBit = bit;
        return this;
    }

    /**
     * Flips one bit of what is written; the writer's own buffer stays as it is.
     *
     * @param index of the byte, from 0
     * @param bit 0 to 7, the lowest is 0
     * @return this pipe
     */
    public synchronized FaultyPipe flipWritten(long index, int bit) {
        writes.flippedByte = index;
        writes.flippedBit = bit;
        return this;
    }

    /**
     * Delivers in small pieces.
     *
     * @param bytes how many a single read returns at most
     * @return this pipe
     */
    public synchronized FaultyPipe readAtMost(int bytes) {
        reads.atMost = bytes;
        return this;
    }

    /**
     * Accepts in small pieces.
     *
     * @param bytes how many a single write takes at most
     * @return this pipe
     */
    public synchronized FaultyPipe writeAtMost(int bytes) {
        writes.atMost = bytes;
        return this;
    }

    /**
     * Stops or goes on delivering.
     *
     * @param stalled whether reads return 0 whatever is there
     * @return this pipe
     */
    public synchronized FaultyPipe stallReads(boolean stalled) {
        reads.stalled = stalled;
        return this;
    }

    /**
     * Stops or goes on accepting.
     *
     * @param stalled whether writes return 0 whatever room there is
     * @return this pipe
     */
    public synchronized FaultyPipe stallWrites(boolean stalled) {
        writes.stalled = stalled;
        return this;
    }

    /**
     * Lets one call fail, and with it the connection.
     *
     * @param number of the call of read, write or flush, from 1; see {@link #calls()}
     * @return this pipe
     */
    public synchronized FaultyPipe failCall(long number) {
        failingCall = number;
        return this;
    }

    /**
     * How often read, write and flush were called so far.
     *
     * @return together
     */
    public synchronized long calls() {
        return calls;
    }

    /**
     * How many bytes were read so far.
     *
     * @return counted from the start
     */
    public synchronized long bytesRead() {
        return reads.passed;
    }

    /**
     * How many bytes were written so far.
     *
     * @return counted from the start
     */
    public synchronized long bytesWritten() {
        return writes.passed;
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        count();
        if (reads.isCut()) {
            pipe.close();
            return -1;
        }
        int allowed = reads.allowance(target.remaining());
        if (allowed == 0) {
            return 0;
        }
        int from = target.position();
        int limit = target.limit();
        target.limit(from + allowed);
        try {
            int count = pipe.read(target);
            reads.pass(target, from, Math.max(0, count));
            return count;
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public synchronized long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        count();
        if (writes.isCut()) {
            pipe.close();
            throw new IOException("the connection was cut");
        }
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            int wanted = sources[i].remaining();
            int count = writeOne(sources[i], writes.allowance(wanted));
            total += count;
            if (count < wanted) {
                break;
            }
        }
        return total;
    }

    private int writeOne(ByteBuffer source, int allowed) throws IOException {
        if (allowed == 0) {
            return 0;
        }
        var copy = ByteBuffer.allocate(allowed).put(0, source, source.position(), allowed);
        long passed = writes.passed;
        writes.pass(copy, 0, allowed);
        int count = (int) pipe.write(new ByteBuffer[] {copy}, 0, 1);
        writes.passed = passed + count;
        source.position(source.position() + count);
        return count;
    }

    @Override
    public synchronized boolean flush() throws IOException {
        count();
        return pipe.flush();
    }

    private void count() throws IOException {
        if (++calls == failingCall) {
            pipe.close();
            throw new IOException("call " + calls + " failed, as it was told to");
        }
    }
}
