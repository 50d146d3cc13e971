package io.simpleipc.internal.session;

import static java.util.Objects.requireNonNull;

import io.simpleipc.QueryContext;
import io.simpleipc.internal.wire.Failure;
import io.simpleipc.spi.HandlerScope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One query of the peer that is to be answered here, and what its handler can know about it. Runs once, on a worker or
 * on the stack of the thread whose own call led to it. If its link is cut meanwhile its end goes over the next one; that
 * may be asked for again after it was sent, so it stays here until it is forgotten.
 */
final class Inquiry implements Runnable, QueryContext {
    private static final int BYTES_OF_FAILURE = 512;

    private final Inquiries origin;
    private final long id;
    private final byte depth; // as in its frame; there is one of these for each query, and so they are kept small
    private final long deadline; // nano time

    @SuppressWarnings("unused") // through TAKEN
    private volatile boolean taken;

    private volatile boolean cancelled;

    /**
     * By which it came; null when it is done, since what is kept must not hold on to a dead link. Read by who runs it, and
     * by who was handed it in order to have it run, which is of no use once it is null.
     */
    private @Nullable Session session;

    /**
     * The query, until it is taken; from when it is finished on its answer, or the {@link Failure} that it came to; null in
     * between, and once that is forgotten. Written by who takes it, hence before it is finished.
     */
    private @Nullable Object content;

    private long nanosAsking; // of the running thread

    /** What the running thread was answering when it came to this: the thread's own, set before the handler runs. */
    private @Nullable Inquiry outer;

    private int keptBytes; // written before finished
    private volatile boolean finished;

    /** Where its end goes, if not over the link by which it came; written through ROUTE. */
    private volatile @Nullable Route route;

    private static final VarHandle ROUTE;
    private static final VarHandle TAKEN;

    static {
        try {
            ROUTE = MethodHandles.lookup().findVarHandle(Inquiry.class, "route", Route.class);
            TAKEN = MethodHandles.lookup().findVarHandle(Inquiry.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * A session after that by which an inquiry came, and its id there. The end is sent there once.
     */
    static final class Route {
        final Session session;
        final long id;
        private final AtomicBoolean used = new AtomicBoolean();

        Route(Session session, long id) {
            this.session = session;
            this.id = id;
        }
    }

    Inquiry(Session session, Inquiries origin, long id, int depth, long deadline, byte[] payload) {
        this.session = session;
        this.origin = origin;
        this.id = id;
        this.depth = (byte) depth;
        this.deadline = deadline;
        this.content = payload;
    }

    @Override
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    @Override
    public boolean isCancelled() {
        return cancelled || isLate();
    }

    void cancel() {
        cancelled = true;
    }

    /** The peer has said so, who does when its time is over: no look at the clock is needed. */
    boolean isUnwanted() {
        return cancelled;
    }

    /** Its id in the session by which it came. */
    long id() {
        return id;
    }

    int depth() {
        return depth & 0xff;
    }

    /** Nano time. */
    long deadline() {
        return deadline;
    }

    boolean isLate() {
        return deadline - System.nanoTime() <= 0;
    }

    /** The one that the calling thread answers, of whichever connection; null if it answers none. */
    static @Nullable Inquiry ofThisThread() {
        return HandlerScope.current() instanceof Inquiry inquiry ? inquiry : null;
    }

    /** The calling thread has waited since then for a query of its own: if a handler, that is no slower for it. */
    static void countAsAsking(long start) {
        var inquiry = ofThisThread();
        if (inquiry != null) {
            inquiry.nanosAsking += System.nanoTime() - start;
        }
    }

    long nanosAsking() {
        return nanosAsking;
    }

    boolean isOf(Inquiries asked) {
        return origin == asked;
    }

    /** How many inquiries of a session the calling thread is answering, one within the other. */
    static int onThisStack(Session session) {
        int count = 0;
        for (var inquiry = ofThisThread(); inquiry != null; inquiry = inquiry.outer) {
            count += inquiry.belongsTo(session) ? 1 : 0;
        }
        return count;
    }

    boolean belongsTo(Session asked) {
        var rerouted = route;
        return (rerouted == null ? session : rerouted.session) == asked;
    }

    /** The id by which the peer knows it in a session that it belongs to. */
    long idIn(Session asked) {
        var rerouted = route;
        return rerouted != null && rerouted.session == asked ? rerouted.id : id;
    }

    boolean belongsTo(Workers workers) {
        var by = session;
        return by != null && by.workers() == workers;
    }

    /** Hands it, not run yet, to a worker of its session. */
    void runElsewhere() {
        var by = session;
        if (by != null) {
            by.runOnWorker(this);
        }
    }

    /**
     * Its link is gone: if no handler has taken it, none will.
     *
     * @return whether that is so
     */
    boolean drop() {
        if (!TAKEN.compareAndSet(this, false, true)) {
            return false;
        }
        content = null;
        session = null;
        return true;
    }

    @Override
    public void run() {
        run(System.nanoTime());
    }

    /**
     * The same by one who has looked at the clock a moment ago.
     *
     * @param about nano time: if there was time left then the handler runs
     */
    void run(long about) {
        if (!TAKEN.compareAndSet(this, false, true)) {
            return;
        }
        var by = requireNonNull(session);
        var query = (byte[]) requireNonNull(content);
        content = null;
        try {
            if (cancelled || deadline - about <= 0) {
                by.replies().refuse(this, by.isClosing() && !isLate() ? new Failure.Closing() : new Failure.Expired());
            } else {
                handle(by, query);
            }
        } finally {
            by.replies().done(this, query.length);
            session = null;
        }
    }

    private void handle(Session by, byte[] query) {
        byte[] result;
        outer = ofThisThread();
        var scope = HandlerScope.enter(this);
        try {
            result = by.replies().handle(query);
        } catch (Throwable e) {
            by.replies().handlerFailed(this, e);
            return;
        } finally {
            scope.close();
            outer = null;
        }
        by.replies().answer(this, result);
    }

    // How it ends. The session stores it first and then asks for the route, whoever makes a new route does so first and
    // then looks whether it has ended: so one of the two sends it there, or both try, and the route lets one.

    void answers(byte[] result) {
        content = result;
        keptBytes = result.length;
        finished = true;
    }

    void fails(Failure why) {
        content = why;
        keptBytes = BYTES_OF_FAILURE;
        finished = true;
    }

    int keptBytes() {
        return keptBytes;
    }

    /** Whether how it ended is known still. */
    boolean hasEnd() {
        return finished && content != null;
    }

    /** Lets go of how it ended. */
    void forget() {
        content = null;
    }

    @Nullable
    Route route() {
        return route;
    }

    /**
     * Its end is to go there; unless a later session has asked for it already, whose peer is the one that waits.
     *
     * @return whether it has ended already, and the caller has to see to {@link #deliver}
     */
    boolean moveTo(Route next) {
        Route former;
        do {
            former = route;
            if (former != null && former.session.isLaterThan(next.session)) {
                next.session.inquiries().detach(next.id);
                return false;
            }
        } while (!ROUTE.compareAndSet(this, former, next));
        if (former != null) {
            former.session.inquiries().detach(former.id);
        }
        return finished;
    }

    /** Sends on a route what is kept of its end. */
    void deliver(Route to) {
        deliver(to, content);
    }

    /** Sends its end, an answer or a failure or nothing that is known, on a route, once. May wait for room. */
    void deliver(Route to, @Nullable Object end) {
        if (!to.used.compareAndSet(false, true)) {
            return;
        }
        if (end instanceof byte[] answer) {
            to.session.replies().send(to.id, answer, deadline);
        } else {
            to.session.replies().send(to.id, end instanceof Failure failure ? failure : new Failure.Forgotten());
        }
        to.session.inquiries().detach(to.id);
        ROUTE.compareAndSet(this, to, null); // as above: what is kept must not hold on to a link
    }
}
