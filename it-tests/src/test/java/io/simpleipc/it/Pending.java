package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Queries whose handlers wait while the link is broken, half of them asynchronous: {@code how many}. Returns when all
 * have ended: how many, with which ends, and how long after the first of them the last one ended.
 */
final class Pending {
    private static final Duration TIMEOUT = Duration.ofSeconds(25);

    private final Connection connection;
    private final int queries;
    private final Tally tally = new Tally();

    Pending(Connection connection, List<String> args) {
        this.connection = connection;
        queries = Integer.parseInt(args.get(0));
    }

    List<String> run() throws InterruptedException {
        var futures = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < queries / 2; i++) {
            futures.add(connection.queryAsync("block:async " + i, TIMEOUT));
        }
        new Team("pending", queries - futures.size(), this::ask).awaitAll();
        for (var future : futures) {
            awaitLoss(future);
        }
        return tally.fields();
    }

    private void ask(int index) {
        try {
            connection.query("block:sync " + index, TIMEOUT);
            tally.wrong("query " + index + " was answered", null);
        } catch (RuntimeException e) {
            judge(e);
        }
    }

    private void awaitLoss(CompletableFuture<String> future) throws InterruptedException {
        try {
            future.get(5, TimeUnit.SECONDS);
            tally.wrong("an asynchronous query was answered", null);
        } catch (ExecutionException e) {
            judge(e.getCause());
        } catch (TimeoutException e) {
            tally.wrong("a future was left incomplete", e);
        }
    }

    private void judge(Throwable end) {
        if (end instanceof ConnectionLostException) {
            tally.right();
        } else {
            tally.wrong("a pending query", end);
        }
    }
}
