package io.simpleipc.internal.session;

import io.simpleipc.Message;
import io.simpleipc.Outcome;
import io.simpleipc.internal.wire.Failure;
import io.simpleipc.internal.wire.Link;
import io.simpleipc.internal.wire.ProtocolException;
import io.simpleipc.internal.wire.Receiver;
import io.simpleipc.spi.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a session does with what arrives. All methods of {@link Receiver} run on the session's engine thread, which must
 * not block: answers are put where their callers wait, everything that runs user code goes to the workers.
 */
final class Reading implements Receiver {
    private static final int MOST_HANDLERS = 64;

    /** Beside the others: where handlers of both sides wait for nested queries, those must find a thread. */
    private static final int MOST_NESTED_HANDLERS = 128;

    private static final int MOST_COMPLETERS = 256;
    private static final long FAR = Long.MAX_VALUE / 4;
    private static final long LONGEST_CREW_PAUSE = 64 * Crew.STUCK_NANOS;

    private final Session session;
    private final SessionSettings settings;
    private final Link link;
    private final PendingCalls pending;
    private final Inquiries inquiries;
    private final Outcomes outcomes;
    private final QueryLog queryLog;
    private final Keepalive keepalive;
    private final long stallNanos;
    private final Crew handlerCrew;
    private final Crew nestedCrew;
    private final Crew completionCrew;
    private final Lane messageLane;
    private final ConcurrentLinkedDeque<Probe> probes = new ConcurrentLinkedDeque<>(); // by ascending ping

    /** Nano time of the earliest deadline of a future that may still be pending. */
    private final AtomicLong earliestExpiry = new AtomicLong(System.nanoTime() + FAR);

    // Engine thread only.
    private boolean crewsAreWatched;

    private long crewPause = Crew.STUCK_NANOS;
    private boolean droppedMessageIsLogged;
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

    /** The tasks of a batch send over one link. */
    private record LinkBatch(Link link) implements Crew.Batch {
        @Override
        public void begin() {
            link.beginBatch();
        }

        @Override
        public void end() {
            link.endBatch();
        }
    }

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
        var batch = new LinkBatch(link);
        var workers = settings.workers();
        this.handlerCrew = new Crew(workers::execute, workers::report, MOST_HANDLERS, batch);
        this.nestedCrew = new Crew(workers::execute, workers::report, MOST_NESTED_HANDLERS, batch);
        this.completionCrew = new Crew(workers::executeOnOwn, workers::report, MOST_COMPLETERS, batch);
        this.messageLane = settings.workers().lane();
    }

    /** Any thread: the engine thread looks for expired futures at this deadline. */
    void expireBy(Deadline deadline) {
        long at = deadline.nanoTime();
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
        crewOf(inquiry).submit(inquiry);
        link.tickBy(System.nanoTime() + Crew.STUCK_NANOS);
    }

    @Override
    public void heard() {
        keepalive.heard(System.nanoTime());
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
        var inquiry = new Inquiry(session, id, trueDepth, Deadline.after(Duration.ofMillis(remainingMillis)), payload);
        if (!inquiries.add(inquiry)) {
            link.close(new ProtocolException("the peer has more queries open than was agreed"));
            return;
        }
        queryLog.query("got query", id, payload);
        var refusal = refusal(trueDepth);
        if (refusal != null) {
            session.refuse(inquiry, refusal);
            session.done(inquiry, payload.length);
        } else if (call == null || !call.handOver(inquiry)) {
            crewOf(inquiry).submit(inquiry);
            watchCrews();
        }
    }

    private Crew crewOf(Inquiry inquiry) {
        return inquiry.depth() == 0 ? handlerCrew : nestedCrew;
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
        boolean wanted = call.end(new Call.Ending.Answered(payload));
        var future = call.future();
        if (!wanted || future == null) {
            link.consumed(payload.length);
            return;
        }
        completionCrew.submit(() -> {
            future.complete(payload);
            link.consumed(payload.length);
        });
        watchCrews();
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
    public void closing(long lastAccepted) {
        session.peerIsClosing();
        pending.forEach(call -> {
            if (call.depth() == 0 && call.id() > lastAccepted && pending.remove(call.id()) != null) {
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
        if (earliestExpiry.get() - now <= 0) {
            expire(now);
        }
        long next = earlier(keepalive.nextLook(now, link.lastSent()), earliestExpiry.get());
        return earlier(next, tickCrews(now));
    }

    /** Looks every millisecond while tasks wait and move, and ever more rarely while they wait and do not. */
    private long tickCrews(long now) {
        boolean moved = handlerCrew.tick() | nestedCrew.tick() | completionCrew.tick();
        crewsAreWatched = crewsAreBusy();
        crewPause = moved || !crewsAreWatched ? Crew.STUCK_NANOS : Math.min(2 * crewPause, LONGEST_CREW_PAUSE);
        return crewsAreWatched ? now + crewPause : now + FAR;
    }

    @Override
    public void ended(IOException cause) {
        inquiries.cancelAll();
        var why = outcomes.why(cause);
        // New calls are refused by the link itself from here on, so this catches all there are.
        pending.forEach(call -> {
            if (pending.remove(call.id()) != null) {
                var outcome = link.departed(call) ? Outcome.UNKNOWN : Outcome.NOT_EXECUTED;
                end(call, new Call.Ending.Lost(outcome, why, cause));
            }
        });
        session.linkEnded(cause);
    }

    /** After the link: the engine thread stays until every future that it owes is complete. */
    void finish() {
        // These are all cancelled, so their handlers do not run any more.
        handlerCrew.runHere();
        nestedCrew.runHere();
        while (completionCrew.hasQueued()) {
            completionCrew.tick();
            if (settings.workers().isClosed()) {
                completionCrew.runHere();
            }
            LockSupport.parkNanos(Crew.STUCK_NANOS);
            Thread.interrupted(); // or it would not park
        }
    }

    private boolean crewsAreBusy() {
        return handlerCrew.isBusy() || nestedCrew.isBusy() || completionCrew.isBusy();
    }

    private void end(Call call, Call.Ending ending) {
        var future = call.future();
        if (call.end(ending) && future != null) {
            completionCrew.submit(() -> future.completeExceptionally(outcomes.exception(ending, call.timeout())));
            watchCrews();
        }
    }

    private void expire(long now) {
        earliestExpiry.set(now + FAR);
        pending.forEach(call -> {
            var future = call.future();
            if (future == null || call.ending() != null) {
                return;
            }
            if (call.deadline().nanoTime() - now > 0) {
                earliestExpiry.accumulateAndGet(call.deadline().nanoTime(), Reading::earlier);
                return;
            }
            var ending = session.giveUp(call, true);
            if (ending instanceof Call.Ending.TimedOut) {
                completionCrew.submit(() -> future.completeExceptionally(outcomes.exception(ending, call.timeout())));
            }
        });
    }

    /** Tasks were queued: the engine thread looks soon whether they move. */
    private void watchCrews() {
        if (!crewsAreWatched) {
            crewsAreWatched = true;
            link.tickBy(System.nanoTime() + Crew.STUCK_NANOS);
        }
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }
}
