package io.simpleipc.internal.wire;

import static java.util.Objects.requireNonNull;

import io.simpleipc.internal.wire.reading.Stream;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A link as whoever reads it sees it. For the holder of the read token, but for what {@link Stream} says. */
final class Incoming implements Stream {
    // After that many bytes the reader goes back to reading first.
    private static final long READERS_SHARE = 256 << 10;

    private final Link link;
    private final Pipe pipe;
    private final Outbox outbox;

    // Set before anybody reads.
    private volatile @Nullable Parts parts;

    private boolean wasBroken;

    /** What bytes pass through on their way up. */
    record Parts(RecordReader records, FrameReader frames, Receiver receiver) {}

    Incoming(Link link, Pipe pipe, Outbox outbox) {
        this.link = link;
        this.pipe = pipe;
        this.outbox = outbox;
    }

    void begin(Parts those) {
        parts = those;
    }

    @Override
    public boolean read() throws IOException {
        var present = parts();
        boolean read = present.records.read();
        if (!read) {
            present.receiver.drained();
        }
        return read;
    }

    @Override
    public long tick(long now) throws IOException {
        return parts().receiver.tick(now);
    }

    @Override
    public boolean write() throws IOException {
        return outbox.resume(READERS_SHARE);
    }

    /** If it could not be written the link ends, but not before all that the peer had sent before is read. */
    @Override
    public boolean mayHaveLastWords() throws IOException {
        var broken = outbox.over();
        if (broken != null && wasBroken) {
            throw broken;
        }
        wasBroken = broken != null;
        return wasBroken; // what came between the last read and the write that failed
    }

    @Override
    public int interestOps() {
        return pipe.interestOps(true, outbox.isStalled());
    }

    @Override
    public boolean isStalled() {
        return outbox.isStalled();
    }

    @Override
    public boolean mayHoldInput() {
        return pipe.mayHoldInput() || parts().records.hasEarly();
    }

    @Override
    public long delivered() {
        return parts().frames.delivered();
    }

    @Override
    public boolean takeTasks() {
        return parts().receiver.takeTasks();
    }

    @Override
    public void runTasks() {
        parts().receiver.runTasks();
    }

    @Override
    public void push() {
        link.pushBatches();
    }

    @Override
    public boolean isOver() {
        return link.isOver();
    }

    @Override
    public void fail(IOException cause) {
        link.close(cause);
    }

    private Parts parts() {
        return requireNonNull(parts, "nobody reads before the link runs");
    }

    /** Queries of which not all pieces have come. */
    List<Long> incompleteQueries() {
        var present = parts;
        return present == null ? List.of() : present.frames.incompleteQueries();
    }

    /** How many frames nobody had a use for. Any thread. */
    long dropped() {
        var present = parts;
        return present == null ? 0 : present.frames.dropped();
    }

    void countDropped() {
        var present = parts;
        if (present != null) {
            present.frames.countDropped();
        }
    }
}
