package io.simpleipc.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Frames in and out, without a pipe: one query laid into a record, one query or answer of a record read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final long REMAINING = Duration.ofDays(1).toNanos();

    /** Length of the query or answer. */
    @Param({"64", "1024", "16384"})
    public int bytes;

    private final Staging staging = new Staging(Seal.NONE);
    private final Messages messages = new Messages(staging);
    private final OnTheWay departure = new OnTheWay();
    private final Heard heard = new Heard();
    private final FrameReader reader = reader(heard);
    private byte[] payload = {};
    private ByteBuffer query = ByteBuffer.allocate(0);
    private ByteBuffer answer = ByteBuffer.allocate(0);
    private long id;

    /** Makes the frames that are read. */
    @Setup
    public void makeFrames() {
        payload = new byte[bytes];
        query = ByteBuffer.allocateDirect(Frame.HEADER + Frame.QUERY_PREFIX + bytes);
        Frame.header(query, Frame.QUERY, 0, Frame.QUERY_PREFIX + bytes, 0);
        query.putLong(0).put((byte) 0).putInt(5_000).put(payload);
        answer = ByteBuffer.allocateDirect(Frame.HEADER + bytes);
        Frame.header(answer, Frame.ANSWER, 0, bytes, 1);
        answer.put(payload);
    }

    /** Lays a query; the buffers are swapped when one is full, as the writing thread does. */
    @Benchmark
    public long encodeQuery() {
        if (!staging.fits(Frame.HEADER + Frame.QUERY_PREFIX + bytes, Staging.RECORD_HEADER)) {
            staging.swap();
        }
        messages.query(payload, 0, 0, REMAINING, departure);
        return staging.offset();
    }

    /** Reads a query with a new id each time, as an older one would be dropped. */
    @Benchmark
    public byte[] decodeQuery() throws ProtocolException {
        reader.read(query.clear().putLong(Frame.HEADER - Long.BYTES, ++id));
        return heard.last;
    }

    /** Reads an answer. */
    @Benchmark
    public byte[] decodeAnswer() throws ProtocolException {
        reader.read(answer.clear());
        return heard.last;
    }

    private static FrameReader reader(Receiver receiver) {
        var nobody = new Outbox.Reader() {
            @Override
            public boolean isCurrentThread() {
                return true;
            }

            @Override
            public void wake() {
                throw new IllegalStateException("nothing is written here");
            }
        };
        long window = Long.MAX_VALUE / 2; // no credit is given back here
        var outbox = new Outbox(null, Seal.NONE, 1, window, nobody);
        return new FrameReader(outbox, new AtomicReference<>(), 1 << 20, window, receiver);
    }

    private static final class OnTheWay extends Departure {
        @Override
        protected void staged(long newId) {
            // Nobody waits for it.
        }
    }

    /** Keeps the last payload, so that making it is not optimised away. */
    private static final class Heard implements Receiver {
        private byte[] last = {};

        @Override
        public void query(long queryId, long parent, int depth, long remainingMillis, byte[] bytes) {
            last = bytes;
        }

        @Override
        public void answer(long queryId, byte[] bytes) {
            last = bytes;
        }

        @Override
        public void failure(long queryId, Failure failure) {
            throw new IllegalStateException();
        }

        @Override
        public void message(byte[] bytes) {
            last = bytes;
        }

        @Override
        public void cancel(long queryId) {
            throw new IllegalStateException();
        }

        @Override
        public void resume(long queryId, UUID session, long former) {
            throw new IllegalStateException();
        }

        @Override
        public void closing(long lastAccepted) {
            throw new IllegalStateException();
        }

        @Override
        public void pong(long ping) {
            throw new IllegalStateException();
        }

        @Override
        public void heard() {
            // Nothing keeps alive here.
        }

        @Override
        public void drained() {
            // Nothing is read from a pipe here.
        }

        @Override
        public long tick(long now) {
            return now;
        }

        @Override
        public boolean takeTasks() {
            return false;
        }

        @Override
        public void runTasks() {
            throw new AssertionError("there are none");
        }

        @Override
        public void ended(IOException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
