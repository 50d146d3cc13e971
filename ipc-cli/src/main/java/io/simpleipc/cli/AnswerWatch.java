package io.simpleipc.cli;

import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Tells a person who comes and goes, and waits for the end of it all. */
final class AnswerWatch implements ConnectionListener {
    private final @Nullable PrintWriter err;
    private final String where;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /**
     * For one connection.
     *
     * @param err where a person looks on, or null if nobody does
     * @param where SPEC as typed
     */
    AnswerWatch(@Nullable PrintWriter err, String where) {
        this.err = err;
        this.where = where;
    }

    /** Returns when the connection is closed; throws why, when nobody looks for a peer any more. */
    void awaitEnd() throws InterruptedException {
        try {
            end.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IpcException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void listening() {
        say("waiting at " + where + ", as server; Ctrl-C ends it");
    }

    @Override
    public void connected(Peer peer) {
        say("process " + peer.pid() + " has joined at " + where + ", as "
                + peer.role().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void disconnected(IpcException cause) {
        say(cause.getMessage());
    }

    @Override
    public void gaveUp(IpcException cause) {
        end.completeExceptionally(cause);
    }

    @Override
    public void closed() {
        end.complete(null);
    }

    private void say(@Nullable String line) {
        if (err != null) {
            err.println("ipc: " + line);
            err.flush();
        }
    }
}
