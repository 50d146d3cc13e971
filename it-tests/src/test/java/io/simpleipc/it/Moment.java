package io.simpleipc.it;

import java.util.List;

/**
 * Something that changes what a process is at its address. That it listens or is joined is said afterwards, that it goes
 * is noted before.
 *
 * @param nanos of the machine's monotonic clock, which all processes share (Linux)
 * @param peer the process that it is joined with, otherwise 0
 */
record Moment(long nanos, What what, long peer) {
    enum What {
        LISTENS,
        IS_JOINED,
        HAS_LOST,
        GOES
    }

    /** The moment of which a worker says {@code nanos TAB event TAB pid ...}, or null if that changes nothing here. */
    static Moment of(List<String> fields) {
        long nanos = Long.parseLong(fields.get(0));
        return switch (fields.get(1)) {
            case "listening" -> new Moment(nanos, What.LISTENS, 0);
            case "connected" -> new Moment(nanos, What.IS_JOINED, Long.parseLong(fields.get(2)));
            case "disconnected" -> new Moment(nanos, What.HAS_LOST, 0);
            case "closing" -> new Moment(nanos, What.GOES, 0);
            default -> null;
        };
    }
}
