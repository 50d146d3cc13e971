package io.simpleipc.internal.wire;

import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames out. Whoever has a frame lays it into the staging buffer; if nobody is writing he becomes the writer and goes
 * on until nothing is left, so that frames of many threads leave in one write. When the pipe has no room, or after his
 * share, he leaves the rest to the reading thread.
 * <pre>
 * small frames ───────────────────────▶ staging ──swap──▶ writer ──▶ pipe
 * CANCEL, FAILURE, ABORT ─▶ controls ─┤  (if full)
 * CREDIT, PING, PONG, CLOSING: due ───┤  (only the latest or the sum)
 * large messages: bulk, in turns ─────┘  (a piece a record)
 * </pre>
 * The reading thread never waits here, and what it stages leaves when it flushes at the end of its read batch.
 */
final class Outbox {
    /** Wakes the reading thread out of its sleep, from any other thread. */
    interface Reader {
        boolean isCurrentThread();

        void wake();
    }

    private static final byte[] EMPTY = {};
    private static final int PIECES = 4; // staged at once, before small frames get their next chance

    // What controls leave free: the next piece of a large message, and what is due. Messages leave more, for controls.
    private static final int ROOM_FOR_PIECE = Frame.HEADER + Frame.PIECE + 2 * Staging.RECORD_HEADER + Controls.DUES;
    private static final int ROOM_FOR_CONTROLS = ROOM_FOR_PIECE + 8_192;

    // The lock guards all state here and below, but for what is volatile or atomic. It is a leaf, but for
    // Departure.staged, and is not held while the pipe or the seal is used: those belong to who set flushing.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition(); // all is written, or the link is over
    private final Pipe pipe;
    private final Reader reader;
    private final Credits credits;
    private final Staging staging;
    private final Messages messages;
    private final Controls controls;
    private final RecordWriter writer;
    private final Admission admission;
    private boolean flushing; // somebody writes
    private volatile boolean due; // there may be something to write; set after it is there, unset with the lock only
    private volatile boolean stalled; // the pipe had no room; the reading thread waits for it
    private volatile @Nullable IOException over; // as the admission has it, for those without the lock
    private boolean unflushed; // the pipe may hold back what it accepted

    Outbox(Pipe pipe, Seal seal, int mostInFlight, long window, Reader reader) {
        this.pipe = pipe;
        this.reader = reader;
        this.credits = new Credits(window);
        this.staging = new Staging(seal);
        this.messages = new Messages(staging);
        this.controls = new Controls(staging, ROOM_FOR_PIECE, mostInFlight);
        this.writer = new RecordWriter(pipe, seal);
        this.admission = new Admission(lock, credits, this::hasRoomFor);
    }

    // All ends are moments of System.nanoTime().

    /** Stages a query; unless it is withdrawn while it waits for room. */
    void query(byte[] payload, long parent, int depth, long end, Departure departure)
            throws NoRoomException, LinkClosedException, InterruptedException {
        var charge = depth == 0 ? Credits.Charge.TOP : Credits.Charge.NESTED;
        long remaining = departure.remainingNanos(end);
        if (remaining == 0) {
            throw new NoRoomException("no time was left to send the query");
        }
        int cost = Credits.cost(payload.length);
        int frame = Frame.QUERY_PREFIX + Messages.frame(payload);
        lock.lock();
        try {
            if (departure.withdrawn) {
                return;
            }
            if (!admission.enter(charge, cost, frame)) {
                if (!await(charge, cost, frame, departure.waitsForRoomUntil(end), departure)) {
                    return;
                }
                remaining = Math.max(0, end - System.nanoTime());
            }
            messages.query(payload, parent, depth, remaining, departure);
        } finally {
            unlockWithMore();
        }
    }

    /** Stages a one-way message. */
    void message(byte[] payload, long end) throws NoRoomException, LinkClosedException, InterruptedException {
        lock.lock();
        try {
            admit(Credits.Charge.TOP, payload, end);
            messages.message(payload);
        } finally {
            unlockWithMore();
        }
    }

    /** Stages an answer. An interrupt is kept for later. */
    void answer(long id, byte[] payload, long end) throws NoRoomException, LinkClosedException {
        boolean interrupted = false;
        lock.lock();
        try {
            while (true) {
                try {
                    admit(Credits.Charge.ANSWER, payload, end);
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            messages.answer(id, payload);
        } finally {
            unlockWithMore();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void admit(Credits.Charge charge, byte[] payload, long end)
            throws NoRoomException, LinkClosedException, InterruptedException {
        int cost = Credits.cost(payload.length);
        int frame = Messages.frame(payload);
        if (!admission.enter(charge, cost, frame)) {
            await(charge, cost, frame, end, null);
        }
    }

    /** Gives the lock back where something may have been staged, or come to be due. */
    private void unlockWithMore() {
        if (!due) { // stays true while the lock is held, and a volatile write for each frame is dear
            due = true;
        }
        lock.unlock();
    }

    private boolean await(Credits.Charge charge, int cost, int frame, long end, @Nullable Departure departure)
            throws NoRoomException, LinkClosedException, InterruptedException {
        if (reader.isCurrentThread()) {
            throw new NoRoomException("the reading thread cannot wait for room");
        }
        return admission.await(charge, cost, frame, end, departure);
    }

    private boolean hasRoomFor(int frame) {
        return controls.isQueueEmpty() && staging.fits(frame, ROOM_FOR_CONTROLS);
    }

    void failure(long id, Failure failure) throws ProtocolException {
        control(Frame.FAILURE, id, FailureCodec.encode(failure));
    }

    void cancel(long id) throws ProtocolException {
        control(Frame.CANCEL, id, EMPTY);
    }

    /** Asks what became of a query of a former session. It gets its id even if the link is over. */
    void resume(UUID session, long former, LongConsumer numbered) throws ProtocolException {
        var body = ByteBuffer.allocate(Frame.RESUME_BODY)
                .putLong(session.getMostSignificantBits())
                .putLong(session.getLeastSignificantBits())
                .putLong(former)
                .array();
        lock.lock();
        try {
            long id = messages.nextId();
            numbered.accept(id);
            if (admission.over() == null) {
                controls.add(Frame.RESUME, id, body);
            }
        } finally {
            unlockWithMore();
        }
    }

    /** No frame that costs no credit waits for room; as many as there may be queries in flight certainly have it. */
    boolean hasRoomForControls() {
        lock.lock();
        try {
            return controls.isQueueEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void control(int type, long id, byte[] data) throws ProtocolException {
        lock.lock();
        try {
            if (admission.over() == null) {
                controls.add(type, id, data);
            }
        } finally {
            unlockWithMore();
        }
    }

    void ping(LongConsumer numbered) {
        lock.lock();
        try {
            numbered.accept(controls.ping());
        } finally {
            unlockWithMore();
        }
    }

    void pong(long id) {
        lock.lock();
        try {
            controls.pong(id);
        } finally {
            unlockWithMore();
        }
    }

    void closing(long lastAccepted) {
        lock.lock();
        try {
            controls.closing(lastAccepted);
        } finally {
            unlockWithMore();
        }
    }

    /** The peer gave credit back. */
    void giveBack(long bytes) throws ProtocolException {
        lock.lock();
        try {
            credits.giveBack(bytes);
            admission.wake();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Owes the peer the credit of one message.
     *
     * @return true if that is enough to be sent now
     */
    boolean owe(int payload) {
        boolean enough = controls.owe(Credits.cost(payload));
        if (enough) {
            due = true;
        }
        return enough;
    }

    long credited() {
        return controls.credited();
    }

    long lastSent() {
        return writer.lastSent();
    }

    Sent sent() {
        lock.lock();
        try {
            return messages.sent();
        } finally {
            lock.unlock();
        }
    }

    boolean departed(Departure departure) {
        return departure.end <= writer.reach();
    }

    /** Drops a query of which a piece is still to be staged. */
    boolean withdraw(Departure departure) throws ProtocolException {
        lock.lock();
        try {
            if (departure.end != Departure.NOT_STAGED) {
                return false;
            }
            departure.withdrawn = true;
            var rest = messages.remove(departure);
            if (rest != null) {
                controls.add(Frame.ABORT, rest.id, EMPTY);
                return true;
            }
            admission.wake(departure);
            return true;
        } finally {
            unlockWithMore();
        }
    }

    /**
     * Writes what is staged unless another thread does, or the pipe had no room.
     *
     * @param most bytes after which to leave the rest to others
     * @return true if there is more to write and nobody writes it
     */
    boolean flush(long most) {
        return write(most, false);
    }

    /** The same, also if the pipe had no room; by the reading thread, again and again until it has. */
    boolean resume(long most) {
        return due && write(most, true); // asked at each look for something to read, mostly for nothing
    }

    /** Makes the calling thread the writer, with what was staged in its hands; unless there is one, no room, or the end. */
    private boolean claim(boolean resume) {
        lock.lock();
        try {
            if (flushing || (stalled && !resume) || admission.over() != null) {
                return false;
            }
            stalled = false;
            flushing = true;
            if (writer.isDone()) {
                loadLocked();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean write(long most, boolean resume) {
        try {
            if (!claim(resume)) {
                return false;
            }
            long limit = writer.accepted() + most;
            while (true) {
                if (!writer.write()) {
                    return leave(true);
                }
                if (writer.accepted() >= limit) {
                    return !leave(false);
                }
                if (unflushed && !pipe.flush()) {
                    return leave(true);
                }
                unflushed = false;
                if (finish()) {
                    return false;
                }
            }
        } catch (IOException e) {
            fail(e);
            return false;
        } catch (Throwable e) { // a plug-in's bug must not leave the link hanging with flushing set
            fail(new IOException("writing failed: " + e, e));
            return false;
        }
    }

    /** Fills the writer's hands again; false if there is nothing to write. */
    private boolean loadLocked() {
        controls.stage();
        messages.stagePieces(PIECES);
        if (staging.isEmpty()) {
            return false;
        }
        writer.take(staging.swap());
        unflushed = true;
        admission.wake();
        return true;
    }

    /** Stops writing if there is nothing more; checked under the lock, so that no frame stays behind. */
    private boolean finish() {
        lock.lock();
        try {
            due = false; // before the look at what is owed, which needs no lock
            if (loadLocked()) {
                due = true;
                return false;
            }
            flushing = false;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean leave(boolean noRoom) {
        lock.lock();
        try {
            flushing = false;
            stalled = noRoom;
        } finally {
            lock.unlock();
        }
        if (!reader.isCurrentThread()) {
            reader.wake();
        }
        return false;
    }

    boolean isStalled() {
        return stalled;
    }

    /** Waits until the pipe has accepted all; false at the deadline, or if the link is over. */
    boolean flushed(Deadline deadline) {
        boolean interrupted = false;
        lock.lock();
        try {
            while (!isAllWritten()) {
                long nanos = deadline.remainingNanos();
                if (nanos <= 0 || admission.over() != null) {
                    return false;
                }
                try {
                    changed.awaitNanos(nanos);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return admission.over() == null;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isAllWritten() {
        return !flushing
                && !stalled
                && !unflushed
                && writer.isDone()
                && staging.isEmpty()
                && controls.isEmpty()
                && messages.isEmpty();
    }

    private void fail(IOException cause) {
        close(cause);
        reader.wake();
    }

    /** Why nothing can be sent any more, or null. */
    @Nullable
    IOException over() {
        return over;
    }

    /** Ends the sending side: wakes everybody who waits, and lets go of what was not sent. */
    void close(IOException cause) {
        lock.lock();
        try {
            admission.close(cause);
            over = admission.over();
            messages.clear();
            controls.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
