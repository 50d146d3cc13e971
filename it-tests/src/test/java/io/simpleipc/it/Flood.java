package io.simpleipc.it;

import io.simpleipc.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Threads that echo large payloads as fast as they can: {@code seconds, threads, bytes, seed}. */
final class Flood {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connection connection;
    private final long end;
    private final int threads;
    private final int size;
    private final long seed;
    private final Tally tally = new Tally();

    Flood(Connection connection, List<String> args) {
        this.connection = connection;
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args.get(0)));
        threads = Integer.parseInt(args.get(1));
        size = Integer.parseInt(args.get(2));
        seed = Long.parseLong(args.get(3));
    }

    List<String> run() throws InterruptedException {
        new Team("flood", threads, this::echo).awaitAll();
        return tally.fields();
    }

    private void echo(int index) {
        var payload = new byte[size];
        new Random(seed + index).nextBytes(payload);
        payload[0] = 0;
        while (System.nanoTime() - end < 0) {
            payload[1 + (int) ((System.nanoTime() & 0xffff) % (size - 1))]++;
            long start = System.nanoTime();
            try {
                var answer = connection.query(payload, PATIENCE);
                tally.took(System.nanoTime() - start);
                tally.check(Arrays.equals(payload, answer), "an echo of " + size + " bytes differs");
            } catch (RuntimeException e) {
                tally.wrong("thread " + index, e);
            }
        }
    }
}
