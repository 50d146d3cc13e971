package io.simpleipc.internal.session.handshake;

import io.simpleipc.Refusal;
import io.simpleipc.internal.session.EngineLog;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Writes down who was turned away and why, within the budget of lines, and tells. Not thread-safe. */
final class TurnedAway {
    private final EngineLog log;
    private final LongSupplier clock;
    private final ObjIntConsumer<Refusal> listener;
    private final LineBudget lines = new LineBudget();

    /**
     * Has turned away nobody yet.
     *
     * @param listener hears of each, and how many the line stands for that is written now; 0 if none is
     */
    TurnedAway(EngineLog log, LongSupplier clock, ObjIntConsumer<Refusal> listener) {
        this.log = log;
        this.clock = clock;
        this.listener = listener;
    }

    /** Reports one; a cause is a failure of this side. */
    void report(Rejection why, @Nullable Throwable cause) {
        int count = lines.count(why, clock.getAsLong());
        listener.accept(why.refusal, count);
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
