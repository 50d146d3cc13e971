package io.simpleipc.cli;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.measure.ExitHook;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is closed however the command ends, by Ctrl-C and SIGTERM too, so that no socket and no child is left
 * behind.
 */
final class OpenConnection implements AutoCloseable {
    /** As good as for ever, and short enough for any clock. */
    static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** Long enough for any election; what holds the address and says nothing for that time a person should hear of. */
    private static final Duration UNUSUAL = Duration.ofSeconds(5);

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
     * Finds this side's role, however long that takes.
     *
     * @param longest how long at most
     * @param delayed is told once why it takes longer than usual
     * @throws IpcException if it is refused
     */
    void connect(Duration longest, Consumer<String> delayed) {
        long start = System.nanoTime();
        if (longest.compareTo(UNUSUAL) > 0) {
            try {
                connection.connect(UNUSUAL);
                return;
            } catch (IpcException e) {
                if (connection.state() == ConnectionState.CLOSED
                        || elapsed(start).compareTo(UNUSUAL) < 0) {
                    throw e;
                }
                delayed.accept("still trying; " + e.getMessage());
            }
        }
        connection.connect(left(longest, start));
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration left(Duration longest, long start) {
        var left = longest.minus(elapsed(start));
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }

    /**
     * Waits for the other side.
     *
     * @param timeout how long, or null for ever
     * @param delayed is told once why it takes longer than usual to find this side's role
     * @param next what to type in another terminal where nobody comes
     * @throws IpcException if it is refused
     * @throws CommandFailure if nobody comes in time
     */
    void awaitPeer(@Nullable Duration timeout, Consumer<String> delayed, String next) {
        var longest = timeout == null ? FOR_EVER : timeout;
        long start = System.nanoTime();
        connect(longest, delayed);
        if (!connection.isConnected() && !connection.awaitConnected(left(longest, start))) {
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
