package io.simpleipc.cli;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.measure.ExitHook;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is closed however the command ends, by Ctrl-C and SIGTERM too, so that no socket and no child is left
 * behind.
 */
final class OpenConnection implements AutoCloseable {
    /** As good as for ever, and short enough for any clock. */
    static final Duration FOR_EVER = Duration.ofDays(10_000);

    private final Connection connection;
    private final String where;
    private final ExitHook hook;

    private OpenConnection(Connection connection, String where, Runnable before) {
        this.connection = connection;
        this.where = where;
        this.hook = ExitHook.add("ipc-exit", () -> {
            before.run();
            connection.close();
        });
    }

    /**
     * From here on it is closed in any case.
     *
     * @param connection built, not connected
     * @param where SPEC as typed, for messages
     * @param before what to end before if the process is told to end
     */
    static OpenConnection of(Connection connection, String where, Runnable before) {
        return new OpenConnection(connection, where, before);
    }

    Connection connection() {
        return connection;
    }

    /**
     * Waits for the other side.
     *
     * @param timeout how long, or null for ever
     * @param next what to type in another terminal where nobody comes
     * @throws IpcException if it is refused
     * @throws CommandFailure if nobody comes in time
     */
    void awaitPeer(@Nullable Duration timeout, String next) {
        var longest = timeout == null ? FOR_EVER : timeout;
        long start = System.nanoTime();
        connection.connect(longest);
        var left = longest.minusNanos(System.nanoTime() - start);
        if (!connection.isConnected() && !connection.awaitConnected(left.isNegative() ? Duration.ZERO : left)) {
            throw new CommandFailure(
                    ExitCode.NO_PEER,
                    "nobody joined at " + where + (timeout == null ? "" : " within " + text(timeout))
                            + "; the other side has to run at the same time, in another terminal",
                    next);
        }
    }

    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    @Override
    public void close() {
        if (hook.remove()) {
            connection.close();
        }
    }
}
