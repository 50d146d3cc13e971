package io.simpleipc.internal.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The future of one query. If anybody but the engine completes it nobody waits for the answer any more, and the peer is
 * told so. A subclass, since a dependent action for each query costs more than all else that is made for it.
 */
final class AnswerFuture extends CompletableFuture<byte[]> {
    private final Session session;
    private final Call call;

    private final long deadline;
    private final long room;
    private final Duration timeout;

    /**
     * For a query that is about to be asked.
     *
     * @param since nano time of the call
     * @param depth 0 outside of any handler
     * @param deadline nano time
     * @param room nano time until when it waits to get on its way; the deadline at the latest
     * @param timeout what the caller said, for messages
     */
    AnswerFuture(Session session, long since, int depth, long deadline, long room, Duration timeout) {
        this.session = session;
        this.call = Call.of(this, session, since, depth);
        this.deadline = deadline;
        this.room = room;
        this.timeout = timeout;
    }

    long deadline() {
        return deadline;
    }

    long room() {
        return room;
    }

    Duration timeout() {
        return timeout;
    }

    Call call() {
        return call;
    }

    /** The engine ends the call first, and then completes its future. */
    private void giveUpUnlessEnded() {
        if (isDone() && !call.hasEnded()) {
            session.abandon(call);
        }
    }

    @Override
    public boolean complete(byte[] value) {
        boolean first = super.complete(value);
        giveUpUnlessEnded();
        return first;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean first = super.completeExceptionally(failure);
        giveUpUnlessEnded();
        return first;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        giveUpUnlessEnded();
        return cancelled;
    }

    @Override
    public CompletableFuture<byte[]> completeAsync(Supplier<? extends byte[]> supplier, Executor executor) {
        // What the supplier gives passes no method of this class.
        var unused = whenComplete((answer, failure) -> giveUpUnlessEnded());
        return super.completeAsync(supplier, executor);
    }

    @Override
    public void obtrudeValue(byte[] value) {
        super.obtrudeValue(value);
        giveUpUnlessEnded();
    }

    @Override
    public void obtrudeException(Throwable failure) {
        super.obtrudeException(failure);
        giveUpUnlessEnded();
    }

    /** What depends on it is an ordinary future. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
