package io.simpleipc.testkit;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/**
 * Passes every call on to another pipe. A test overrides what it wants to disturb or to count. As thread-safe as the other
 * pipe is; closed together with it.
 */
public class PassingPipe implements Pipe {
    private final Pipe pipe;

    /**
     * Goes before a pipe.
     *
     * @param pipe gets all calls
     */
    public PassingPipe(Pipe pipe) {
        this.pipe = pipe;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return pipe.read(target);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return pipe.write(sources, offset, length);
    }

    @Override
    public boolean flush() throws IOException {
        return pipe.flush();
    }

    @Override
    public SelectableChannel selectable() {
        return pipe.selectable();
    }

    @Override
    public int interestOps(boolean reading, boolean writing) {
        return pipe.interestOps(reading, writing);
    }

    @Override
    public boolean mayHoldInput() {
        return pipe.mayHoldInput();
    }

    @Override
    public void onProgress(Runnable wake) {
        pipe.onProgress(wake);
    }

    @Override
    public ChannelBinding binding() {
        return pipe.binding();
    }

    @Override
    public Evidence evidence() {
        return pipe.evidence();
    }

    @Override
    public void close() {
        pipe.close();
    }
}
