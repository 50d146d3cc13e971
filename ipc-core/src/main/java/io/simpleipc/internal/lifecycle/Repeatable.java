package io.simpleipc.internal.lifecycle;

import io.simpleipc.ConnectionLostException;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.QueryInterruptedException;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.spi.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A query that may be executed more than once, and what its attempts came to: whatever the last one says, it counts as
 * unknown if one of them does. Used by one thread at a time.
 */
final class Repeatable {
    private final byte[] payload;
    private final Duration timeout;
    private final Deadline deadline;
    private @Nullable IpcException last;
    private boolean unknown;

    Repeatable(byte[] payload, Duration timeout) {
        this.payload = payload;
        this.timeout = timeout;
        this.deadline = Deadline.after(timeout);
    }

    byte[] payload() {
        return payload;
    }

    /** Zero when its time is over. */
    Duration remaining() {
        return Duration.ofNanos(deadline.remainingNanos());
    }

    /** Notes how an attempt ended; whether another one may help. */
    boolean mayBeAskedAgainAfter(IpcException failure) {
        boolean wasAsked = last != null;
        last = failure;
        unknown = unknown || failure.outcome() == Outcome.UNKNOWN;
        return failure instanceof ConnectionLostException || (wasAsked && failure instanceof NotConnectedException);
    }

    /** How it ends if nobody asks again. */
    IpcException end() {
        var failure = last;
        if (failure == null) {
            return new NotConnectedException("it was not asked", null);
        }
        return unknown && failure.outcome() == Outcome.NOT_EXECUTED
                ? new ConnectionLostException(
                        "an earlier attempt may have been executed; the last one said: " + failure.getMessage(),
                        Outcome.UNKNOWN,
                        failure)
                : failure;
    }

    IpcException timedOut() {
        return new QueryTimeoutException(
                "no answer within " + timeout.toMillis() + " ms; the link was lost, and nobody could be asked again",
                outcome(),
                last);
    }

    IpcException interrupted() {
        return new QueryInterruptedException(
                "the calling thread was interrupted while it waited for a peer to ask again", outcome(), last);
    }

    private Outcome outcome() {
        return unknown ? Outcome.UNKNOWN : Outcome.NOT_EXECUTED;
    }
}
