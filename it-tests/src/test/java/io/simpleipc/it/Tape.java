package io.simpleipc.it;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/** A pipe of which the test is the other end: keeps what is written, gives what it was given. Confined to one thread. */
final class Tape implements Pipe {
    private final SelectableChannel bell;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private ByteBuffer toRead = ByteBuffer.allocate(0);
    private boolean last;

    /**
     * An empty one.
     *
     * @param bell never rings; may be shared
     */
    Tape(SelectableChannel bell) {
        this.bell = bell;
    }

    /** What was written since the last time. */
    byte[] take() {
        var taken = written.toByteArray();
        written.reset();
        return taken;
    }

    /** Gives what is to be read, behind what is there still. */
    void give(byte[] bytes) {
        toRead = ByteBuffer.allocate(toRead.remaining() + bytes.length)
                .put(toRead)
                .put(bytes)
                .flip();
    }

    /** After what was given comes the end. */
    void end() {
        last = true;
    }

    @Override
    public int read(ByteBuffer target) {
        int count = Math.min(toRead.remaining(), target.remaining());
        target.put(target.position(), toRead, toRead.position(), count);
        target.position(target.position() + count);
        toRead.position(toRead.position() + count);
        return count == 0 && last ? -1 : count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        int before = written.size();
        for (int i = offset; i < offset + length; i++) {
            var bytes = new byte[sources[i].remaining()];
            sources[i].get(bytes);
            written.writeBytes(bytes);
        }
        return written.size() - before;
    }

    @Override
    public SelectableChannel selectable() {
        return bell;
    }

    @Override
    public ChannelBinding binding() {
        return ChannelBinding.of("tape");
    }

    @Override
    public void close() {}
}
