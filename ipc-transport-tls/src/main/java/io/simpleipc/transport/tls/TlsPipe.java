package io.simpleipc.transport.tls;

import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over another pipe. The handshake goes on in whatever is called: read, write or flush; its costly parts are done by
 * a helper thread, and meanwhile nothing is read or written. After the handshake the ends are independent of each other:
 * one thread decrypts while another encrypts.
 *
 * <p>The end of the other side counts only if it says so by close_notify; without it somebody may have cut off the rest,
 * so it is a broken pipe. Before the handshake is done the other end costs less than 64 KiB.
 */
final class TlsPipe implements Pipe {
    private final Pipe carrier;
    private final SSLEngine engine;
    private final DelegatedTasks tasks;
    private final Runnable task = this::workAndTell; // one object, to be recognized

    // Incoming's lock is taken first where both are needed. No call from here waits while one is held.
    private final Incoming incoming;
    private final Outgoing outgoing;

    private volatile boolean heard; // at least one byte of the user's
    private volatile int packet; // bytes of the longest record
    private volatile boolean established;
    private volatile boolean working; // the helper thread is
    private volatile boolean owing; // TLS wants to say something of its own
    private volatile boolean closed;
    private volatile @Nullable IOException failure;
    private volatile @Nullable IOException mute; // nothing leaves any more, but what has arrived may be read
    private volatile @Nullable ChannelBinding binding; // final once the handshake is done
    private volatile Runnable wake = () -> {};

    /** One that we dialled, or that has said nothing yet. */
    TlsPipe(Pipe carrier, SSLEngine engine, DelegatedTasks tasks) throws IOException {
        this(carrier, engine, tasks, ByteBuffer.allocate(0));
    }

    /**
     * Sends nothing yet.
     *
     * @param carrier closed together with this pipe
     * @param engine in no handshake, or at the beginning of one
     * @param tasks does the engine's costly work
     * @param first what was read of the carrier before; less than a record of the longest
     */
    TlsPipe(Pipe carrier, SSLEngine engine, DelegatedTasks tasks, ByteBuffer first) throws IOException {
        this.carrier = carrier;
        this.engine = engine;
        this.tasks = tasks;
        this.packet = engine.getSession().getPacketBufferSize();
        this.incoming = new Incoming(carrier, engine, first);
        this.outgoing = new Outgoing(carrier, engine);
        engine.beginHandshake();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        incoming.lock.lock();
        try {
            failIfOver();
            if (!advance()) {
                return 0;
            }
            if (owing) {
                settle();
            }
            int count = working ? incoming.leftOver(target) : incoming.decrypt(target, this::obey);
            if (count > 0 && !heard) { // once: it is written for the writers to see
                heard = true;
            }
            return count;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            incoming.lock.unlock();
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        if (!establish()) {
            return 0;
        }
        outgoing.lock.lock();
        try {
            failIfMute();
            return outgoing.encrypt(sources, offset, length, packet);
        } catch (IOException e) {
            throw failedToSend(e);
        } finally {
            outgoing.lock.unlock();
        }
    }

    @Override
    public boolean flush() throws IOException {
        if (!establish()) {
            return false;
        }
        outgoing.lock.lock();
        try {
            failIfMute();
            return outgoing.flush();
        } catch (IOException e) {
            throw failedToSend(e);
        } finally {
            outgoing.lock.unlock();
        }
    }

    private void failIfOver() throws IOException {
        var cause = failure;
        if (cause != null) {
            throw cause;
        }
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    private void failIfMute() throws IOException {
        failIfOver();
        var cause = mute;
        if (cause != null) {
            throw cause;
        }
    }

    // The handshake.

    /** Whether each end has proved to the other who it is. */
    boolean isEstablished() {
        return established;
    }

    private boolean establish() throws IOException {
        if (established) {
            return true;
        }
        incoming.lock.lock();
        try {
            failIfOver();
            return advance();
        } catch (IOException e) {
            throw failed(e);
        } finally {
            incoming.lock.unlock();
        }
    }

    /** Goes on with the handshake as far as possible without waiting. True if it is done. Holds incoming. */
    private boolean advance() throws IOException {
        while (!established) {
            if (working) {
                return false;
            }
            var status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                hire();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                if (!speak()) {
                    return false;
                }
            } else if (status == HandshakeStatus.NOT_HANDSHAKING) {
                admit();
            } else {
                // A whole flight leaves at once, before its answer can be there.
                boolean out = outgoing.sendAll();
                if (!incoming.hear()) {
                    outgoing.setHeld(!out);
                    return false;
                }
            }
        }
        return true;
    }

    /** Holds incoming. */
    private void admit() throws IOException {
        var session = engine.getSession();
        binding = Exporter.bind(carrier.binding(), session);
        packet = session.getPacketBufferSize();
        incoming.establish(packet);
        established = true;
        owing = !outgoing.sendAll();
    }

    /** Has the helper thread do what costs time. Holds incoming. */
    private void hire() throws IOException {
        working = true;
        try {
            if (established || engine.getUseClientMode()) {
                tasks.runForFriend(task);
            } else {
                tasks.runForStranger(task);
            }
        } catch (RejectedExecutionException e) {
            working = false;
            throw new IOException("too many TLS handshakes of strangers at once", e);
        } catch (OutOfMemoryError e) { // this is how Java says that there are no threads left
            working = false;
            throw new IOException("no thread could be started for the TLS handshake", e);
        }
    }

    private void workAndTell() {
        try {
            work();
        } catch (RuntimeException | Error e) { // the engine keeps its own failures for the next call
            failure = new IOException("the TLS handshake failed: " + e, e);
        } finally {
            working = false;
            wake.run();
        }
    }

    /** On the helper thread; nobody else is at the engine meanwhile, as working says. */
    private void work() {
        for (var task = engine.getDelegatedTask(); task != null && !closed; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** What TLS itself wants after a record: to change keys, say. It may not begin anew. Holds incoming. */
    private boolean obey(SSLEngineResult result) throws IOException {
        var wish = result.getHandshakeStatus();
        if (result.getStatus() == Status.CLOSED || wish == HandshakeStatus.NOT_HANDSHAKING) {
            return !working;
        }
        if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
            throw new SSLException("the other end asks for a new handshake, which is not allowed");
        }
        if (wish == HandshakeStatus.NEED_WRAP) {
            owing = true;
            settle();
        } else if (wish == HandshakeStatus.NEED_TASK) {
            hire();
        }
        return !working;
    }

    /** Has the engine say the next of its own words; false if there is no room for it now. Holds incoming. */
    private boolean speak() throws IOException {
        outgoing.lock.lock();
        try {
            if (!outgoing.pushOut()) {
                return false;
            }
            outgoing.wrapOwn();
            return true;
        } finally {
            outgoing.lock.unlock();
        }
    }

    /**
     * Gets out what TLS itself owes the other end, and the user's data before it. Those are the writer's affair
     * otherwise: a writer who sleeps for room must find some when it comes. Holds incoming.
     */
    private void settle() throws IOException {
        if (mute != null) {
            return;
        }
        boolean roomMade;
        outgoing.lock.lock();
        try {
            boolean stuck = outgoing.isHeld();
            while (outgoing.pushOut() && owing) {
                boolean more = engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
                if (more) {
                    outgoing.wrapOwn();
                }
                owing = more;
            }
            roomMade = stuck && !outgoing.isHeld();
        } finally {
            outgoing.lock.unlock();
        }
        if (roomMade) {
            wake.run();
        }
    }

    // What sleepers need.

    @Override
    public SelectableChannel selectable() {
        return carrier.selectable();
    }

    @Override
    public int interestOps(boolean reading, boolean writing) {
        if (working || (!reading && !writing)) {
            return carrier.interestOps(false, false); // the helper thread wakes the sleeper
        }
        if (!established) {
            return carrier.interestOps(true, outgoing.isHeld());
        }
        return carrier.interestOps(reading, writing || owing);
    }

    @Override
    public void onProgress(Runnable newWake) {
        wake = newWake;
        carrier.onProgress(newWake);
    }

    @Override
    public ChannelBinding binding() {
        var known = binding;
        return known != null ? known : Exporter.kindOver(carrier.binding());
    }

    // The end.

    /** If it is the carrier that takes no more, what the other end said before can still be read, as on any pipe. */
    private IOException failedToSend(IOException e) {
        if (!established || !heard || closed || failure != null || e instanceof SSLException) {
            return failed(e);
        }
        mute = e;
        return e;
    }

    /** Whatever else fails ends the pipe: TLS cannot go on behind a gap. The other end hears why, if it listens. */
    private IOException failed(IOException e) {
        if (failure == null && !closed) {
            failure = Failures.translate(e instanceof SSLException ? e : lastHeard(e), established, heard);
            if (e instanceof SSLException) { // not if the carrier failed
                outgoing.sayLastWords();
            }
        }
        var known = failure;
        if (known != null) {
            return known;
        }
        return e instanceof EOFException ? new ClosedChannelException() : e; // we have closed it
    }

    /** If the other end has gone before it said a word, the reason may have arrived. */
    private IOException lastHeard(IOException broken) {
        if (!established || heard || !incoming.lock.tryLock()) {
            return broken;
        }
        try {
            incoming.hearReason();
            return broken;
        } catch (SSLException e) {
            e.addSuppressed(broken);
            return e;
        } catch (IOException e) {
            return broken; // nothing had arrived
        } finally {
            incoming.lock.unlock();
        }
    }

    @Override
    public void close() {
        boolean farewell;
        outgoing.lock.lock();
        try {
            farewell = established && !closed && failure == null && mute == null;
            closed = true;
        } finally {
            outgoing.lock.unlock();
        }
        tasks.forget(task);
        try {
            if (farewell) {
                outgoing.sayLastWords();
            }
        } finally {
            carrier.close();
        }
    }

    @Override
    public String toString() {
        return "TlsPipe[" + carrier + (closed ? ", closed]" : "]");
    }
}
