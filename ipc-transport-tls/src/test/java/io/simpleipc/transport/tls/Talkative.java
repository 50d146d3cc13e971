package io.simpleipc.transport.tls;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/** A carrier that takes nothing any more once told so, while the other end of TLS has ever more to say. */
final class Talkative implements Pipe {
    private static final long MOST = 16 << 20; // a reader without bounds shall not hang the test

    private final Pipe carrier;
    private final Pipe speaker;
    private boolean begun;
    private long said;

    /** The speaker is TLS at the other end. */
    Talkative(Pipe carrier, Pipe speaker) {
        this.carrier = carrier;
        this.speaker = speaker;
    }

    void begin() {
        begun = true;
    }

    /** Bytes that were read from it since. */
    long said() {
        return said;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!begun) {
            return carrier.read(target);
        }
        if (said < MOST) {
            speaker.write(new ByteBuffer[] {ByteBuffer.allocate(16_000)}, 0, 1);
            speaker.flush();
        }
        int count = carrier.read(target);
        said += count;
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        if (begun) {
            throw new IOException("broken");
        }
        return carrier.write(sources, offset, length);
    }

    @Override
    public SelectableChannel selectable() {
        return carrier.selectable();
    }

    @Override
    public ChannelBinding binding() {
        return carrier.binding();
    }

    @Override
    public void close() {
        carrier.close();
    }
}
