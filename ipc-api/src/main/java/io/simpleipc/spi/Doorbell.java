package io.simpleipc.spi;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe.SinkChannel;
import java.nio.channels.Pipe.SourceChannel;
import java.nio.channels.SelectableChannel;

/**
 * Something to sleep on, for a {@link Pipe} that is not made of sockets: its channel is readable as long as the bell
 * rings. Never blocks, costs two descriptors, may be used by any thread, interrupted or not.
 */
public final class Doorbell implements Closeable {
    private final SourceChannel source;
    private final SinkChannel sink;
    private final ByteBuffer clapper = ByteBuffer.allocate(16);

    // Guarded by this. While it is true there is exactly one byte between sink and source.
    private boolean ringing;
    private boolean closed;

    private Doorbell(SourceChannel source, SinkChannel sink) {
        this.source = source;
        this.sink = sink;
    }

    /**
     * Makes a silent bell.
     *
     * @return to be closed
     * @throws IOException if there are no descriptors left
     */
    public static Doorbell open() throws IOException {
        var pair = java.nio.channels.Pipe.open();
        var bell = new Doorbell(pair.source(), pair.sink());
        try {
            bell.source.configureBlocking(false);
            bell.sink.configureBlocking(false);
            return bell;
        } catch (IOException | RuntimeException e) {
            bell.close();
            throw e;
        }
    }

    /**
     * Starts or stops ringing. Does nothing if that is so already, or if the bell is closed.
     *
     * @param ring whether sleepers are to wake, and not to fall asleep again
     */
    public synchronized void ring(boolean ring) {
        if (closed || ringing == ring) {
            return;
        }
        try {
            clapper.clear().limit(ring ? 1 : clapper.capacity());
            ringing = ring ? sink.write(clapper) > 0 : source.read(clapper) == 0;
        } catch (IOException e) {
            throw new IllegalStateException("a pipe inside this process failed", e);
        }
    }

    /**
     * What to sleep on.
     *
     * @return a non-blocking channel, readable while the bell rings
     */
    public SelectableChannel selectable() {
        return source;
    }

    /** Wakes all sleepers and closes the channel. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        try (source;
                sink) {
            ringing = false;
        } catch (IOException e) {
            throw new IllegalStateException("a pipe inside this process could not be closed", e);
        }
    }
}
