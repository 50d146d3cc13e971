package io.simpleipc.it;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.QueryInterruptedException;
import io.simpleipc.RemoteQueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Everything at once: threads that mix echoes up to 300 KB, nested queries of depth 1-6, handlers that sleep 1-6 ms, and
 * bursts of 16 asynchronous queries, while some of them are interrupted at random. Every payload is compared byte by
 * byte. Arguments: {@code seconds, threads, seed, interrupts (true or false)}.
 */
final class Stress {
    private static final int LARGEST = 300_000;
    private static final int BURST = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Connection connection;
    private final long end;
    private final int threads;
    private final long seed;
    private final boolean interrupts;
    private final Tally tally = new Tally();

    Stress(Connection connection, List<String> args) {
        this.connection = connection;
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args.get(0)));
        threads = Integer.parseInt(args.get(1));
        seed = Long.parseLong(args.get(2));
        interrupts = Boolean.parseBoolean(args.get(3));
    }

    List<String> run() throws InterruptedException {
        var team = new Team("stress", threads, this::mix);
        if (interrupts) {
            var random = new Random(seed - 1);
            while (System.nanoTime() - end < 0) {
                Thread.sleep(1 + random.nextInt(10));
                team.interrupt(random.nextInt(threads));
            }
        }
        team.awaitAll();
        return tally.fields();
    }

    private void mix(int index) {
        var random = new Random(seed + index);
        var material = Tally.material(random, LARGEST);
        while (System.nanoTime() - end < 0) {
            long start = System.nanoTime();
            try {
                switch (random.nextInt(8)) {
                    case 0 -> nested(1 + random.nextInt(6));
                    case 1 -> text("sleep:" + (1 + random.nextInt(6)), "slept");
                    case 2 -> burst(material, random);
                    case 3 -> echo(Tally.slice(material, random, 1 + random.nextInt(LARGEST)));
                    default -> echo(Tally.slice(material, random, 1 + random.nextInt(2000)));
                }
                tally.took(System.nanoTime() - start);
            } catch (QueryInterruptedException e) {
                if (!Thread.interrupted()) {
                    tally.wrong("an interrupted caller lost its flag", e);
                }
                tally.interrupted();
            } catch (RemoteQueryException e) {
                // Nested handlers run on the stack of the caller, who may be interrupted right there.
                if (interrupts && String.valueOf(e.getMessage()).contains("nterrupted")) {
                    tally.interrupted();
                } else {
                    tally.wrong("thread " + index, e);
                }
            } catch (RuntimeException e) {
                tally.wrong("thread " + index, e);
            }
        }
    }

    private void nested(int depth) {
        var expected = new StringBuilder();
        for (int i = depth; i > 0; i--) {
            expected.append(i).append('>');
        }
        text("nest:" + depth, expected + "0");
    }

    private void text(String query, String expected) {
        var answer = connection.query(query, PATIENCE);
        tally.check(answer.equals(expected), query + " was answered " + answer);
    }

    private void echo(byte[] payload) {
        var answer = connection.query(payload, PATIENCE);
        tally.check(Arrays.equals(payload, answer), "an echo of " + payload.length + " bytes differs");
    }

    private void burst(byte[] material, Random random) {
        var payloads = new ArrayList<byte[]>();
        var futures = new ArrayList<CompletableFuture<byte[]>>();
        for (int i = 0; i < BURST; i++) {
            payloads.add(Tally.slice(material, random, 1 + random.nextInt(500)));
            futures.add(connection.queryAsync(payloads.get(i), PATIENCE));
        }
        for (int i = 0; i < BURST; i++) {
            awaitEcho(futures.get(i), payloads.get(i));
        }
    }

    private void awaitEcho(CompletableFuture<byte[]> future, byte[] payload) {
        while (true) {
            try {
                var answer = future.get(PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
                tally.check(Arrays.equals(payload, answer), "an asynchronous echo differs");
                return;
            } catch (InterruptedException e) {
                tally.interrupted(); // the future goes on
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IpcException cause) {
                    throw cause;
                }
                tally.wrong("an asynchronous query", e);
                return;
            } catch (TimeoutException e) {
                tally.wrong("a future was left incomplete", e);
                return;
            }
        }
    }
}
