package io.simpleipc.internal.wire;

import static java.util.Objects.requireNonNull;

import io.simpleipc.internal.wire.reading.ReadSide;
import io.simpleipc.internal.wire.reading.Waiter;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One link's bytes: frames out with combining and credits, frames in with reassembly. Owned by one session; used once.
 *
 * <p>Threads: at any time one thread reads, a caller in {@link #await} or one of the engine's two in {@link #run} and
 * {@link #standBy} (docs/threads.md). Any thread may send; it writes for others too while it is there, and never waits in
 * the channel: what the pipe has no room for, the reading thread writes later. An interrupt ends a wait for room at most.
 * Calls by the reading thread, from within the {@link Receiver}, never wait, and what they send leaves at the end of the
 * read batch. Source: docs/protocol.md, sections 2 to 4.
 */
public final class Link {
    // After that many bytes a writer leaves the rest to the reading thread.
    private static final long SENDERS_SHARE = 2 << 20;

    private final Pipe pipe;
    private final Limits own;
    private final Seal seal;
    private final ByteBuffer early;
    private final int maxMessageSize;
    private final Outbox outbox;
    private final Incoming incoming;
    private final ReadSide readSide;
    private final AtomicReference<@Nullable IOException> over = new AtomicReference<>();
    private final Set<Thread> batching = ConcurrentHashMap.newKeySet(); // those whose frames leave together

    // Held while the pipe is closed, so that whoever comes second finds it closed. Below it are the pipe's own only.
    private final ReentrantLock pipeLock = new ReentrantLock();
    private boolean pipeClosed;

    /**
     * Takes over a pipe whose handshake is done. Reads and writes nothing yet.
     *
     * @param pipe closed together with the link
     * @param own what this side announced
     * @param peer what the other side announced
     * @param seal protects the records; closed together with the link
     * @param early bytes already read behind the handshake; consumed
     * @param spins whether whoever reads looks a few more times before sleeping, where that pays
     */
    public Link(Pipe pipe, Limits own, Limits peer, Seal seal, ByteBuffer early, boolean spins) {
        if (seal.maxPlain() < Frame.HEADER + Frame.PIECE) {
            throw new IllegalArgumentException("a seal takes at least " + (Frame.HEADER + Frame.PIECE)
                    + " bytes of frames a record, not " + seal.maxPlain());
        }
        this.pipe = pipe;
        this.own = own;
        this.seal = seal;
        this.early = early;
        var both = own.smallerOf(peer);
        this.maxMessageSize = both.maxMessageSize();
        this.outbox = new Outbox(pipe, seal, both.maxInFlight(), peer.window(), new Reader());
        this.incoming = new Incoming(this, pipe, outbox);
        this.readSide = new ReadSide(incoming, spins);
    }

    /** The reading thread, as those who write see it. */
    private final class Reader implements Outbox.Reader {
        @Override
        public boolean isCurrentThread() {
            return readSide.isRead();
        }

        @Override
        public void wake() {
            readSide.wake();
        }
    }

    /**
     * Sees to it that the link is read until it is over. Called once, by the engine's first thread, which lives here.
     *
     * @param receiver gets what is read; {@link Receiver#ended} is the last call, made exactly once, by the thread that
     *     leaves this method or {@link #standBy} first
     * @return whether that was this thread
     */
    public boolean run(Receiver receiver) {
        try {
            var frames = new FrameReader(outbox, over, maxMessageSize, own.window(), receiver);
            var records = new RecordReader(pipe, seal, frames, receiver, early);
            incoming.begin(new Incoming.Parts(records, frames, receiver));
            pipe.onProgress(readSide::wake);
            readSide.open(pipe.selectable());
        } catch (IOException e) {
            close(e);
        } catch (Throwable e) { // a plug-in's or our own bug must end the link, not leave it hanging
            close(new IOException("reading failed: " + e, e));
        }
        return serve(receiver);
    }

    /** The engine's second thread is on its way to {@link #standBy}. To be called by the thread that reads. */
    public void hasStandby() {
        readSide.hasStandby();
    }

    /**
     * The same for the engine's second thread, with which handlers may run on the one that reads. May be called once,
     * when the link runs.
     *
     * @param receiver that of {@link #run}
     * @return whether this thread was the first to leave
     */
    public boolean standBy(Receiver receiver) {
        return serve(receiver);
    }

    private boolean serve(Receiver receiver) {
        boolean last = readSide.serve();
        boolean interrupted = Thread.interrupted(); // kept for the thread, but nothing here is to notice
        if (last) {
            end(receiver);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return last;
    }

    /**
     * Waits for something that must be read first, and reads meanwhile if nobody else does. Returns when the waiter is
     * ready or the time over, when the thread is interrupted, and for no reason too.
     *
     * @param waiter is unparked when it gets ready, unless this thread itself reads
     * @param own how many of those who wait here are further up on the calling thread's stack
     * @param end how long to wait at most, a {@link System#nanoTime()}
     */
    public void await(Waiter waiter, int own, long end) {
        readSide.await(waiter, own, end);
    }

    /** A future waits for something that must be read first. */
    public void awaitedByFuture() {
        readSide.awaitedByFuture();
    }

    /**
     * Whether the receiver may leave tasks to the thread that reads, see {@link Receiver#takeTasks}. To be called by
     * that thread.
     *
     * @return true if it is one of the engine's, and the other one is there for the link meanwhile
     */
    public boolean mayLeaveTasks() {
        return readSide.mayLeaveTasks();
    }

    boolean isOver() {
        return over.get() != null;
    }

    private void end(Receiver receiver) {
        var cause = requireNonNull(over.get(), "the loop ends with a cause");
        // Whoever closed the link may not have got this far, and after the last word nothing may be staged or leave.
        outbox.close(cause);
        closePipe(cause);
        close(readSide::close, cause);
        receiver.ended(cause);
    }

    /**
     * Sends a query. Waits in line until the peer has room for it; then {@link Departure#staged} gets its id, and it
     * leaves. If {@code departure} is withdrawn while it waits, returns without having called that.
     *
     * @param payload not to be changed any more if larger than 16 KiB
     * @param parent id of the peer's query within whose handler it is asked, 0 if none
     * @param depth nesting depth, 0 outside of any handler
     * @param end until when an answer is of use, a {@link System#nanoTime()}: what the peer learns as remaining, and how
     *     long to wait for room unless the departure says less
     * @param departure where it has got to
     * @throws NoRoomException if that time was over first
     * @throws LinkClosedException if the link was over first
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public void query(byte[] payload, long parent, int depth, long end, Departure departure)
            throws NoRoomException, LinkClosedException, InterruptedException {
        requireSize(payload);
        outbox.query(payload, parent, depth, end, departure);
        flush();
    }

    /**
     * Sends a one-way message, waiting in line until the peer has room for it.
     *
     * @param payload not to be changed any more if larger than 16 KiB
     * @param room how long to wait
     * @throws NoRoomException if the deadline passed first
     * @throws LinkClosedException if the link was over first
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public void message(byte[] payload, Deadline room)
            throws NoRoomException, LinkClosedException, InterruptedException {
        requireSize(payload);
        outbox.message(payload, room.nanoTime());
        flush();
    }

    /**
     * Sends an answer, waiting in line until the peer has room for it; an interrupt is kept for later.
     *
     * @param id the peer's query id
     * @param payload not to be changed any more if larger than 16 KiB
     * @param end how long to wait, a {@link System#nanoTime()}
     * @throws NoRoomException if that time was over first
     * @throws LinkClosedException if the link was over first
     */
    public void answer(long id, byte[] payload, long end) throws NoRoomException, LinkClosedException {
        requireSize(payload);
        outbox.answer(id, payload, end);
        flush();
    }

    private void requireSize(byte[] payload) {
        if (payload.length > maxMessageSize) {
            throw new IllegalArgumentException(
                    "a payload has at most " + maxMessageSize + " bytes, not " + payload.length);
        }
    }

    /**
     * Says that there is no answer. Does not wait; does nothing if the link is over.
     *
     * @param id the peer's query id
     * @param failure why; its texts are cut to what the protocol allows
     */
    public void failure(long id, Failure failure) {
        try {
            outbox.failure(id, failure);
            flush();
        } catch (ProtocolException e) {
            close(e);
        }
    }

    /**
     * Says that nobody waits for an answer any more. Does not wait; does nothing if the link is over.
     *
     * @param id the own query's id
     */
    public void cancel(long id) {
        try {
            outbox.cancel(id);
            flush();
        } catch (ProtocolException e) {
            close(e);
        }
    }

    /**
     * Asks what became of a query of a former session. Does not wait, and costs no room; nothing leaves if the link is
     * over.
     *
     * @param session that in which it was asked first
     * @param former its id there
     * @param numbered gets its id from now on, before the frame can leave; called with a lock held, must not wait
     */
    public void resume(UUID session, long former, LongConsumer numbered) {
        try {
            outbox.resume(session, former, numbered);
            flush();
        } catch (ProtocolException e) {
            close(e);
        }
    }

    /**
     * Whether as many calls of {@link #resume} as there may be queries in flight certainly have room.
     *
     * @return false while such frames wait for the pipe
     */
    public boolean hasRoomToResume() {
        return outbox.hasRoomForControls();
    }

    /**
     * The peer's queries of which a part has come. To be called by the reading thread, at the end.
     *
     * @return their ids
     */
    public List<Long> incompleteQueries() {
        return incoming.incompleteQueries();
    }

    /** Asks the peer for a sign of life. Does not wait; does nothing if the link is over. */
    public void ping() {
        ping(number -> {});
    }

    /**
     * The same, for one who waits for the answer.
     *
     * @param numbered gets the number of the PING before that can leave; called with a lock held, must not wait
     */
    public void ping(LongConsumer numbered) {
        outbox.ping(numbered);
        flush();
    }

    /**
     * Says that this side accepts no more queries. Does not wait; does nothing if the link is over.
     *
     * @param lastAccepted highest id of a query that it accepted
     */
    public void closing(long lastAccepted) {
        outbox.closing(lastAccepted);
        flush();
    }

    /**
     * Gives back the window that one message took, once it is done with.
     *
     * @param payloadLength bytes of its payload
     */
    public void consumed(int payloadLength) {
        if (outbox.owe(payloadLength)) {
            flush();
        }
    }

    private void flush() {
        if (!readSide.isRead() && (batching.isEmpty() || !batching.contains(Thread.currentThread()))) {
            outbox.flush(SENDERS_SHARE);
        }
    }

    /**
     * From here to {@link #endBatch} what the calling thread sends is only staged, so that it leaves in one write. It
     * leaves earlier if another thread writes, if the thread calls {@link #push}, and whenever {@link Receiver#tick} is
     * called: whoever begins a batch has to see to a tick soon.
     */
    public void beginBatch() {
        batching.add(Thread.currentThread());
    }

    /** Writes what the calling thread has staged, and from here on at once. */
    public void endBatch() {
        if (batching.remove(Thread.currentThread())) {
            outbox.flush(SENDERS_SHARE);
        }
    }

    /** Writes what any thread has staged within a batch. */
    void pushBatches() {
        if (!batching.isEmpty()) {
            outbox.flush(SENDERS_SHARE);
        }
    }

    /** Writes what the calling thread has staged within a batch: it is about to wait for the peer. */
    public void push() {
        if (!batching.isEmpty() && batching.contains(Thread.currentThread())) {
            outbox.flush(SENDERS_SHARE);
        }
    }

    /**
     * The same, where the peer may have a processor of its own: the two sides then work at the same time instead of one
     * after the other. Where they share one it had better get all in one piece.
     */
    public void pushPart() {
        if (readSide.mayOverlap()) {
            push();
        }
    }

    /**
     * Drops a query of which the last byte is not staged yet; the peer is told to forget what it has of it.
     *
     * @param departure the query's
     * @return true if it was certainly not executed and never will be; false if it is too late
     */
    public boolean withdraw(Departure departure) {
        try {
            return outbox.withdraw(departure);
        } catch (ProtocolException e) {
            close(e);
            return true;
        } finally {
            flush();
        }
    }

    /**
     * Tells whether the pipe has accepted the last byte of the query's last record, or may have in a write that is
     * going on or that failed.
     *
     * @param departure the query's
     * @return false if the peer cannot have executed it until now
     */
    public boolean departed(Departure departure) {
        return outbox.departed(departure);
    }

    /**
     * When the pipe last accepted something.
     *
     * @return a {@link System#nanoTime()}; at first that of the link's making
     */
    public long lastSent() {
        return outbox.lastSent();
    }

    /**
     * What was given to this link to be sent, also after its end.
     *
     * @return this moment's counts
     */
    public Sent sent() {
        return outbox.sent();
    }

    /**
     * Whether there is more to send than the pipe has room for.
     *
     * @return true from the first refused byte to the next accepted one
     */
    public boolean isStalled() {
        return outbox.isStalled();
    }

    /** How many queries and one-way messages were dropped since their ids did not ascend, and what the receiver counted. */
    public long droppedFrames() {
        return incoming.dropped();
    }

    /** Counts an answer or failure that was dropped because no query of its id is open. */
    public void countDropped() {
        incoming.countDropped();
    }

    /**
     * Has {@link Receiver#tick} called at a moment, or earlier.
     *
     * @param nanoTime a {@link System#nanoTime()}
     */
    public void tickBy(long nanoTime) {
        readSide.alarmBy(nanoTime);
    }

    /**
     * Waits until the pipe has accepted all that was sent. An interrupt is kept for later.
     *
     * @param deadline how long to wait
     * @return false if the deadline passed first, or the link is over
     */
    public boolean flushed(Deadline deadline) {
        outbox.flush(SENDERS_SHARE);
        return outbox.flushed(deadline);
    }

    /**
     * Ends the link: closes the pipe, wakes everybody who waits, makes {@link #run} return. Idempotent; the first cause
     * counts. Any thread may call it.
     *
     * @param cause why
     */
    public void close(IOException cause) {
        if (!over.compareAndSet(null, cause)) {
            return;
        }
        outbox.close(cause);
        closePipe(cause);
        close(seal, cause);
        readSide.wake();
    }

    /** Once. */
    private void closePipe(IOException cause) {
        pipeLock.lock();
        try {
            if (!pipeClosed) {
                pipeClosed = true;
                close(pipe, cause);
            }
        } finally {
            pipeLock.unlock();
        }
    }

    /** May be foreign code: what it throws, errors too, must keep nobody from hearing of the end. */
    private static void close(AutoCloseable part, IOException cause) {
        try {
            part.close();
        } catch (Throwable e) {
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
    }
}
