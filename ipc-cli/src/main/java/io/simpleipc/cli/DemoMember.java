package io.simpleipc.cli;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import io.simpleipc.Peer;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of the demo. All of them run this code: the same spec, the same handler, the same {@code connect()}.
 *
 * <p>It takes the secret and then orders from standard input, one a line, and writes {@link Report}s to standard
 * output. When standard input ends the director is gone, and so is this process, whatever it is doing.
 */
final class DemoMember {
    /** Orders of the director. */
    static final String ASK = "ask ";

    static final String MEASURE = "measure ";
    static final String QUIT = "quit";

    /** Queries that the handler knows. */
    static final String WHO = "who are you?";

    static final String AGE = "how long have you been running?";
    static final String SLOW = "take your time";
    static final String PING = "ping";

    private static final String DIRECTOR_IS_GONE = "";
    private static final Duration DRAIN = Duration.ofMillis(500);
    private static final long LONGEST_CLOSE_MILLIS = 3_000;
    private static final long SLOW_MILLIS = 3_000;

    private final long pid = ProcessHandle.current().pid();
    private final long startedAt = System.nanoTime();
    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private final PrintStream out;

    /** Which end this process is; written by the listener, read by handlers. */
    private volatile @Nullable Role role;

    private DemoMember(PrintStream out) {
        this.out = out;
    }

    static int run(String type, String address) throws IOException {
        // Standard output carries reports only; what anything else prints there must not get among them.
        var reports = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var secret = in.readLine();
        if (secret == null) {
            return 1;
        }
        return new DemoMember(reports).run(type, address, secret, in);
    }

    private int run(String type, String address, String secret, BufferedReader in) {
        try (var connection = Connection.builder(Spec.of(type, address, secret))
                .onQuery(this::answer)
                .listener(new Reporter())
                .drain(DRAIN)
                .build()) {
            var reader = new Thread(() -> read(in), "demo-orders");
            reader.setDaemon(true);
            reader.start();
            connection.connect();
            while (true) {
                var order = orders.take();
                if (order.equals(DIRECTOR_IS_GONE)) {
                    return 1;
                } else if (order.equals(QUIT)) {
                    return 0;
                } else if (order.startsWith(ASK)) {
                    ask(connection, order.substring(ASK.length()));
                } else if (order.startsWith(MEASURE)) {
                    measure(connection, Long.parseLong(order.substring(MEASURE.length())));
                } else {
                    throw new IllegalArgumentException("unknown order \"" + order + "\"");
                }
            }
        } catch (IpcException | InterruptedException | IllegalArgumentException e) {
            report(Report.of(Report.Kind.BROKEN, e.getClass().getSimpleName() + ": " + e.getMessage()));
            return 1;
        }
    }

    /** The handler of every process of the demo. */
    private String answer(String query) throws InterruptedException {
        return switch (query) {
            case PING -> "pong";
            case WHO -> "I am process " + pid + ", the " + name(role);
            case AGE -> String.format(Locale.ROOT, "for %.1f seconds", (System.nanoTime() - startedAt) / 1e9);
            case SLOW -> {
                report(Report.of(Report.Kind.THINKING));
                Thread.sleep(SLOW_MILLIS);
                yield "done";
            }
            default -> throw new IllegalArgumentException("I do not understand the question");
        };
    }

    private void ask(Connection connection, String query) {
        long start = System.nanoTime();
        try {
            var answer = connection.query(query);
            report(Report.of(Report.Kind.ANSWERED, System.nanoTime() - start, answer));
        } catch (IpcException e) {
            report(Report.of(
                    Report.Kind.FAILED,
                    System.nanoTime() - start,
                    e.getClass().getSimpleName(),
                    e.outcome(),
                    String.valueOf(e.getMessage())));
        }
    }

    /** Queries one after the other: a while to warm up, then as long again with a clock. */
    private void measure(Connection connection, long millis) {
        long start = System.nanoTime();
        long warm = start + TimeUnit.MILLISECONDS.toNanos(millis);
        long end = warm + TimeUnit.MILLISECONDS.toNanos(millis);
        var latencies = new Latencies();
        long queries = 0;
        long before = start;
        while (before - end < 0 || latencies.count() == 0) {
            connection.query(PING);
            long after = System.nanoTime();
            if (before - warm >= 0) {
                latencies.add(after - before);
            }
            queries++;
            before = after;
        }
        report(Report.of(Report.Kind.MEASURED, queries, latencies.percentile(50), latencies.percentile(99)));
    }

    /** Runs on a thread of its own, so that the end of standard input is seen in the midst of an order. */
    private void read(BufferedReader in) {
        try {
            String line;
            while ((line = in.readLine()) != null) {
                orders.add(line);
            }
        } catch (IOException e) {
            report(Report.of(Report.Kind.BROKEN, "standard input failed: " + e.getMessage()));
        }
        orders.add(DIRECTOR_IS_GONE);
        try {
            Thread.sleep(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private void report(Report report) {
        synchronized (out) {
            out.println(report.line());
            out.flush();
        }
    }

    static String name(@Nullable Role role) {
        return role == null ? "newcomer" : role == Role.SERVER ? "server" : "client";
    }

    /** Tells the director what happens to the connection. */
    private final class Reporter implements ConnectionListener {
        @Override
        public void listening() {
            role = Role.SERVER;
            report(Report.of(Report.Kind.LISTENING));
        }

        @Override
        public void connected(Peer peer) {
            role = peer.role() == Role.SERVER ? Role.CLIENT : Role.SERVER;
            report(Report.of(Report.Kind.CONNECTED, name(role), peer.pid()));
        }

        @Override
        public void disconnected(IpcException cause) {
            report(Report.of(Report.Kind.DISCONNECTED, String.valueOf(cause.getMessage())));
        }
    }
}
