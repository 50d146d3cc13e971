package io.simpleipc.internal.session.handshake;

import java.util.EnumMap;

/**
 * Keeps strangers from flooding the log: one line a second for each kind of rejection, with a count of those that went
 * unsaid. Not thread-safe; the clock is the caller's.
 */
final class LineBudget {
    private static final long SECOND = 1_000_000_000L;

    private record Said(long at, int unsaid) {}

    private final EnumMap<Rejection, Said> said = new EnumMap<>(Rejection.class);

    /**
     * Counts one rejection.
     *
     * @return how many the line that is to be written now stands for; 0 if none is to be written
     */
    int count(Rejection why, long now) {
        var before = said.get(why);
        if (before != null && now - before.at < SECOND) {
            said.put(why, new Said(before.at, before.unsaid + 1));
            return 0;
        }
        said.put(why, new Said(now, 0));
        return before == null ? 1 : before.unsaid + 1;
    }
}
