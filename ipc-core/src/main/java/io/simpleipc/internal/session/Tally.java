package io.simpleipc.internal.session;

import static java.util.Objects.requireNonNull;

import io.simpleipc.ConnectionSnapshot.Inquiries;
import io.simpleipc.ConnectionSnapshot.Messages;
import io.simpleipc.ConnectionSnapshot.Queries;
import io.simpleipc.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has asked and answered, over all its links. What happens for each query is counted by its link, in
 * memory that is in the counting thread's hands anyhow, and added up here when somebody looks; what happens seldom is
 * counted here at once. Thread-safe.
 */
public final class Tally {
    private final LongAdder notSent = new LongAdder();
    private final Map<Outcome, LongAdder> failed = new EnumMap<>(Outcome.class);
    private final LongAdder inquiriesAnswered = new LongAdder();
    private final LongAdder inquiriesFailed = new LongAdder();
    private final RoundTrips roundTrips = new RoundTrips();

    // Guards the fields below, so that each link is counted either as live or as past. Under it only the lock of a live
    // link's Outbox is taken.
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Session> live = new HashSet<>();
    private Traffic past = Traffic.NONE;

    /** Nothing has happened yet. */
    public Tally() {
        for (var outcome : Outcome.values()) {
            failed.put(outcome, new LongAdder());
        }
    }

    /** A query has ended that was never given to a link. */
    public void notSent() {
        notSent.increment();
    }

    /** A query has ended without answer; called before its asker knows. */
    void failed(Outcome outcome) {
        requireNonNull(failed.get(outcome), "each is there").increment();
    }

    /** A handler has answered. */
    void answeredInquiry() {
        inquiriesAnswered.increment();
    }

    /** A query of the peer gets no answer. */
    void failedInquiry() {
        inquiriesFailed.increment();
    }

    /** An answer has come. By the thread that reads. */
    void tookRoundTrip(long nanos) {
        roundTrips.add(nanos);
    }

    /** A link is about to begin. */
    void begins(Session session) {
        lock.lock();
        try {
            live.add(session);
        } finally {
            lock.unlock();
        }
    }

    /** A link is over: it counts nothing any more. */
    void ended(Session session) {
        lock.lock();
        try {
            live.remove(session);
            past = past.plus(session.traffic());
        } finally {
            lock.unlock();
        }
    }

    private Traffic traffic() {
        lock.lock();
        try {
            var sum = past;
            for (var session : live) {
                sum = sum.plus(session.traffic());
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    /**
     * All of it.
     *
     * @param queries what this side has asked
     * @param inquiries what the peer has asked
     * @param messages one-way messages
     * @param roundTrips how long the last answers took
     */
    public record Sum(Queries queries, Inquiries inquiries, Messages messages, List<Duration> roundTrips) {}

    /**
     * Adds up.
     *
     * @param present the session of the present peer, if there is one
     * @param resumption of the same connection
     * @return this moment's counts
     */
    public Sum sum(@Nullable Session present, Resumption resumption) {
        // What is over first, and what was begun last: so nothing is over that was not begun.
        var failures = new EnumMap<Outcome, Long>(Outcome.class);
        failed.forEach((outcome, count) -> failures.put(outcome, count.sum()));
        long answered = inquiriesAnswered.sum();
        long refused = inquiriesFailed.sum();
        int inFlight = resumption.calls().size() + (present == null ? 0 : present.pendingQueries());
        int inHands = present == null ? 0 : present.openInquiries();
        var traffic = traffic();
        return new Sum(
                new Queries(inFlight, traffic.asked(), traffic.answered(), failures, notSent.sum()),
                new Inquiries(inHands, traffic.received(), answered, refused),
                new Messages(traffic.messagesSent(), traffic.messagesReceived()),
                roundTrips.last());
    }
}
