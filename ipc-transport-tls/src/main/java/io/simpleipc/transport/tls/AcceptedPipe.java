package io.simpleipc.transport.tls;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS at the end that was dialled. Strangers who say nothing come by the thousand, so whoever is at the other end costs
 * nothing but what it has said until its first record is complete: no engine, no key agreement, no buffers. Then it has
 * greeted, and whoever asks for that may close this pipe; at the next call the rest becomes a {@link TlsPipe}'s affair.
 */
final class AcceptedPipe implements Pipe {
    // The header of a record: type, version, length.
    private static final int HEADER = 5;
    private static final byte HANDSHAKE = 22;
    private static final byte MAJOR_VERSION = 3;
    private static final int LONGEST_RECORD = 1 << 14;

    private static final int USUAL_HELLO = 512; // ours has some 320 bytes

    /** unexpected_message, by which a program without TLS, one of ours too, can tell who is here. */
    private static final byte[] ALERT = {21, MAJOR_VERSION, 3, 0, 2, 2, 10};

    private final Pipe carrier;
    private final TlsEndpoint.Engines engines;
    private final DelegatedTasks tasks;

    // Held while anything goes on here, but not for what TlsPipe does. No call from here waits while it is held.
    private final ReentrantLock lock = new ReentrantLock();
    private ByteBuffer first = ByteBuffer.allocate(USUAL_HELLO);
    private boolean closed;

    private volatile boolean greeted; // the first record is complete
    private volatile @Nullable TlsPipe tls; // final once it is there
    private volatile Runnable wake = () -> {};

    /**
     * Reads nothing yet.
     *
     * @param carrier closed together with this pipe
     * @param engines makes the engine when there is something for it to do
     * @param tasks does the engine's costly work
     */
    AcceptedPipe(Pipe carrier, TlsEndpoint.Engines engines, DelegatedTasks tasks) {
        this.carrier = carrier;
        this.engines = engines;
        this.tasks = tasks;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        var begun = begun();
        return begun == null ? 0 : begun.read(target);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        var begun = begun();
        return begun == null ? 0 : begun.write(sources, offset, length);
    }

    @Override
    public boolean flush() throws IOException {
        var begun = begun();
        return begun != null && begun.flush();
    }

    /** Null while the first record is not complete, and once more when it is: somebody may want to ask for that. */
    private @Nullable TlsPipe begun() throws IOException {
        var known = tls;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (greeted) {
                return begin();
            }
            if (hear()) {
                greeted = true;
                wake.run();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Holds the lock. */
    private TlsPipe begin() throws IOException {
        var known = tls;
        if (known == null) {
            known = new TlsPipe(carrier, engines.engine(false), tasks, first.flip());
            known.onProgress(wake);
            first = ByteBuffer.allocate(0);
            tls = known;
        }
        return known;
    }

    /** Takes in what has come of the first record; true if that is complete. Holds the lock. */
    private boolean hear() throws IOException {
        while (!isComplete()) {
            if (!first.hasRemaining()) {
                int more = Math.min(2 * first.capacity(), HEADER + LONGEST_RECORD);
                first = ByteBuffer.allocate(more).put(first.flip());
            }
            int count = carrier.read(first);
            if (count < 0) {
                throw new EOFException("the other end closed the connection before it had greeted");
            }
            if (count == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isComplete() throws IOException {
        if (first.position() < HEADER) {
            return false;
        }
        int length = Short.toUnsignedInt(first.getShort(HEADER - 2));
        if (first.get(0) != HANDSHAKE || first.get(1) != MAJOR_VERSION || length == 0 || length > LONGEST_RECORD) {
            sayAlert();
            throw Failures.translate(whatItIs(), false, false);
        }
        return first.position() >= HEADER + length;
    }

    private SSLException whatItIs() {
        return Failures.isPlainPeer(first.duplicate().flip())
                ? new Failures.PlainPeerException(null)
                : new SSLException("it begins with something else");
    }

    private void sayAlert() {
        try {
            carrier.write(new ByteBuffer[] {ByteBuffer.wrap(ALERT)}, 0, 1);
            var unused = carrier.flush();
        } catch (IOException e) {
            // A courtesy: the other end sees the carrier's end instead.
        }
    }

    @Override
    public SelectableChannel selectable() {
        return carrier.selectable();
    }

    @Override
    public int interestOps(boolean reading, boolean writing) {
        var known = tls;
        return known != null ? known.interestOps(reading, writing) : carrier.interestOps(reading || writing, false);
    }

    @Override
    public void onProgress(Runnable newWake) {
        lock.lock();
        try {
            wake = newWake;
            var known = tls;
            if (known != null) {
                known.onProgress(newWake);
            } else {
                carrier.onProgress(newWake);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ChannelBinding binding() {
        var known = tls;
        return known != null ? known.binding() : Exporter.kindOver(carrier.binding());
    }

    @Override
    public Evidence evidence() {
        var known = tls;
        var beneath = carrier.evidence();
        if (known != null && known.isEstablished()) {
            return Evidence.PROOF;
        }
        return greeted && beneath == Evidence.NONE ? Evidence.GREETING : beneath;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        var known = tls;
        if (known != null) {
            known.close();
        } else {
            carrier.close();
        }
    }

    @Override
    public String toString() {
        var known = tls;
        return known != null ? known.toString() : "TlsPipe[" + carrier + (greeted ? "]" : ", nothing heard]");
    }
}
