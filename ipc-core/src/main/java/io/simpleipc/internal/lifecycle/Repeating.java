package io.simpleipc.internal.lifecycle;

import io.simpleipc.IpcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks queries again that may be executed more than once, when their link was lost and there is another peer. Callers wait
 * for that themselves; for futures one worker waits for all. Thread-safe.
 */
final class Repeating {
    /** How long a worker waits at a time, so that what else it has to do is not held up. */
    private static final Duration SLICE = Duration.ofMillis(20);

    /** A peer that is about to leave refuses at once, and still counts as joined. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Asker asker;
    private final Executor lane;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** The connection, as it asks once. */
    interface Asker {
        byte[] ask(byte[] query, Duration timeout);

        CompletableFuture<byte[]> askAsync(byte[] query, Duration timeout);

        boolean awaitConnected(Duration timeout);

        /** Whether there may be a peer again without the user's doing. */
        boolean goesOn();
    }

    private record Waiting(Repeatable query, CompletableFuture<byte[]> result) {}

    /**
     * For one connection.
     *
     * @param lane runs one task at a time
     */
    Repeating(Asker asker, Executor lane) {
        this.asker = asker;
        this.lane = lane;
    }

    byte[] query(byte[] payload, Duration timeout) {
        var query = new Repeatable(payload, timeout);
        while (true) {
            try {
                return asker.ask(payload, query.remaining());
            } catch (IpcException e) {
                if (!query.mayBeAskedAgainAfter(e)) {
                    throw query.end();
                }
            }
            awaitPeer(query);
        }
    }

    private void awaitPeer(Repeatable query) {
        LockSupport.parkNanos(PAUSE_NANOS);
        boolean joined = asker.awaitConnected(query.remaining());
        if (Thread.currentThread().isInterrupted()) {
            throw query.interrupted();
        }
        if (query.remaining().isZero()) {
            throw query.timedOut();
        }
        if (!joined) {
            throw query.end();
        }
    }

    CompletableFuture<byte[]> queryAsync(byte[] payload, Duration timeout) {
        var result = new CompletableFuture<byte[]>();
        attempt(new Waiting(new Repeatable(payload, timeout), result));
        return result;
    }

    private void attempt(Waiting asked) {
        var query = asked.query;
        var answer = asker.askAsync(query.payload(), query.remaining());
        var unused = answer.whenComplete((bytes, failure) -> take(asked, bytes, failure));
        // If its user completes it, by cancelling for instance, nobody waits for the attempt any more.
        var unusedToo = asked.result.whenComplete((bytes, failure) -> answer.cancel(false));
    }

    private void take(Waiting asked, byte @Nullable [] bytes, @Nullable Throwable failure) {
        try {
            takeOrAskAgain(asked, bytes, failure);
        } catch (Throwable e) { // nobody looks at what a stage throws
            asked.result.completeExceptionally(e);
        }
    }

    private void takeOrAskAgain(Waiting asked, byte @Nullable [] bytes, @Nullable Throwable failure) {
        if (bytes != null) {
            asked.result.complete(bytes);
        } else if (failure instanceof IpcException ended) {
            if (asked.query.mayBeAskedAgainAfter(ended)) {
                await(asked);
            } else {
                asked.result.completeExceptionally(asked.query.end());
            }
        } else {
            asked.result.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        }
    }

    private void await(Waiting asked) {
        waiting.add(asked);
        if (closed) {
            endAll();
        } else {
            lane.execute(this::serve);
        }
    }

    /** Sees to all that wait, once; again a little later if some still do. */
    private void serve() {
        var present = new ArrayList<Waiting>();
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            present.add(next);
        }
        if (present.isEmpty()) {
            return;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        boolean joined = asker.awaitConnected(SLICE);
        for (var asked : present) {
            if (!asked.result.isDone()) {
                try {
                    decide(asked, joined);
                } catch (Throwable e) { // the others still wait
                    asked.result.completeExceptionally(e);
                }
            }
        }
    }

    private void decide(Waiting asked, boolean joined) {
        if (asked.query.remaining().isZero()) {
            asked.result.completeExceptionally(asked.query.timedOut());
        } else if (joined) {
            attempt(asked);
        } else if (asker.goesOn()) {
            await(asked);
        } else {
            asked.result.completeExceptionally(asked.query.end());
        }
    }

    /** The connection is closed: nothing is asked again. */
    void close() {
        closed = true;
        endAll();
    }

    private void endAll() {
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            next.result.completeExceptionally(next.query.end());
        }
    }
}
