package io.simpleipc.it;

import io.simpleipc.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Threads that query in a row and compare every answer: {@code threads, queries of each, largest payload, seed}. */
final class Load {
    private final Connection connection;
    private final int threads;
    private final int queries;
    private final int largest;
    private final long seed;

    Load(Connection connection, List<String> args) {
        this.connection = connection;
        threads = Integer.parseInt(args.get(0));
        queries = Integer.parseInt(args.get(1));
        largest = Integer.parseInt(args.get(2));
        seed = Long.parseLong(args.get(3));
    }

    /** Returns how many answers were right, how many wrong, the longest and the 99th percentile in us, the first error. */
    List<String> run() throws InterruptedException {
        var tally = new Tally();
        var team = new Team("load", threads, index -> queryInARow(index, tally));
        team.awaitAll();
        return tally.fields();
    }

    private void queryInARow(int index, Tally tally) {
        var random = new Random(seed + index);
        var material = Tally.material(random, largest);
        for (int i = 0; i < queries; i++) {
            var payload = Tally.slice(material, random, 1 + random.nextInt(largest));
            long start = System.nanoTime();
            try {
                var answer = connection.query(payload);
                tally.took(System.nanoTime() - start);
                tally.check(Arrays.equals(payload, answer), "an echo of " + payload.length + " bytes differs");
            } catch (RuntimeException e) {
                tally.wrong("query " + i + " of thread " + index, e);
            }
        }
    }
}
