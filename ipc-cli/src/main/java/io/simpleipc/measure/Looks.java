package io.simpleipc.measure;

import io.simpleipc.Connection;
import java.io.Closeable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Somebody who takes a snapshot ten times a second. */
final class Looks implements Closeable {
    private static final long PERIOD_MILLIS = 100;

    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "looks"));
    private final AtomicLong answered = new AtomicLong();

    /** The first look is at once. */
    Looks(Connection connection) {
        var unused = clock.scheduleAtFixedRate(
                () -> answered.set(connection.snapshot().queries().answered()),
                0,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
