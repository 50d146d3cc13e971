package io.simpleipc.internal.session;

import io.simpleipc.Message;
import io.simpleipc.Outcome;
import io.simpleipc.internal.wire.Failure;
import io.simpleipc.internal.wire.Link;
import io.simpleipc.internal.wire.ProtocolException;
import io.simpleipc.internal.wire.Receiver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a session does with what arrives. The methods of {@link Receiver} run on the thread that reads, an engine thread or
 * a caller, which must not block: answers are put where their callers wait, everything that runs user code goes to the
 * {@link Crews}.
 */
final class Reading implements Receiver {
    private static final long PAUSE_BETWEEN_PORTIONS = 5 * Crew.STUCK_NANOS;
    private static final long FAR = Long.MAX_VALUE / 4;

    private final Session session;
    private final SessionSettings settings;
    private final Link link;
    private final PendingCalls pending;
    private final Inquiries inquiries;
    private final Outcomes outcomes;
    private final QueryLog queryLog;
    private final Keepalive keepalive;
    private final long stallNanos;
    private final Crews crews;
    private final Lane messageLane;
    private final Resumption resumption;
    private final Arrivals arrivals = new Arrivals();
    private final ConcurrentLinkedDeque<Probe> probes = new ConcurrentLinkedDeque<>(); // by ascending ping

    /** Nano time of the earliest deadline of a future that may still be pending. */
    private final AtomicLong earliestExpiry = new AtomicLong(System.nanoTime() + FAR);

    // For whoever reads.
    private boolean droppedMessageIsLogged;
    private @Nullable Vigil vigil; // once the session has begun
    private boolean settles; // later what the end of the link left open
    private int askedAgain; // what earlier links have left open
    private long heardAt; // nano time of the present read batch
    private long heardSincePing; // number of the last probe's ping after which bytes have come, 0 = none

    /**
     * What a session and its reading share.
     *
     * @param link where frames come from and go to
     * @param pending our queries
     * @param inquiries the peer's queries
     * @param outcomes says how queries ended
     * @param queryLog hears of each query, if the user wants that
     */
    record Books(Link link, PendingCalls pending, Inquiries inquiries, Outcomes outcomes, QueryLog queryLog) {}

    /** Somebody wants a sign of life that is younger than this ping. */
    private record Probe(long ping, Runnable heard) {}

    Reading(Session session, SessionSettings settings, Books books, Duration peerTimeout) {
        this.session = session;
        this.settings = settings;
        this.link = books.link();
        this.pending = books.pending();
        this.inquiries = books.inquiries();
        this.outcomes = books.outcomes();
        this.queryLog = books.queryLog();
        this.keepalive = new Keepalive(settings.spec().queryTimeout(), peerTimeout, System.nanoTime());
        // Later than silence is noticed, so that a peer that is frozen is reported as such.
        this.stallNanos = 2 * settings.spec().queryTimeout().toNanos();
        this.crews = new Crews(link, settings.workers(), session::wantStandby);
        this.resumption = settings.resumption();
        this.messageLane = settings.workers().lane();
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** Any thread: the engine thread looks for expired futures at this nano time. */
    void expireBy(long at) {
        if (at - earliestExpiry.get() < 0) {
            earliestExpiry.accumulateAndGet(at, Reading::earlier);
            link.tickBy(at);
        }
    }

    /** Any thread: pings, and runs the action when the peer has answered or has shown otherwise that it goes on. */
    void probe(Runnable heard) {
        link.ping(number -> probes.add(new Probe(number, heard)));
    }

    /** Any thread: a query that no waiting caller will run. */
    void runOnWorker(Inquiry inquiry) {
        crews.handleElsewhere(inquiry);
    }

    /** Any thread: what has ended already is sent where it was asked for; that may have to wait for room. */
    void deliverOnWorker(Inquiry inquiry, Inquiry.Route route) {
        crews.sendElsewhere(() -> inquiry.deliver(route));
    }

    /**
     * Engine thread, before the first byte is read.
     *
     * @param present whether this is the present session: one that was replaced before its thread got here is not
     */
    void begin(boolean present) {
        vigil = new Vigil(session, this, resumption, PeerProcess.of(session.peer()));
        if (!present) {
            return;
        }
        if (!resumption.begins(session)) { // replaced since
            link.close(new IOException("a later link has begun already"));
        } else if (resumeCutOff()) {
            session.resumeSoon();
        }
    }

    /**
     * Asks for what earlier links have left open: as much at a time as surely fits into what waits to be sent.
     *
     * @return whether there is more to ask for
     */
    private boolean resumeCutOff() {
        var calls = resumption.calls();
        if (!calls.areHopeful() || !session.mayBeResumed()) {
            return false;
        }
        int portion = Math.min(pending.maxInFlight(), Session.MOST_RESUMES - askedAgain);
        if (portion == 0) {
            return false; // the others wait for the next link, or for their deadlines
        }
        if (!link.hasRoomToResume()) {
            return true;
        }
        var cutOff = new ArrayDeque<>(calls.take(portion));
        askedAgain += cutOff.size();
        try {
            for (; !cutOff.isEmpty(); cutOff.remove()) {
                askAgain(cutOff.element());
            }
        } finally { // there are some left after an Error only
            cutOff.forEach(call -> loseCutOff(call, "this side failed to ask what became of it"));
        }
        return calls.areHopeful();
    }

    private void askAgain(Call call) {
        if (call.hasEnded()) {
            return;
        }
        var origin = call.cutOff();
        link.resume(origin.session(), origin.id(), id -> {
            call.moveTo(session, id);
            pending.add(call);
        });
        queryLog.event("asked again what became of a query, now", call.id());
        var future = call.future();
        if (future != null) {
            expireBy(future.deadline());
        }
        if (call.hasEnded()) { // who gave up may have told an earlier link
            link.cancel(call.id());
        }
    }

    @Override
    public void heard() {
        heardAt = System.nanoTime();
        keepalive.heard(heardAt);
        var last = probes.peekLast();
        if (last != null) {
            heardSincePing = last.ping;
        }
    }

    /** Not earlier: what was heard may have been sent before the ping, with the peer's last words right behind it. */
    @Override
    public void drained() {
        if (heardSincePing != 0 && !session.isClosing()) { // of a peer that is closing only its pong counts
            answerProbes(heardSincePing);
        }
        heardSincePing = 0;
    }

    private void answerProbes(long ping) {
        for (var next = probes.peek(); next != null && next.ping <= ping; next = probes.peek()) {
            probes.remove();
            next.heard.run();
        }
    }

    @Override
    public void query(long id, long parent, int depth, long remainingMillis, byte[] payload) {
        var call = parent == 0 ? null : pending.get(parent);
        int trueDepth = call == null ? depth : Math.max(depth, call.depth() + 1);
        long deadline = heardAt + TimeUnit.MILLISECONDS.toNanos(remainingMillis);
        var inquiry = new Inquiry(session, inquiries, id, trueDepth, deadline, payload);
        if (!inquiries.add(inquiry)) {
            link.close(new ProtocolException("the peer has more queries open than was agreed"));
            return;
        }
        arrivals.query();
        queryLog.query("got query", id, payload);
        var refusal = refusal(trueDepth);
        if (refusal != null) {
            inquiry.drop(); // lets go of the payload
            session.replies().refuse(inquiry, refusal);
            session.replies().done(inquiry, payload.length);
        } else if (call == null || !call.handOver(inquiry)) {
            crews.handle(inquiry);
        }
    }

    private @Nullable Failure refusal(int depth) {
        if (settings.handlers().query() == null) {
            return new Failure.NoHandler("it has no query handler");
        }
        if (depth > Session.MAX_DEPTH) {
            return new Failure.Overloaded("queries nest deeper than " + Session.MAX_DEPTH);
        }
        return depth == 0 && session.isClosing() ? new Failure.Closing() : null;
    }

    @Override
    public void answer(long id, byte[] payload) {
        var call = pending.remove(id);
        if (call == null) {
            drop("answer to", id);
            link.consumed(payload.length);
            return;
        }
        queryLog.query("got answer to query", id, payload);
        boolean wanted = endWith(call, payload);
        var future = call.future();
        if (!wanted || future == null) {
            link.consumed(payload.length);
            return;
        }
        crews.complete(() -> {
            future.complete(payload);
            link.consumed(payload.length);
        });
    }

    /** Counted before the caller has it, who may look at the counts at once. */
    private boolean endWith(Call call, byte[] answer) {
        if (call.hasEnded()) {
            return false;
        }
        arrivals.answer();
        settings.tally().tookRoundTrip(heardAt - call.since());
        if (!call.end(answer)) {
            arrivals.answerInVain();
            return false;
        }
        return true;
    }

    @Override
    public void failure(long id, Failure failure) {
        var call = pending.remove(id);
        if (call == null) {
            drop("failure of", id);
            return;
        }
        queryLog.event("got failure of query", id);
        end(call, new Call.Ending.Failed(failure));
    }

    /** Nobody asked, or this is the second answer: the link need not end for it. */
    private void drop(String what, long id) {
        link.countDropped();
        queryLog.event("dropped the " + what + " a query that is not open:", id);
    }

    @Override
    public void message(byte[] payload) {
        arrivals.message();
        var handler = settings.handlers().message();
        if (handler == null) {
            link.consumed(payload.length);
            if (!droppedMessageIsLogged) {
                droppedMessageIsLogged = true;
                settings.log()
                        .warn(
                                "dropping one-way messages of the peer at " + settings.address()
                                        + ": no message handler is set; set one by Connection.Builder.onMessage",
                                null);
            }
            return;
        }
        queryLog.query("got message", 0, payload);
        messageLane.execute(() -> {
            try {
                handler.handle(new Message(payload));
            } catch (Throwable e) {
                settings.log().error("the message handler of " + settings.address() + " failed", e);
            } finally {
                link.consumed(payload.length);
            }
        });
    }

    @Override
    public void cancel(long id) {
        queryLog.event("peer cancelled query", id);
        inquiries.cancel(id);
    }

    @Override
    public void resume(long id, UUID former, long formerId) {
        session.peerResumes(id, former, formerId);
    }

    @Override
    public void closing(long lastAccepted) {
        session.peerIsClosing();
        pending.forEach(call -> {
            boolean accepted = call.id() <= lastAccepted || call.wasCutOff();
            if (call.depth() == 0 && !accepted && pending.remove(call.id()) != null) {
                end(call, new Call.Ending.Lost(Outcome.NOT_EXECUTED, "the peer is closing", null));
            }
        });
    }

    @Override
    public void pong(long id) {
        queryLog.keepAlive("got pong");
        answerProbes(id);
    }

    @Override
    public long tick(long now) throws IOException {
        if (keepalive.peerIsLost(now)) {
            throw new IOException("nothing was heard for "
                    + 2 * keepalive.interval().toMillis() + " ms; the peer is frozen, overloaded or unreachable");
        }
        if (link.isStalled() && now - link.lastSent() > stallNanos) {
            throw new IOException("the peer has read nothing for " + stallNanos / 1_000_000
                    + " ms though there was more to send; it is stuck");
        }
        if (keepalive.pingIsDue(now, link.lastSent())) {
            queryLog.keepAlive("sent ping");
            keepalive.pinged(now);
            link.ping();
        }
        resumption.inquiries().kept().age(now);
        long nextPortion = resumeCutOff() ? now + PAUSE_BETWEEN_PORTIONS : now + FAR;
        if (earliestExpiry.get() - now <= 0) {
            expire(now);
        }
        long next = earlier(keepalive.nextLook(now, link.lastSent()), earliestExpiry.get());
        return earlier(earlier(next, nextPortion), crews.tick(now));
    }

    @Override
    public boolean takeTasks() {
        return crews.takeLeft();
    }

    @Override
    public void runTasks() {
        crews.serve();
    }

    @Override
    public void ended(IOException cause) {
        settles = session.mayBeResumed(); // once for all: the connection may be closed at any moment
        if (!settles || !endInquiries()) {
            inquiries.cancelAll();
        }
        var why = outcomes.why(cause);
        var departed = new ArrayList<Call>();
        // New calls are refused by the link itself from here on, so this catches all there are.
        pending.forEach(call -> {
            if (pending.remove(call.id()) != null) {
                if (call.wasCutOff() || link.departed(call)) {
                    departed.add(call);
                } else {
                    end(call, new Call.Ending.Lost(Outcome.NOT_EXECUTED, why, cause));
                }
            }
        });
        if (session.peerHasClosed()) {
            resumption.calls().loseHopeOf(session.agreement().peerInstance(), "the peer has closed its connection");
        }
        if (!cutOff(departed)) {
            departed.forEach(call -> end(call, new Call.Ending.Lost(Outcome.UNKNOWN, why, cause)));
        }
        session.linkEnded(cause);
    }

    private boolean endInquiries() {
        var notRun = new ArrayList<>(link.incompleteQueries());
        if (!notRun.isEmpty()) {
            inquiries.someAreIncomplete();
        }
        notRun.addAll(inquiries.dropWaiting());
        return resumption.inquiries().end(session.agreement().sessionId(), notRun);
    }

    private boolean cutOff(List<Call> departed) {
        departed.removeIf(Call::hasEnded);
        if (!settles) {
            return false;
        }
        departed.forEach(Call::cutOff);
        if (!resumption.calls().add(session.agreement().peerInstance(), departed)) {
            return false;
        }
        // Whoever gave up in between has not found it there.
        departed.stream().filter(Call::hasEnded).forEach(resumption.calls()::remove);
        resumption.wakePresent();
        return true;
    }

    /** All hope of settling it is lost. */
    void loseCutOff(Call call, String why) {
        end(call, new Call.Ending.Lost(Outcome.UNKNOWN, "the link was cut, and " + why, null));
    }

    /** Ends those whose time is over; returns how long the next one has. */
    long expireCutOff(List<Call> calls, long now) {
        long next = FAR;
        for (var call : calls) {
            var future = call.future();
            if (future != null) {
                long left = future.deadline() - now;
                if (left <= 0) {
                    expire(call, future);
                } else {
                    next = Math.min(next, left);
                }
            }
        }
        crews.tickCompleters();
        return next;
    }

    /** After the link: the engine thread stays until every future that it owes is complete. */
    void finish() {
        crews.dropHandlers();
        if (vigil != null && settles) {
            vigil.keep();
        }
        crews.finish();
    }

    private void end(Call call, Call.Ending ending) {
        var future = call.future();
        if (call.end(ending) && future != null) {
            failElsewhere(future, ending);
        }
    }

    private void failElsewhere(AnswerFuture future, Call.Ending ending) {
        crews.completeElsewhere(() -> {
            var failure = outcomes.exception(ending, future.timeout());
            settings.tally().failed(failure.outcome());
            future.completeExceptionally(failure);
        });
    }

    private void expire(long now) {
        earliestExpiry.set(now + FAR);
        pending.forEach(call -> {
            var future = call.future();
            if (future == null || call.hasEnded()) {
                return;
            }
            if (future.deadline() - now > 0) {
                earliestExpiry.accumulateAndGet(future.deadline(), Reading::earlier);
                return;
            }
            expire(call, future);
        });
    }

    private void expire(Call call, AnswerFuture future) {
        var outcome = session.giveUp(call, true);
        if (outcome != null) {
            failElsewhere(future, new Call.Ending.TimedOut(outcome));
        }
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }
}
