package io.simpleipc.internal.lifecycle;

import io.simpleipc.Reconnect;
import io.simpleipc.spi.Deadline;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a side may be without a peer before it gives up. Only a side that was client and lost its link can lose
 * patience, promoted or not; the next peer ends that. Immutable.
 *
 * @param end when it is over, or null for never
 */
record Patience(@Nullable Deadline end) {
    static final Patience ENDLESS = new Patience(null);

    /**
     * The patience of a client that loses its link now.
     *
     * @param reconnect the user's setting
     * @param clock monotonic nanoseconds
     */
    static Patience startingNow(Reconnect reconnect, LongSupplier clock) {
        return reconnect.maxRetries() == 0 ? ENDLESS : new Patience(Deadline.after(length(reconnect), clock));
    }

    static Duration length(Reconnect reconnect) {
        return reconnect.delay().multipliedBy(reconnect.maxRetries());
    }

    boolean isOver() {
        return end != null && end.hasPassed();
    }

    long remainingNanos() {
        return end == null ? Long.MAX_VALUE : end.remainingNanos();
    }
}
