package io.simpleipc.internal.session;

import io.simpleipc.internal.wire.Link;
import java.util.concurrent.locks.LockSupport;

/**
 * Who runs the user code of one session: handlers, nested handlers, and what depends on futures. Short tasks are left to
 * the engine thread that has read what they come of, where another one can take its place; all else goes to workers. Where
 * it does not say otherwise, for the thread that reads.
 */
final class Crews {
    private static final int MOST_HANDLERS = 64;

    /** Beside the others: where handlers of both sides wait for nested queries, those must find a thread. */
    private static final int MOST_NESTED_HANDLERS = 128;

    private static final int MOST_COMPLETERS = 256;
    private static final long FAR = Long.MAX_VALUE / 4;
    private static final long LONGEST_PAUSE = 64 * Crew.STUCK_NANOS;

    private final Link link;
    private final Workers workers;
    private final Runnable standby;
    private final Crew handlers;
    private final Crew nested;
    private final Crew completers;
    private final Runnable serving = this::serveAll;
    private boolean left; // tasks, to the engine thread that reads
    private boolean watched;
    private long pause = Crew.STUCK_NANOS;

    /** Inquiries, and what completes futures. */
    private static final class UserCode implements Crew.Trade {
        @Override
        public void run(Runnable task, long about) {
            if (task instanceof Inquiry inquiry) {
                inquiry.run(about); // which saves it a look at the clock
            } else {
                task.run();
            }
        }

        @Override
        public long excused(Runnable task) {
            return task instanceof Inquiry inquiry ? inquiry.nanosAsking() : 0;
        }
    }

    /** The tasks of a batch send over one link. */
    private record LinkBatch(Link link) implements Crew.Batch {
        @Override
        public void begin() {
            link.beginBatch();
        }

        @Override
        public void pushPart() {
            link.pushPart();
        }

        @Override
        public void end() {
            link.endBatch();
        }
    }

    /**
     * For one session.
     *
     * @param standby sees to it that the engine has its second thread; called often
     */
    Crews(Link link, Workers workers, Runnable standby) {
        this.link = link;
        this.workers = workers;
        this.standby = standby;
        var batch = new LinkBatch(link);
        var trade = new UserCode();
        this.handlers = new Crew(workers::execute, workers::report, trade, MOST_HANDLERS, batch);
        this.nested = new Crew(workers::execute, workers::report, trade, MOST_NESTED_HANDLERS, batch);
        this.completers = new Crew(workers::executeOnOwn, workers::report, trade, MOST_COMPLETERS, batch);
    }

    /** Runs what was just read. */
    void handle(Inquiry inquiry) {
        if (inquiry.depth() == 0 && !workers.areTheUsers()) {
            leaveTo(handlers, inquiry);
        } else {
            submit(crewOf(inquiry), inquiry);
        }
    }

    /** The same for what completes a future. */
    void complete(Runnable completion) {
        leaveTo(completers, completion);
    }

    private void leaveTo(Crew crew, Runnable task) {
        standby.run();
        if (crew.isQuick() && link.mayLeaveTasks()) {
            crew.queue(task);
            left = true;
        } else {
            submit(crew, task);
        }
    }

    private void submit(Crew crew, Runnable task) {
        crew.submit(task);
        watch();
    }

    /** Tasks were queued: whoever reads looks soon whether they move. */
    private void watch() {
        if (!watched) {
            watched = true;
            link.tickBy(System.nanoTime() + Crew.STUCK_NANOS);
        }
    }

    /** Completes a future on a worker; for the thread that reads, or that ends the session. */
    void completeElsewhere(Runnable completion) {
        submit(completers, completion);
    }

    /** Any thread: runs an inquiry on a worker. */
    void handleElsewhere(Inquiry inquiry) {
        crewOf(inquiry).submit(inquiry);
        link.tickBy(System.nanoTime() + Crew.STUCK_NANOS);
    }

    /** Any thread: runs on a worker what may wait for room. */
    void sendElsewhere(Runnable sending) {
        nested.submit(sending);
        link.tickBy(System.nanoTime() + Crew.STUCK_NANOS);
    }

    private Crew crewOf(Inquiry inquiry) {
        return inquiry.depth() == 0 ? handlers : nested;
    }

    /** Whether tasks were left to the calling thread, which now has to {@link #serve}. */
    boolean takeLeft() {
        boolean any = left;
        left = false;
        return any;
    }

    /** Runs what was left, without the read token. */
    void serve() {
        workers.host(serving);
    }

    private void serveAll() {
        handlers.serveToo();
        completers.serveToo();
    }

    /** Looks every millisecond while tasks wait and move, and ever more rarely while they wait and do not. */
    long tick(long now) {
        boolean moved = handlers.tick() | nested.tick() | completers.tick();
        watched = handlers.isBusy() || nested.isBusy() || completers.isBusy();
        pause = moved || !watched ? Crew.STUCK_NANOS : Math.min(2 * pause, LONGEST_PAUSE);
        return watched ? now + pause : now + FAR;
    }

    /** After the link: only futures still want to be completed. */
    void tickCompleters() {
        completers.tick();
    }

    /** The session has ended, so these are all cancelled or dropped: their handlers do not run any more. */
    void dropHandlers() {
        handlers.runHere();
        nested.runHere();
    }

    /** Stays until every future that is owed is complete. */
    void finish() {
        while (completers.hasQueued()) {
            completers.tick();
            if (workers.isClosed()) {
                completers.runHere();
            }
            LockSupport.parkNanos(Crew.STUCK_NANOS);
            Thread.interrupted(); // or it would not park
        }
    }
}
