package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.QueryInterruptedException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Callers that are interrupted before, in and after a query, each at a random moment: {@code times, seed}. A query ends
 * with its answer or with {@link QueryInterruptedException}, and the flag is set afterwards in both cases.
 */
final class Interrupts {
    private final Connection connection;
    private final int times;
    private final Random random;
    private final Tally tally = new Tally();

    Interrupts(Connection connection, List<String> args) {
        this.connection = connection;
        times = Integer.parseInt(args.get(0));
        random = new Random(Long.parseLong(args.get(1)));
    }

    List<String> run() throws InterruptedException {
        for (int i = 0; i < times; i++) {
            boolean before = random.nextInt(4) == 0;
            var query = random.nextBoolean() ? "sleep:" + random.nextInt(4) : "echo:quick";
            var caller = new Team("interrupted caller", 1, index -> ask(query, before));
            if (!before) {
                TimeUnit.MICROSECONDS.sleep(random.nextInt(3000));
            }
            caller.interrupt(0);
            caller.awaitAll();
        }
        return tally.fields();
    }

    private void ask(String query, boolean interruptedBefore) {
        if (interruptedBefore) {
            Thread.currentThread().interrupt();
        }
        try {
            var answer = connection.query(query);
            tally.check(answer.equals(query.startsWith("echo") ? "quick" : "slept"), query + " was answered " + answer);
            if (interruptedBefore && !Thread.currentThread().isInterrupted()) {
                tally.wrong("an answered caller lost its flag", null);
            }
        } catch (QueryInterruptedException e) {
            tally.interrupted();
            if (!Thread.currentThread().isInterrupted()) {
                tally.wrong("an interrupted caller lost its flag", e);
            }
        } catch (RuntimeException e) {
            tally.wrong(query, e);
        }
    }
}
