package io.simpleipc.testkit;

import io.simpleipc.spi.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A monotonic clock that moves only when told to. It starts one second before {@link Long#MAX_VALUE}, since {@code
 * nanoTime} may overflow as well. Thread-safe.
 */
public final class ManualClock implements LongSupplier {
    private final AtomicLong nanoTime =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());

    /** A clock that stands still. */
    public ManualClock() {}

    @Override
    public long getAsLong() {
        return nanoTime.get();
    }

    /**
     * Lets time pass.
     *
     * @param time how much, not negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a monotonic clock does not go back by " + time);
        }
        nanoTime.addAndGet(Deadline.nanos(time));
    }
}
