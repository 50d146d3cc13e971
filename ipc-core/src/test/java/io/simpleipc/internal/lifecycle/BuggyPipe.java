package io.simpleipc.internal.lifecycle;

import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.PassingPipe;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A pipe of which one call throws and which stays open all the same, as if nothing had been: a plug-in's bug. */
final class BuggyPipe extends PassingPipe {
    private final long failing;
    private final Exception trouble;
    private long calls; // guarded by this

    /**
     * Passes everything through but for one call.
     *
     * @param failing the number of the call of read, write or flush, from 1
     * @param trouble an {@link IOException} or a {@link RuntimeException}
     */
    BuggyPipe(Pipe pipe, long failing, Exception trouble) {
        super(pipe);
        this.failing = failing;
        this.trouble = trouble;
    }

    synchronized long calls() {
        return calls;
    }

    private synchronized void count() throws IOException {
        if (++calls != failing) {
            return;
        }
        if (trouble instanceof RuntimeException bug) {
            throw bug;
        }
        throw (IOException) trouble;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        count();
        return super.read(target);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        count();
        return super.write(sources, offset, length);
    }

    @Override
    public boolean flush() throws IOException {
        count();
        return super.flush();
    }
}
