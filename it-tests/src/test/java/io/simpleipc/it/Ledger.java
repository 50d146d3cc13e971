package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.Outcome;
import io.simpleipc.RemoteQueryException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Queries with a number each, and what their caller was told of each of them: a line {@code id outcome} in a file. With
 * a {@link LedgerBook} at the other side a {@link History} can be judged.
 */
final class Ledger {
    static final String ANSWERED = "ANSWERED";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PADDING = 100_000;

    private static volatile Ledger current;

    private final Connection connection;
    private final String name;
    private final FileOutputStream file;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, CompletableFuture<String>> pending = new LinkedHashMap<>();
    private volatile boolean over;
    private Team team;

    /** What the handler does. */
    enum Kind {
        PLAIN,
        SLOW,
        THROWING,
        LARGE,
        BLOCKED;

        /** Mostly plain. */
        private static Kind any(Random random) {
            return switch (random.nextInt(100)) {
                case 0 -> LARGE;
                case 1, 2, 3, 4, 5 -> SLOW;
                case 6, 7, 8, 9, 10 -> THROWING;
                default -> PLAIN;
            };
        }
    }

    private Ledger(Connection connection, Path path) throws IOException {
        this.connection = connection;
        this.name = String.valueOf(path.getFileName());
        this.file = new FileOutputStream(path.toFile(), true);
    }

    /**
     * What the test says: {@code run FILE THREADS IN-FLIGHT-OF-EACH SEED} queries until {@code stop}, which returns how
     * many have been started; {@code ask FILE COUNT} sends so many whose handlers block, {@code end} returns when all
     * have ended.
     */
    static List<String> obey(Connection connection, List<String> args) throws Exception {
        switch (args.get(0)) {
            case "run" -> {
                current = new Ledger(connection, Path.of(args.get(1)));
                current.start(
                        Integer.parseInt(args.get(2)), Integer.parseInt(args.get(3)), Long.parseLong(args.get(4)));
                return List.of();
            }
            case "ask" -> {
                current = new Ledger(connection, Path.of(args.get(1)));
                current.ask(Integer.parseInt(args.get(2)));
                return List.of();
            }
            case "stop", "end" -> {
                return current.end();
            }
            default -> throw new IllegalArgumentException("unknown " + args);
        }
    }

    /** Whatever runs asks no more, and nobody is told how it went. */
    static void abandon() {
        var abandoned = current;
        if (abandoned != null) {
            abandoned.over = true;
        }
    }

    /** One thread in two asks and waits, query by query; the others ask some at a time. */
    private void start(int threads, int inFlight, long seed) {
        team = new Team("ledger", threads, index -> {
            var random = new Random(seed + index);
            while (!over) {
                if (index % 2 == 0) {
                    one(random);
                } else {
                    some(inFlight, random);
                }
            }
        });
    }

    private void one(Random random) throws InterruptedException {
        var id = nextId();
        var kind = Kind.any(random);
        var query = query(id, kind);
        try {
            note(id, judged(query, kind, connection.query(query, PATIENCE)));
        } catch (RuntimeException e) {
            note(id, failed(kind, e));
            waitForALink();
        }
    }

    private void some(int count, Random random) throws InterruptedException {
        var futures = new ArrayList<CompletableFuture<String>>();
        var ids = new ArrayList<String>();
        var kinds = new ArrayList<Kind>();
        for (int i = 0; i < count; i++) {
            ids.add(nextId());
            kinds.add(Kind.any(random));
            futures.add(connection.queryAsync(query(ids.get(i), kinds.get(i)), PATIENCE));
        }
        for (int i = 0; i < count; i++) {
            settle(ids.get(i), kinds.get(i), futures.get(i));
        }
        waitForALink();
    }

    /** A little: without one queries fail by the thousand. */
    private void waitForALink() {
        if (!over) {
            var unused = connection.awaitConnected(Duration.ofMillis(20));
        }
    }

    private void ask(int count) {
        for (int i = 0; i < count; i++) {
            var id = nextId();
            pending.put(id, connection.queryAsync(query(id, Kind.BLOCKED), PATIENCE));
        }
    }

    private List<String> end() throws IOException, InterruptedException {
        over = true;
        if (team != null) {
            team.awaitAll();
        }
        for (var query : pending.entrySet()) {
            settle(query.getKey(), Kind.BLOCKED, query.getValue());
        }
        file.close();
        return List.of("started=" + numbers);
    }

    private String nextId() {
        return name + "-" + numbers.incrementAndGet();
    }

    private static String query(String id, Kind kind) {
        return "ledger:" + id + ":" + kind + (kind == Kind.LARGE ? ":" + "x".repeat(PADDING) : "");
    }

    private static String judged(String query, Kind kind, String answer) {
        boolean right = kind != Kind.THROWING && query.equals("ledger:" + answer);
        return right ? ANSWERED : "WRONG an answer to another query";
    }

    private void settle(String id, Kind kind, CompletableFuture<String> future) throws InterruptedException {
        try {
            note(id, judged(query(id, kind), kind, end(future)));
        } catch (ExecutionException e) {
            note(id, failed(kind, e.getCause()));
        } catch (TimeoutException e) {
            note(id, "WRONG a future that nobody completed");
        }
    }

    /** This process may have been stopped all the while, and then the query's own end is due just as this is. */
    private static String end(CompletableFuture<String> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return future.get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return future.get(10, TimeUnit.SECONDS);
        }
    }

    /** Only the handlers that should have thrown have thrown. */
    private static String failed(Kind kind, Throwable end) {
        if (!(end instanceof IpcException failure)) {
            return "WRONG " + end;
        }
        boolean threw = failure instanceof RemoteQueryException && failure.outcome() == Outcome.EXECUTED;
        return threw && kind != Kind.THROWING
                ? "WRONG " + end
                : failure.outcome().name();
    }

    private void note(String id, String outcome) {
        try {
            file.write((id + " " + outcome + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
