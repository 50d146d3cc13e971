package io.simpleipc.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/** Two JVMs, one of which asks and one of which answers. Nothing of them is left when it is closed. */
public final class Pair implements AutoCloseable {
    private static final int SECRET_BYTES = 32;
    private static final long LIMIT_SECONDS = 3_600 + 600; // the longest that is asked for, and some

    private final Path directory;
    private final String secret = randomSecret();
    // Guarded by this object's monitor: the JVM's end may come while processes are being started.
    private final List<Child> children = new ArrayList<>();
    private boolean closed;

    /**
     * Nothing is started yet.
     *
     * @throws IOException if there is no place to meet
     */
    public Pair() throws IOException {
        directory = Files.createTempDirectory("ipc-bench-");
    }

    /**
     * Measures with a pair of its own; should this JVM be told to end meanwhile, nothing is left either.
     *
     * @param workloads what to ask, one after the other
     * @param subjects whom
     * @param transport {@code unix} or {@code tcp}
     * @param placement where the processes run
     * @param effort how long
     * @param progress hears how much is done, from 0 to 1
     * @return what was measured, a cell for each workload
     * @throws IOException if a process fails
     * @throws InterruptedException if the thread is interrupted
     */
    public static List<Cell> measure(
            List<Workload> workloads,
            List<Subject> subjects,
            String transport,
            Placement placement,
            Effort effort,
            DoubleConsumer progress)
            throws IOException, InterruptedException {
        var pair = new Pair();
        var cleaner = ExitHook.add("clean-up", pair::close);
        try (pair) {
            var arguments = new String[] {
                transport,
                pair.directory.toString(),
                workloads.stream().map(Workload::name).collect(Collectors.joining(",")),
                effort.text(),
                subjects.stream().map(Subject::label).collect(Collectors.joining(","))
            };
            var options = subjects.stream()
                    .flatMap(subject -> subject.jvmOptions().stream())
                    .distinct()
                    .toList();
            var rows = pair.rows(placement, options, arguments, progress);
            return workloads.stream()
                    .map(workload ->
                            new Cell(workload, transport, placement, rows.getOrDefault(workload.name(), List.of())))
                    .toList();
        } finally {
            var unused = cleaner.remove(); // closing twice does no harm
        }
    }

    /** By the names of their workloads. */
    private Map<String, List<Row>> rows(
            Placement placement, List<String> options, String[] arguments, DoubleConsumer progress)
            throws IOException, InterruptedException {
        start(placement.peer(), options, MeasuringProcess.SERVE, arguments).expect(MeasuringProcess.READY);
        var caller = start(placement.caller(), options, MeasuringProcess.CALL, arguments);
        caller.killAfter(LIMIT_SECONDS);
        var rows = new HashMap<String, List<Row>>();
        String line;
        while ((line = caller.lines().readLine()) != null) {
            int space = line.indexOf(' ');
            var rest = line.substring(space + 1);
            if (line.startsWith(MeasuringProcess.PROGRESS)) {
                progress.accept(Double.parseDouble(rest));
            } else {
                rows.computeIfAbsent(line.substring(0, space), workload -> new ArrayList<>())
                        .add(Row.parse(rest));
            }
        }
        caller.expectEnd();
        return rows;
    }

    private synchronized Child start(List<String> before, List<String> options, String role, String... arguments)
            throws IOException {
        if (closed) {
            throw new IOException("the measurement is being stopped");
        }
        var words = new String[arguments.length + 1];
        words[0] = role;
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        var child = Child.start(before, options, MeasuringProcess.class, secret, words);
        children.add(child);
        return child;
    }

    @Override
    public synchronized void close() {
        closed = true;
        children.forEach(Child::close);
        delete(directory);
    }

    /** Deletes all that is there; what cannot be deleted stays. */
    static void delete(Path directory) {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            return; // it is not there any more, or in use
        }
    }

    private static String randomSecret() {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
