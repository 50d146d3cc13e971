package io.simpleipc.internal.session;

import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What of a connection outlives a link that was cut, so that it can be settled over the next one: our queries without an
 * answer, and what became of the peer's. One per connection, shared by its sessions; holds nothing that was asked of, or
 * by, another peer than the last. Thread-safe. Source: docs/protocol.md, section 7.1.
 */
public final class Resumption {
    private final CutOffCalls calls = new CutOffCalls();
    private final PastInquiries inquiries = new PastInquiries();

    /** Held while a link begins: the threads of two may come in either order. The books' own locks are below it. */
    private final ReentrantLock beginning = new ReentrantLock();

    private volatile @Nullable Session present;

    /** Nothing is cut off yet. */
    public Resumption() {}

    /**
     * Nobody looks for the peer any more: queries that wait for it end at once.
     *
     * @param why for their callers
     */
    public void giveUp(String why) {
        calls.giveUp(why);
    }

    /**
     * The connection is closed: the same for good, and handlers that still answer to a link that is gone learn that
     * nobody waits.
     *
     * @param why for the callers of queries that wait
     */
    public void close(String why) {
        inquiries.clear();
        calls.close(why);
    }

    CutOffCalls calls() {
        return calls;
    }

    PastInquiries inquiries() {
        return inquiries;
    }

    /**
     * A link begins: with the peer of the last one, or with another, who knows nothing of that one's queries.
     *
     * @return false if a later one has begun before: this one has been replaced, and nothing may be settled over it
     */
    boolean begins(Session session) {
        var agreement = session.agreement();
        var instance = agreement.resumes() ? agreement.peerInstance() : null;
        beginning.lock();
        try {
            var latest = present;
            if (latest != null && latest.isLaterThan(session)) {
                return false;
            }
            calls.meets(instance);
            inquiries.meets(instance);
            if (instance != null) {
                inquiries.begin(agreement.sessionId(), session.inquiries());
            }
            present = session;
            return true;
        } finally {
            beginning.unlock();
        }
    }

    /** Something was cut off; if the next link has begun before that, it has to see to it. */
    void wakePresent() {
        var session = present;
        if (session != null) {
            session.resumeSoon();
        }
    }

    /** The process of this instance has ended: nothing can be settled with it any more. */
    void vanished(UUID instance) {
        inquiries.vanished(instance);
        calls.loseHopeOf(instance, "the peer's process has ended");
    }
}
