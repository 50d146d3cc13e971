package io.simpleipc.cli.doctor;

import io.simpleipc.Spec;
import java.time.Duration;

/** The limits of a spec in words. Stateless. */
final class Limits {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};
    private static final int STEP = 1024;

    private Limits() {}

    static Finding of(Spec spec) {
        return Finding.ok(
                "limits",
                "a query takes " + text(spec.queryTimeout()) + " at most; messages up to "
                        + size(spec.maxMessageSize()) + ", " + spec.maxInFlight() + " queries in flight, "
                        + size(spec.maxBufferedBytes()) + " held for the peer");
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static String size(long bytes) {
        long count = bytes;
        int unit = 0;
        while (unit < UNITS.length - 1 && count >= STEP && count % STEP == 0) {
            count /= STEP;
            unit++;
        }
        return count + " " + UNITS[unit];
    }
}
