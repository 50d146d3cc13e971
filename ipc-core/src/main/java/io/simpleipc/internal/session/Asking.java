package io.simpleipc.internal.session;

import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.HandlerScope;
import java.time.Duration;

/**
 * How a query of ours is asked: from within which query of the peer, how deep, and until when.
 *
 * @param parent the peer's query whose handler asks, 0 if none
 * @param depth 0 outside of any handler
 * @param since nano time of the call
 * @param deadline never later than that of the query whose handler asks, whichever connection that came by
 * @param room until when it waits to get on its way; the deadline at the latest
 * @param timeout what the caller said, for messages
 */
record Asking(long parent, int depth, long since, Deadline deadline, Deadline room, Duration timeout) {
    Asking(long parent, int depth, long since, Deadline deadline, Duration timeout) {
        this(parent, depth, since, deadline, deadline, timeout);
    }

    static Asking now(Session session, Duration timeout) {
        long since = System.nanoTime();
        var deadline = Deadline.at(since + Deadline.nanos(timeout));
        if (!(HandlerScope.current() instanceof Inquiry inquiry)) {
            return new Asking(0, 0, since, deadline, timeout);
        }
        var bounded = deadline.orEarlier(inquiry.deadline());
        return inquiry.belongsTo(session)
                ? new Asking(inquiry.idIn(session), inquiry.depth() + 1, since, bounded, timeout)
                : new Asking(0, 0, since, bounded, timeout);
    }

    /** The same for one who has others to see to. */
    Asking withRoomWithin(Duration time) {
        return new Asking(parent, depth, since, deadline, Deadline.after(time).orEarlier(deadline), timeout);
    }
}
