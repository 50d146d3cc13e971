package io.simpleipc.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures everything and prints the table. The same program, with other arguments, is each of the two processes of a
 * pair; these take the secret from standard input and end when it ends.
 */
public final class Main {
    /** The first argument of the echoing process; then transport, directory and workload. */
    static final String ECHO = "echo";

    /** The first argument of the calling process; then transport, directory, workload and effort. */
    static final String CALL = "call";

    private static final List<String> TRANSPORTS = List.of("unix", "tcp");
    private static final String USAGE = "usage: ipc-benchmarks/run [--quick] [--only TEXT] [--results DIRECTORY]";

    private Main() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments {@code --quick}, {@code --only TEXT} and {@code --results DIRECTORY}, all optional
     * @throws Exception if a measurement fails
     */
    public static void main(String[] arguments) throws Exception {
        var words = List.of(arguments);
        if (!words.isEmpty() && words.get(0).equals(ECHO)) {
            echo(words);
        } else if (!words.isEmpty() && words.get(0).equals(CALL)) {
            call(words);
        } else {
            benchmark(words);
        }
    }

    private static void benchmark(List<String> words) throws IOException, InterruptedException {
        var effort = Effort.FULL;
        var results = Path.of("results");
        var only = "";
        for (var rest = words.iterator(); rest.hasNext(); ) {
            var word = rest.next();
            if (word.equals("--quick")) {
                effort = Effort.QUICK;
            } else if (word.equals("--only") && rest.hasNext()) {
                only = rest.next();
            } else if (word.equals("--results") && rest.hasNext()) {
                results = Path.of(rest.next());
            } else {
                System.out.println(USAGE);
                System.exit(word.equals("--help") ? 0 : 2);
            }
        }
        var report = new Report(effort, System.out);
        report.start();
        for (var workload : Workload.ALL) {
            for (var transport : TRANSPORTS) {
                for (var placement : Placement.available()) {
                    if ((workload.name() + ", " + transport + ", " + placement.name()).contains(only)) {
                        report.add(measure(workload, transport, placement, effort));
                    }
                }
            }
        }
        System.out.printf("%nwritten to %s%n", report.write(results));
    }

    private static Cell measure(Workload workload, String transport, Placement placement, Effort effort)
            throws IOException, InterruptedException {
        var pair = new Pair();
        var cleaner = new Thread(
                () -> {
                    try {
                        pair.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "clean-up");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try (pair) {
            return pair.measure(workload, transport, placement, effort);
        } finally {
            removeHook(cleaner);
        }
    }

    private static void removeHook(Thread cleaner) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // The JVM is ending already: the hook is at work.
            return;
        }
    }

    private static void echo(List<String> words) throws Exception {
        var in = standardInput();
        var place = place(words, in);
        var echoes = new ArrayList<Closeable>();
        for (var subject : Workload.named(words.get(3)).subjects()) {
            echoes.add(subject.echo(place));
        }
        System.out.println(Pair.READY);
        awaitEnd(in);
        for (var echo : echoes) {
            echo.close();
        }
    }

    private static void call(List<String> words) throws Exception {
        var reports = System.out;
        System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        var in = standardInput();
        var place = place(words, in);
        var watch = new Thread(
                () -> {
                    awaitEnd(in);
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
        for (var row : CallingProcess.run(place, Workload.named(words.get(3)), Effort.named(words.get(4)))) {
            reports.println(row.line());
        }
        reports.flush();
    }

    private static Place place(List<String> words, BufferedReader in) throws IOException {
        return new Place(words.get(1), Path.of(words.get(2)), required(in.readLine()));
    }

    private static String required(@Nullable String secret) throws IOException {
        if (secret == null) {
            throw new IOException("the secret is to come from standard input");
        }
        return secret;
    }

    private static BufferedReader standardInput() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    private static void awaitEnd(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                continue;
            }
        } catch (IOException e) {
            // As good as its end.
            return;
        }
    }
}
