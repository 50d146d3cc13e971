package io.simpleipc.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Two JVMs, one of which asks and one of which answers. Nothing of them is left when it is closed. */
public final class Pair implements AutoCloseable {
    private static final int SECRET_BYTES = 32;

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
     * Measures one cell with a pair of its own; should this JVM be told to end meanwhile, nothing is left either.
     *
     * @param workload what to ask
     * @param subjects whom
     * @param transport {@code unix} or {@code tcp}
     * @param placement where the processes run
     * @param effort how long
     * @return what was measured
     * @throws IOException if a process fails
     * @throws InterruptedException if the thread is interrupted
     */
    public static Cell measure(
            Workload workload, List<Subject> subjects, String transport, Placement placement, Effort effort)
            throws IOException, InterruptedException {
        var pair = new Pair();
        var cleaner = new Thread(pair::close, "clean-up");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try (pair) {
            var rows = pair.rows(workload, subjects, transport, placement, effort);
            return new Cell(workload, transport, placement, rows);
        } finally {
            removeHook(cleaner);
        }
    }

    private static void removeHook(Thread cleaner) {
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            return; // the JVM is ending already: the hook is at work
        }
    }

    private List<Row> rows(
            Workload workload, List<Subject> subjects, String transport, Placement placement, Effort effort)
            throws IOException, InterruptedException {
        var arguments = new String[] {
            transport,
            directory.toString(),
            workload.name(),
            effort.text(),
            subjects.stream().map(Subject::label).collect(Collectors.joining(","))
        };
        start(placement.peer(), MeasuringProcess.SERVE, arguments).expect(MeasuringProcess.READY);
        var caller = start(placement.caller(), MeasuringProcess.CALL, arguments);
        var rows = new ArrayList<Row>();
        String line;
        while ((line = caller.lines().readLine()) != null) {
            if (Row.isRow(line)) {
                rows.add(Row.parse(line));
            }
        }
        caller.expectEnd();
        return rows;
    }

    private synchronized Child start(List<String> before, String role, String... arguments) throws IOException {
        if (closed) {
            throw new IOException("the measurement is being stopped");
        }
        var words = new String[arguments.length + 1];
        words[0] = role;
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        var child = Child.start(before, MeasuringProcess.class, secret, words);
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
