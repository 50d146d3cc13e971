package io.simpleipc.it;

import io.simpleipc.Connection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Cuts the link again and again, as soon as it has carried something: {@code cuts, seed}. Returns how many cuts, in how
 * many milliseconds, and the longest that it took until the two were joined again.
 */
final class Storm {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final int LONGEST_CALM_MICROS = 20_000;

    private final Connection connection;
    private final int cuts;
    private final Random random;

    Storm(Connection connection, List<String> args) {
        this.connection = connection;
        cuts = Integer.parseInt(args.get(0));
        random = new Random(Long.parseLong(args.get(1)));
    }

    List<String> run() throws InterruptedException {
        long start = System.nanoTime();
        long longest = 0;
        for (int i = 1; i <= cuts; i++) {
            var pipe = FaultyLayer.newest();
            // The moment of the cut is what is random: anywhere within the traffic, or within the handshake.
            TimeUnit.MICROSECONDS.sleep(random.nextInt(LONGEST_CALM_MICROS));
            long cutAt = System.nanoTime();
            pipe.cut();
            await("the end of the link, cut " + i, pipe::isClosed);
            await("a new link, cut " + i, () -> FaultyLayer.newest() != pipe && connection.isConnected());
            longest = Math.max(longest, System.nanoTime() - cutAt);
        }
        return List.of(
                "cuts=" + cuts,
                "millis=" + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                "longest=" + TimeUnit.NANOSECONDS.toMillis(longest));
    }

    /** By looking again: what it waits for is a pipe of the transport's, of which no event tells. */
    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            TimeUnit.MICROSECONDS.sleep(200);
        }
    }
}
