package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Joins whoever listens, asks it once, and closes, again and again: {@code document, milliseconds, pause in
 * milliseconds}. Each time with another connection, as a process does that has just been started.
 */
final class Joins {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Spec spec;
    private final long nanos;
    private final long pauseMillis;

    Joins(List<String> args) {
        spec = Spec.parse(args.get(0));
        nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args.get(1)));
        pauseMillis = Long.parseLong(args.get(2));
    }

    /** Returns how many joined, how many did not, and how long connect() took, in microseconds. */
    List<String> run() throws InterruptedException {
        var tally = new Tally();
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            join(tally);
            TimeUnit.MILLISECONDS.sleep(pauseMillis); // the rate of joins is bounded
        }
        return tally.fields();
    }

    private void join(Tally tally) {
        try (var connection = Connection.of(spec, query -> query)) {
            long start = System.nanoTime();
            connection.connect(PATIENCE);
            tally.took(System.nanoTime() - start);
            tally.check(
                    connection.role() == Role.CLIENT
                            && connection.query("echo:here").equals("here"),
                    "joined as " + connection.role());
        } catch (IpcException e) {
            tally.wrong("join", e);
        }
    }
}
