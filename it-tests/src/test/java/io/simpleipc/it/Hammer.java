package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that query whatever happens, and count how each query ended: {@code milliseconds, threads, kind, argument}.
 * Kinds: {@code bytes} (echo of so many), {@code size} (a small query, an answer of so many bytes), {@code block} (a
 * handler that waits; each query has a number of its own), {@code send} (a one-way message of so many characters, the
 * handler of which waits).
 */
final class Hammer {
    private final Connection connection;
    private final long end;
    private final int threads;
    private final String kind;
    private final int size;
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final Map<String, AtomicInteger> ends = new ConcurrentSkipListMap<>();
    private final Map<String, Boolean> notExecuted = new ConcurrentHashMap<>();

    Hammer(Connection connection, List<String> args) {
        this.connection = connection;
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args.get(0)));
        threads = Integer.parseInt(args.get(1));
        kind = args.get(2);
        size = Integer.parseInt(args.get(3));
    }

    /** Returns how often each end was met, and the numbers of the blocking queries said not to have been executed. */
    List<String> run() throws InterruptedException {
        new Team("hammer", threads, index -> hammer()).awaitAll();
        var fields = new ArrayList<String>();
        ends.forEach((name, count) -> fields.add(name + "=" + count));
        fields.add("longest=" + TimeUnit.NANOSECONDS.toMillis(longest.get()));
        if (!notExecuted.isEmpty()) {
            fields.add("not-executed=" + String.join(",", notExecuted.keySet()));
        }
        return fields;
    }

    private void hammer() throws InterruptedException {
        while (System.nanoTime() - end < 0) {
            var id = String.valueOf(number.incrementAndGet());
            long start = System.nanoTime();
            try {
                strike(id);
                count("right");
            } catch (IpcException e) {
                count(e.getClass().getSimpleName() + "/" + e.outcome());
                if (kind.equals("block") && e.outcome() == Outcome.NOT_EXECUTED && notExecuted.size() < 2000) {
                    notExecuted.put(id, true);
                }
                Thread.sleep(1);
            } catch (RuntimeException | Error e) {
                count(e.toString());
                Thread.sleep(1);
            }
            longest.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    private void strike(String id) {
        switch (kind) {
            case "bytes" -> connection.query(new byte[size]);
            case "size" -> connection.query("size:" + size);
            case "block" -> connection.query("block:" + id);
            case "send" -> connection.send("block:" + "x".repeat(size));
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private void count(String name) {
        ends.computeIfAbsent(name, ignored -> new AtomicInteger()).incrementAndGet();
    }
}
