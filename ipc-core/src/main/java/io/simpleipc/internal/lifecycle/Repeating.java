package io.simpleipc.internal.lifecycle;

import io.simpleipc.IpcException;
import io.simpleipc.internal.session.Workers;
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
 * for that themselves; for futures one worker waits for all, and never long for one of them: each ends in its time,
 * whatever becomes of the others. Thread-safe.
 */
final class Repeating {
    /** How long the worker waits at a time, for a peer and then for room there, so that what else waits is not held up. */
    private static final Duration SLICE = Duration.ofMillis(20);

    /** A peer that is about to leave refuses at once, and still counts as joined. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Asker asker;
    private final Workers workers;
    private final Executor lane;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread serving;
    private volatile boolean closed;

    /** The connection, as it asks once. */
    interface Asker {
        byte[] ask(byte[] query, Duration timeout);

        CompletableFuture<byte[]> askAsync(byte[] query, Duration timeout);

        /** Null if there was no room for it so soon. */
        @Nullable
        CompletableFuture<byte[]> askAsync(byte[] query, Duration room, Duration timeout);

        boolean awaitConnected(Duration timeout);

        /** Whether there may be a peer again without the user's doing. */
        boolean goesOn();
    }

    private record Waiting(Repeatable query, CompletableFuture<byte[]> result) {}

    /**
     * For one connection.
     *
     * @param workers not the user's executor: what that waits for may be one of these futures
     */
    Repeating(Asker asker, Workers workers) {
        this.asker = asker;
        this.workers = workers;
        this.lane = workers.ownLane();
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
        var asked = new Waiting(new Repeatable(payload, timeout), new CompletableFuture<>());
        follow(asked, asker.askAsync(payload, timeout));
        return asked.result;
    }

    private void follow(Waiting asked, CompletableFuture<byte[]> answer) {
        var unused = answer.whenCompleteAsync((bytes, failure) -> take(asked, bytes, failure), this::offLane);
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
        serving = Thread.currentThread();
        try {
            seeToAll();
        } finally {
            serving = null;
        }
    }

    private void seeToAll() {
        var present = new ArrayList<Waiting>();
        for (var next = waiting.poll(); next != null; next = waiting.poll()) {
            present.add(next);
        }
        if (present.isEmpty()) {
            return;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        boolean joined = asker.awaitConnected(SLICE);
        Waiting refused = null;
        for (var asked : present) {
            if (!asked.result.isDone() && !seeTo(asked, joined, refused == null)) {
                refused = asked;
            }
        }
        if (refused != null) {
            await(refused); // behind the others: next time it is one of them that waits for room
        }
    }

    /** False if it was to be asked, as there seemed to be room, and there was none. */
    private boolean seeTo(Waiting asked, boolean joined, boolean room) {
        try {
            if (asked.query.remaining().isZero()) {
                end(asked, asked.query.timedOut());
            } else if (joined && room) {
                return askAgain(asked);
            } else if (joined || asker.goesOn()) {
                await(asked);
            } else {
                end(asked, asked.query.end());
            }
        } catch (Throwable e) { // the others still wait
            end(asked, e);
        }
        return true;
    }

    private boolean askAgain(Waiting asked) {
        var answer = asker.askAsync(asked.query.payload(), SLICE, asked.query.remaining());
        if (answer == null) {
            return false;
        }
        follow(asked, answer);
        return true;
    }

    private void end(Waiting asked, Throwable failure) {
        offLane(() -> asked.result.completeExceptionally(failure));
    }

    /** What depends on a future runs where that ends, and may take long. */
    private void offLane(Runnable task) {
        if (Thread.currentThread() != serving || !workers.executeOnOwn(task)) {
            task.run();
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
