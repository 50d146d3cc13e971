package io.simpleipc.measure;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Each of the two processes of a {@link Pair}. Takes the secret from standard input and ends when that ends. */
public final class MeasuringProcess {
    /** The first argument of the process that answers. */
    static final String SERVE = "serve";

    /** The first argument of the process that asks. */
    static final String CALL = "call";

    /** What the serving process writes when all subjects listen. */
    static final String READY = "READY";

    /** What the calling process writes before how much is done. */
    static final String PROGRESS = "PROGRESS ";

    private static final long PROGRESS_NANOS = 100_000_000;

    private final List<Workload> workloads;
    private final Effort effort;
    private final List<Subject> subjects;
    private final Place place;

    private MeasuringProcess(List<String> words, String secret) {
        this.place = new Place(words.get(1), Path.of(words.get(2)), secret);
        this.workloads =
                Stream.of(words.get(3).split(",")).map(Workloads::named).toList();
        this.effort = Effort.parse(words.get(4));
        this.subjects =
                Stream.of(words.get(5).split(",")).map(Subjects::labelled).toList();
    }

    /**
     * Serves or calls.
     *
     * @param arguments the role, the transport, the directory where to meet, names of workloads, effort, and labels
     *     of subjects
     * @throws Exception if a measurement fails
     */
    public static void main(String[] arguments) throws Exception {
        var reports = System.out;
        System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8)); // whatever a library has to say
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var process = new MeasuringProcess(List.of(arguments), required(in.readLine()));
        if (arguments[0].equals(SERVE)) {
            process.serve(reports, in);
        } else {
            endWith(in);
            process.call(reports);
        }
        reports.flush();
        System.exit(0); // a peer may have left threads
    }

    private void serve(PrintStream reports, BufferedReader in) throws Exception {
        var ends = new ArrayList<Closeable>();
        ends.add(PeerVitals.serve(place));
        for (var subject : subjects) {
            ends.add(subject.serve(place));
        }
        reports.println(READY);
        awaitEnd(in);
        for (var end : ends) {
            end.close();
        }
    }

    private void call(PrintStream reports) throws Exception {
        try (var peer = PeerVitals.connect(place)) {
            for (int i = 0; i < workloads.size(); i++) {
                var workload = workloads.get(i);
                var stage = new Stage(place, subjects, effort, peer, new Progress(reports, i, workloads.size()));
                for (var row : workload.measure(stage)) {
                    reports.println(workload.name() + " " + row.line());
                }
            }
        }
    }

    static String required(@Nullable String secret) throws IOException {
        if (secret == null) {
            throw new IOException("the secret is to come from standard input");
        }
        return secret;
    }

    /** Ends this JVM as soon as standard input ends: the process that started it is gone. */
    static void endWith(BufferedReader in) {
        var watch = new Thread(
                () -> {
                    awaitEnd(in);
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    static void awaitEnd(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                continue;
            }
        } catch (IOException e) {
            return; // as good as its end
        }
    }

    /** Writes how much of all workloads is done, now and then. */
    private static final class Progress implements DoubleConsumer {
        private final PrintStream reports;
        private final int before;
        private final int all;
        private long last = System.nanoTime();

        Progress(PrintStream reports, int before, int all) {
            this.reports = reports;
            this.before = before;
            this.all = all;
        }

        @Override
        public void accept(double done) {
            long now = System.nanoTime();
            if (now - last >= PROGRESS_NANOS) {
                last = now;
                reports.println(PROGRESS + (before + done) / all);
            }
        }
    }
}
