package io.simpleipc.internal.session;

import io.simpleipc.internal.wire.Failure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What became of the peer's queries, session by session: those whose handlers still run, those that no handler will ever
 * take, and the answers that are kept. Asked by the sessions that follow. Of a session that is not known nothing was ever
 * accepted, so sessions are remembered even when nothing else of them is. Thread-safe.
 */
final class PastInquiries {
    /** With one peer: more cuts than that, and of an unknown session it can no longer be said that it never was. */
    private static final int MOST_SESSIONS = 4_096;

    /** Of queries that were dropped, in all sessions. */
    private static final int MOST_DROPPED = 65_536;

    private static final int MOST_PEERS = 1_024;

    // Guards the fields below; handlers, links and crews are called outside of it.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Past> sessions = new LinkedHashMap<>();
    private final KeptAnswers kept = new KeptAnswers();
    private @Nullable UUID peer;
    private @Nullable UUID last;

    /** Some session had to be forgotten before its time: of an unknown one it cannot be said that it never was. */
    private boolean forgot;

    /** Of whom all was forgotten, and who may come back all the same. */
    private final Set<UUID> formerPeers = new HashSet<>();

    private boolean tooManyFormer;

    /** One session with the present peer. */
    private static final class Past {
        final Inquiries inquiries;
        final Set<Long> notRun = new HashSet<>();
        final List<Question> questions = new ArrayList<>();
        boolean over;

        Past(Inquiries inquiries) {
            this.inquiries = inquiries;
        }

        /** After the last of its deadlines the ids of dropped queries are let go. */
        void expireBy(long now) {
            if (over && now - inquiries.latestDeadline() > 0) {
                notRun.clear();
            }
        }
    }

    /**
     * A RESUME.
     *
     * @param session by which it came
     * @param id by which to answer
     * @param former id of what it asks for
     */
    private record Question(Session session, long id, long former) {}

    KeptAnswers kept() {
        return kept;
    }

    /** A link begins to this instance, or to one that settles nothing. */
    void meets(@Nullable UUID instance) {
        boolean changes;
        lock.lock();
        try {
            changes = peer == null || !peer.equals(instance);
        } finally {
            lock.unlock();
        }
        if (changes) {
            clear();
            lock.lock();
            try {
                peer = instance;
                forgot = tooManyFormer || (instance != null && formerPeers.contains(instance));
            } finally {
                lock.unlock();
            }
        }
    }

    /** The process of an instance has ended. */
    void vanished(UUID instance) {
        boolean present;
        lock.lock();
        try {
            present = instance.equals(peer);
        } finally {
            lock.unlock();
        }
        if (present) {
            clear();
        }
    }

    /** Forgets all; handlers that run learn that nobody waits. */
    void clear() {
        List<Past> all;
        lock.lock();
        try {
            all = List.copyOf(sessions.values());
            sessions.clear();
            forgot = true;
            if (peer != null) {
                tooManyFormer = tooManyFormer || formerPeers.size() >= MOST_PEERS;
                if (tooManyFormer) {
                    formerPeers.clear(); // all count as former from now on
                } else {
                    formerPeers.add(peer);
                }
            }
            kept.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(past -> past.inquiries.cancelAll());
    }

    /** A session begins to accept queries. */
    void begin(UUID session, Inquiries inquiries) {
        long now = System.nanoTime();
        lock.lock();
        try {
            kept.linkBegins(now);
            sessions.values().forEach(past -> past.expireBy(now));
            if (sessions.size() >= MOST_SESSIONS) {
                forgetOldest(sessions.values().iterator());
            }
            sessions.put(session, new Past(inquiries));
            last = session;
        } finally {
            lock.unlock();
        }
    }

    /** Whether handlers of a session still run, and no other has begun after it. */
    boolean isLastWithWork(UUID session) {
        lock.lock();
        try {
            var past = session.equals(last) ? sessions.get(session) : null;
            return past != null && past.inquiries.size() > 0;
        } finally {
            lock.unlock();
        }
    }

    private void forgetOldest(Iterator<Past> oldestFirst) {
        oldestFirst.next();
        oldestFirst.remove();
        forgot = true;
    }

    /**
     * A session accepts no more, so what waited for that can be answered.
     *
     * @param notRun ids of queries that came, whole or in part, and that no handler will take
     * @return false if nobody will ask for it
     */
    boolean end(UUID session, List<Long> notRun) {
        List<Question> questions;
        Past past;
        lock.lock();
        try {
            past = sessions.get(session);
            if (past == null) {
                return false;
            }
            past.over = true;
            past.notRun.addAll(notRun);
            boundDropped(past);
            questions = List.copyOf(past.questions);
            past.questions.clear();
        } finally {
            lock.unlock();
        }
        for (var question : questions) {
            if (!question.session.isEnded()) { // or it has been asked again since
                answer(question, past);
            }
        }
        return true;
    }

    private void boundDropped(Past newest) {
        long count =
                sessions.values().stream().mapToLong(past -> past.notRun.size()).sum();
        for (var past : sessions.values()) {
            if (count <= MOST_DROPPED || past == newest) {
                return;
            }
            count -= past.notRun.size();
            past.notRun.clear();
        }
    }

    /** The present peer asks for a query of one of its sessions. Answers as soon as that session is over. */
    void asked(Session asking, long id, UUID session, long former) {
        var question = new Question(asking, id, former);
        Past past;
        boolean unknown;
        lock.lock();
        try {
            past = sessions.get(session);
            unknown = forgot;
            if (past != null && !past.over) {
                past.questions.add(question);
                return;
            }
        } finally {
            lock.unlock();
        }
        if (past == null) {
            asking.resumed(id, unknown ? new Failure.Forgotten() : new Failure.NotSeen());
        } else {
            answer(question, past);
        }
    }

    /** Of a session that is over: nothing is added to it any more. */
    private void answer(Question question, Past past) {
        long former = question.former;
        var inquiry = past.inquiries.get(former);
        if (inquiry == null) {
            inquiry = kept.find(past.inquiries, former); // in this order: it is kept before it leaves the other place
        }
        if (inquiry != null) {
            question.session.resumed(question.id, inquiry);
        } else if (Long.compareUnsigned(former, past.inquiries.lastAccepted()) > 0 || wasDropped(past, former)) {
            question.session.resumed(question.id, new Failure.NotSeen());
        } else {
            question.session.resumed(question.id, new Failure.Forgotten());
        }
    }

    private boolean wasDropped(Past past, long id) {
        lock.lock();
        try {
            return past.notRun.contains(id);
        } finally {
            lock.unlock();
        }
    }
}
