package io.simpleipc.internal.session;

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

    AnswerFuture(Session session, Asking asking) {
        this.session = session;
        this.call = Call.of(this, session, asking);
    }

    Call call() {
        return call;
    }

    /** The engine ends the call first, and then completes its future. */
    private void giveUpUnlessEnded() {
        if (isDone() && call.ending() == null) {
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
