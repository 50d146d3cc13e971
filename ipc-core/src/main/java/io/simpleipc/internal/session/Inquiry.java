package io.simpleipc.internal.session;

import io.simpleipc.QueryContext;
import io.simpleipc.internal.wire.Failure;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.HandlerScope;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One query of the peer that is to be answered here, and what its handler can know about it. Runs once, on a worker or
 * on the stack of the thread whose own call led to it.
 */
final class Inquiry implements Runnable, QueryContext {
    private final Session session;
    private final long id;
    private final int depth;
    private final Deadline deadline;
    private final byte[] payload;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean cancelled;

    /** What the running thread was answering when it came to this: the thread's own, set before the handler runs. */
    private @Nullable Inquiry outer;

    Inquiry(Session session, long id, int depth, Deadline deadline, byte[] payload) {
        this.session = session;
        this.id = id;
        this.depth = depth;
        this.deadline = deadline;
        this.payload = payload;
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(deadline.remainingNanos());
    }

    @Override
    public boolean isCancelled() {
        return cancelled || deadline.hasPassed();
    }

    void cancel() {
        cancelled = true;
    }

    long id() {
        return id;
    }

    int depth() {
        return depth;
    }

    Deadline deadline() {
        return deadline;
    }

    /** How many inquiries of a session the calling thread is answering, one within the other. */
    static int onThisStack(Session session) {
        int count = 0;
        var inquiry = HandlerScope.current() instanceof Inquiry innermost ? innermost : null;
        for (; inquiry != null; inquiry = inquiry.outer) {
            count += inquiry.belongsTo(session) ? 1 : 0;
        }
        return count;
    }

    boolean belongsTo(Session asked) {
        return session == asked;
    }

    boolean belongsTo(Workers workers) {
        return session.workers() == workers;
    }

    @Override
    public void run() {
        if (!taken.compareAndSet(false, true)) {
            return;
        }
        try {
            if (isCancelled()) {
                session.refuse(
                        this,
                        session.isClosing() && !deadline.hasPassed() ? new Failure.Closing() : new Failure.Expired());
            } else {
                handle();
            }
        } finally {
            session.done(this, payload.length);
        }
    }

    private void handle() {
        byte[] answer;
        outer = HandlerScope.current() instanceof Inquiry inquiry ? inquiry : null;
        var scope = HandlerScope.enter(this);
        try {
            answer = session.handle(payload);
        } catch (Throwable e) {
            session.handlerFailed(this, e);
            return;
        } finally {
            scope.close();
        }
        session.answer(this, answer);
    }
}
