package io.simpleipc.internal.session.handshake;

import io.simpleipc.internal.session.EngineLog;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Writes down who was turned away and why, within the budget of lines. Not thread-safe. */
final class TurnedAway {
    private final EngineLog log;
    private final LongSupplier clock;
    private final LineBudget lines = new LineBudget();

    TurnedAway(EngineLog log, LongSupplier clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Reports one; a cause is a failure of this side. */
    void report(Rejection why, @Nullable Throwable cause) {
        int count = lines.count(why, clock.getAsLong());
        if (count == 0) {
            return;
        }
        var line =
                "turned a process away: " + why.text + (count > 1 ? " (" + count + " since the last such line)" : "");
        if (cause != null) {
            log.error(line, cause);
        } else if (why.worthWarning) {
            log.warn(line, null);
        } else {
            log.debug(line);
        }
    }
}
