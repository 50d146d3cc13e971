package io.simpleipc.internal.session;

import static java.util.Objects.requireNonNull;

import io.simpleipc.IpcException;
import io.simpleipc.MessageTooLargeException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.Peer;
import io.simpleipc.PeerOverloadedException;
import io.simpleipc.Spin;
import io.simpleipc.internal.session.handshake.Agreement;
import io.simpleipc.internal.session.handshake.Dialer;
import io.simpleipc.internal.wire.Failure;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Link;
import io.simpleipc.internal.wire.LinkClosedException;
import io.simpleipc.internal.wire.NoRoomException;
import io.simpleipc.internal.wire.ProtocolException;
import io.simpleipc.spi.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated link to one peer: sends queries and finds their answers, takes the peer's queries to the handlers,
 * keeps the link alive. Started once, then discarded; reconnecting makes a new one. It has its engine thread before
 * anybody can see it: without that thread nothing that is asked over the link would ever end.
 *
 * <p>Threads: callers send and wait, and one of them or of the session's two engine threads reads; {@link Reading} takes
 * what arrives; handlers and dependent actions of futures run on the connection's workers, or on an engine thread that
 * does not read meanwhile ({@link Crews}). No lock is held while user code runs.
 */
public final class Session {
    /** Deepest nesting of queries within handlers of queries. */
    static final int MAX_DEPTH = 64;

    private static final Duration LAST_FLUSH = Duration.ofSeconds(1);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** Hears of the end, once, on one of the session's engine threads; must not block. */
    public interface EndListener {
        /**
         * The link is gone.
         *
         * @param session this one
         * @param cause why
         */
        void ended(Session session, IpcException cause);
    }

    /** Of one side, on one link. */
    static final int MOST_RESUMES = 1 << 17;

    private final SessionSettings settings;
    private final Agreement agreement;
    private final EndListener listener;
    private final Limits limits;
    private final Link link;
    private final PendingCalls pending;
    private final Inquiries inquiries;
    private final Outcomes outcomes;
    private final QueryLog queryLog;
    private final Replies replies;
    private final Reading reading;
    private final EngineThreads engine;
    private final long madeAt = System.nanoTime();
    private volatile boolean begun;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Why this side ended the session; null if the peer or the channel did. */
    private final AtomicReference<@Nullable IpcException> abortCause = new AtomicReference<>();

    /** Tells of the end; null before. */
    private volatile @Nullable Thread last;

    private int resumes; // for whoever reads

    /** Why no top-level query may be sent any more, or null. */
    private volatile @Nullable String closing;

    /** One side has said that this is the end: what is lost then will not be settled over another link. */
    private volatile boolean isLast;

    private Session(Dialer.Joined joined, SessionSettings settings, EndListener listener, ThreadFactory threads) {
        this.settings = settings;
        this.agreement = joined.agreement();
        this.listener = listener;
        this.limits = settings.limits().smallerOf(agreement.peerLimits());
        this.link = new Link(
                joined.pipe(),
                settings.limits(),
                agreement.peerLimits(),
                agreement.seal(),
                joined.early(),
                settings.spec().spin() == Spin.AUTO);
        this.pending = new PendingCalls(limits.maxInFlight());
        this.inquiries = new Inquiries(limits.maxInFlight());
        this.outcomes = new Outcomes(agreement.peer(), settings.address());
        this.queryLog = new QueryLog(settings);
        this.replies = new Replies(settings, limits.maxMessageSize(), agreement.resumes(), link, inquiries, queryLog);
        var books = new Reading.Books(link, pending, inquiries, outcomes, queryLog);
        this.reading = new Reading(this, settings, books, agreement.peerTimeout());
        this.engine = new EngineThreads(
                threads,
                settings.workers(),
                agreement.role().name().toLowerCase(Locale.ROOT) + " " + settings.address());
    }

    /**
     * A session that does nothing before {@link #start}; whoever does not start it has to {@link #abort} it.
     *
     * @param joined the session's from here on, and closed by it
     * @param settings of the connection
     * @param listener hears of the end
     * @param threads makes the engine thread
     * @return with an engine thread, which waits
     * @throws NotConnectedException if no thread can be had
     */
    public static Session of(
            Dialer.Joined joined, SessionSettings settings, EndListener listener, ThreadFactory threads) {
        try {
            var session = new Session(joined, settings, listener, threads);
            session.engine.startFirst(session::live);
            settings.tally().begins(session);
            return session;
        } catch (Throwable e) {
            joined.closeBecauseOf(e);
            throw e;
        }
    }

    /** Reads and writes from here on. Called once, unless it was aborted before. */
    public void start() {
        begun = true;
        engine.release();
    }

    public Agreement agreement() {
        return agreement;
    }

    public Peer peer() {
        return agreement.peer();
    }

    public boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** Of two sessions of one connection. */
    boolean isLaterThan(Session other) {
        return madeAt - other.madeAt > 0;
    }

    /** Asks, and waits for the answer. Throws what {@code Connection.query} says. */
    public byte[] query(byte[] payload, Duration timeout) {
        long since = System.nanoTime();
        var within = Inquiry.ofThisThread();
        var parent = parent(within);
        long deadline = deadline(since, timeout, within);
        var call = Call.waitedForByThisThread(this, since, depthBelow(parent));
        try {
            dispatch(payload, idOf(parent), deadline, call);
            await(call, deadline);
        } finally {
            Inquiry.countAsAsking(since);
        }
        var answer = call.answer();
        if (answer != null) {
            return answer;
        }
        var failure = outcomes.exception(requireNonNull(call.ending(), "it has ended"), timeout);
        settings.tally().failed(failure.outcome());
        throw failure;
    }

    /** Never later than that of the query whose handler asks, whichever connection that came by. */
    private static long deadline(long since, Duration timeout, @Nullable Inquiry within) {
        long own = since + Deadline.nanos(timeout);
        return within != null && within.deadline() - own < 0 ? within.deadline() : own;
    }

    /** The query of this session's peer whose handler asks, if it is one. */
    private @Nullable Inquiry parent(@Nullable Inquiry within) {
        return within != null && within.belongsTo(this) ? within : null;
    }

    private static int depthBelow(@Nullable Inquiry parent) {
        return parent == null ? 0 : parent.depth() + 1;
    }

    private long idOf(@Nullable Inquiry parent) {
        return parent == null ? 0 : parent.idIn(this);
    }

    private void await(Call call, long deadline) {
        link.push();
        try {
            if (!call.await(deadline, Inquiry::runElsewhere)) {
                giveUp(call, !Thread.currentThread().isInterrupted());
            }
        } finally {
            call.leave(Inquiry::runElsewhere);
        }
    }

    /** Asks, and completes the future with the answer. Waits for room only; never throws an {@link IpcException}. */
    public CompletableFuture<byte[]> queryAsync(byte[] payload, Duration timeout) {
        try {
            return askAsync(payload, FOREVER, timeout);
        } catch (IpcException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The same for one who has others to see to: null if there was no room so soon. */
    public @Nullable CompletableFuture<byte[]> queryAsync(byte[] payload, Duration room, Duration timeout) {
        try {
            return askAsync(payload, room, timeout);
        } catch (PeerOverloadedException e) {
            return null;
        } catch (IpcException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<byte[]> askAsync(byte[] payload, Duration room, Duration timeout) {
        long since = System.nanoTime();
        var within = Inquiry.ofThisThread();
        var parent = parent(within);
        long deadline = deadline(since, timeout, within);
        long roomEnd = deadline(since, room, within);
        var future = new AnswerFuture(
                this, since, depthBelow(parent), deadline, roomEnd - deadline < 0 ? roomEnd : deadline, timeout);
        dispatch(payload, idOf(parent), deadline, future.call());
        reading.expireBy(deadline);
        link.awaitedByFuture();
        return future;
    }

    /** Sends a one-way message. Throws what {@code Connection.send} says. */
    public void send(byte[] payload, Duration timeout) {
        refuseWhileClosing();
        refuseTooLarge("message", payload);
        try {
            link.message(payload.clone(), Deadline.after(timeout));
            queryLog.query("sent message", 0, payload);
        } catch (NoRoomException e) {
            throw outcomes.noRoom("message", e);
        } catch (LinkClosedException e) {
            throw outcomes.lost(e, Outcome.NOT_EXECUTED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw outcomes.interrupted("waiting for room", Outcome.NOT_EXECUTED, e);
        }
    }

    /**
     * Sends a ping; {@code heard} runs on the reading thread, and must be quick, when that ping or a later one is
     * answered. Other bytes count as soon as all that was there is read and says neither CLOSING nor the end: they may
     * be older than the ping, but then the peer that sent them has not gone since.
     */
    public void probe(Runnable heard) {
        reading.probe(heard);
    }

    /**
     * Ends the session in order: no new queries, running handlers are waited for, what is staged leaves. May be called
     * by a handler of this session, which then is not waited for.
     */
    public void close(Duration drain) {
        closing = "this side is closing";
        isLast = true;
        link.closing(inquiries.lastAccepted());
        inquiries.awaitAnswered(this, Deadline.after(drain));
        inquiries.cancelAll();
        link.flushed(Deadline.after(LAST_FLUSH));
        abort(new NotConnectedException("the connection was closed by this side", null));
        if (Thread.currentThread() != last) {
            awaitEnd();
        }
    }

    /** Ends the session at once. Idempotent; the first cause counts. */
    public void abort(IpcException cause) {
        abortCause.compareAndSet(null, cause);
        try {
            link.close(new IOException(cause.getMessage(), cause));
        } finally {
            engine.release(); // the thread of one that was never started has to end, too
        }
    }

    private void awaitEnd() {
        try {
            if (!ended.await(LAST_FLUSH.toNanos(), TimeUnit.NANOSECONDS)) {
                settings.log().warn("the engine thread of " + settings.address() + " does not end", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        if (begun) {
            begin();
        }
        if (link.run(reading)) {
            reading.finish();
        }
    }

    /** There are handlers to run, which the first engine thread may do where there is a second one. */
    void wantStandby() {
        if (!engine.hasSecond() && engine.startSecond(this::standBy)) {
            link.hasStandby();
        }
    }

    private void standBy() {
        if (link.standBy(reading)) {
            reading.finish();
        }
    }

    private void begin() {
        try {
            var aborted = abortCause.get();
            if (aborted != null) { // whoever aborted it may be about to close the link: nothing may be read before
                link.close(new IOException(aborted.getMessage(), aborted));
            }
            reading.begin(aborted == null);
        } catch (Throwable e) {
            settings.log().error("a session at " + settings.address() + " could not begin", e);
            link.close(new IOException("the session could not begin: " + e, e));
        }
    }

    private void dispatch(byte[] payload, long parent, long deadline, Call call) {
        try {
            hand(payload, parent, deadline, call);
        } catch (IpcException e) {
            settings.tally().notSent();
            throw e;
        }
    }

    private void hand(byte[] payload, long parent, long deadline, Call call) {
        if (call.depth() == 0) {
            refuseWhileClosing();
        }
        refuseTooLarge("query", payload);
        if (call.depth() > MAX_DEPTH) {
            throw Outcomes.tooDeep(MAX_DEPTH);
        }
        try {
            if (!pending.tryReserve(call.depth()) && !awaitPlace(call, deadline)) {
                throw Outcomes.noPlace(limits.maxInFlight());
            }
            send(payload, parent, deadline, call);
            queryLog.query("asked query", call.id(), payload);
        } catch (NoRoomException e) {
            throw outcomes.noRoom("query", e);
        } catch (LinkClosedException e) {
            throw outcomes.lost(e, Outcome.NOT_EXECUTED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw outcomes.interrupted("waiting for room", Outcome.NOT_EXECUTED, e);
        }
    }

    private boolean awaitPlace(Call call, long deadline) throws InterruptedException {
        call.waitsForPlace();
        link.push();
        return pending.reserve(call.depth(), call.waitsForRoomUntil(deadline));
    }

    private void send(byte[] payload, long parent, long deadline, Call call)
            throws NoRoomException, LinkClosedException, InterruptedException {
        try {
            link.query(payload, parent, call.depth(), deadline, call);
        } finally {
            if (call.id() == 0) {
                pending.unreserve(call.depth());
            }
        }
    }

    /**
     * Nobody waits for this call any more, which was asked here, whatever became of the link.
     *
     * @return null if its end came at the same time, which is what counts then
     */
    @Nullable
    Outcome giveUp(Call call, boolean timedOut) {
        boolean withdrawn = link.withdraw(call);
        var outcome = withdrawn ? Outcome.NOT_EXECUTED : Outcome.UNKNOWN;
        var own = timedOut ? new Call.Ending.TimedOut(outcome) : new Call.Ending.Abandoned(outcome);
        if (!call.end(own)) {
            return null;
        }
        queryLog.event(timedOut ? "timed out on query" : "abandoned query", call.id());
        if (withdrawn) {
            pending.remove(call.id());
        } else {
            call.home().stopsWaiting(call);
        }
        return outcome;
    }

    /** The same for one whose future somebody else has completed. */
    void abandon(Call call) {
        var outcome = giveUp(call, false);
        if (outcome != null) { // else whoever ended it counts it
            settings.tally().failed(outcome);
        }
    }

    private void stopsWaiting(Call call) {
        link.cancel(call.id());
        if (call.wasCutOff()) {
            settings.resumption().calls().remove(call);
        }
    }

    private void refuseWhileClosing() {
        var why = closing;
        if (why != null) {
            throw new NotConnectedException(why + "; nothing was sent", null);
        }
    }

    private void refuseTooLarge(String what, byte[] payload) {
        if (payload.length > limits.maxMessageSize()) {
            throw new MessageTooLargeException(what, payload.length, limits.maxMessageSize(), Outcome.NOT_EXECUTED);
        }
    }

    // The rest is called by Reading and Inquiry.

    Workers workers() {
        return settings.workers();
    }

    boolean isClosing() {
        return closing != null;
    }

    void peerIsClosing() {
        closing = "the peer is closing";
        isLast = true;
        outcomes.peerTookLeave();
    }

    /** Whether the peer has said that it closes: the end of the link is a departure then, and no loss. */
    public boolean peerHasClosed() {
        return outcomes.hasPeerTakenLeave();
    }

    /** Whether what is lost with the link can be settled over another one. */
    boolean mayBeResumed() {
        return agreement.resumes() && begun && !isLast;
    }

    PendingCalls pending() {
        return pending;
    }

    Inquiries inquiries() {
        return inquiries;
    }

    /** Queries of an earlier link wait to be asked again. */
    void resumeSoon() {
        link.tickBy(System.nanoTime());
    }

    void runOnWorker(Inquiry inquiry) {
        reading.runOnWorker(inquiry);
    }

    /** The peer asks, over this link, for a query of an earlier one, of which this is known. */
    void resumed(long id, Failure failure) {
        link.failure(id, failure);
    }

    /** The same for one that a handler has taken: its end goes over this link. */
    void resumed(long id, Inquiry inquiry) {
        inquiries.attach(id, inquiry);
        var route = new Inquiry.Route(this, id);
        if (inquiry.moveTo(route)) {
            reading.deliverOnWorker(inquiry, route);
        }
    }

    /** Engine thread: the peer asks what became of a query of an earlier link. */
    void peerResumes(long id, UUID former, long formerId) {
        if (!agreement.resumes()) {
            link.close(new ProtocolException("the peer sent RESUME, which was not agreed upon"));
        } else if (former.equals(agreement.sessionId())) {
            link.close(new ProtocolException("the peer sent RESUME for a query of the same session"));
        } else if (++resumes > MOST_RESUMES) {
            link.close(new ProtocolException("the peer sent RESUME more than " + MOST_RESUMES + " times on one link"));
        } else {
            queryLog.event("peer asks again for a query of an earlier link, now", id);
            settings.resumption().inquiries().asked(this, id, former, formerId);
        }
    }

    /** Waits for what ends a call, or for something to run meanwhile. */
    void awaitSomething(Call call, long deadline) {
        link.await(call, call.depth() / 2, deadline);
    }

    void linkEnded(IOException cause) {
        last = Thread.currentThread();
        closing = "the link is gone";
        settings.tally().ended(this);
        var aborted = abortCause.get();
        ended.countDown();
        listener.ended(this, aborted != null ? aborted : outcomes.lost(cause, Outcome.UNKNOWN));
    }

    Replies replies() {
        return replies;
    }

    long droppedFrames() {
        return link.droppedFrames();
    }

    int pendingQueries() {
        return pending.size();
    }

    int openInquiries() {
        return inquiries.size();
    }

    /** What has gone over the link. What is over is read before what was begun. */
    Traffic traffic() {
        var arrivals = reading.arrivals();
        long answered = arrivals.answers();
        var sent = link.sent();
        return new Traffic(sent.queries(), answered, arrivals.queries(), sent.messages(), arrivals.messages());
    }
}
