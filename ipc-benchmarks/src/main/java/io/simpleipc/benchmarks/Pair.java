package io.simpleipc.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Two JVMs, one of which asks and one of which echoes. Nothing of them is left when it is closed. */
final class Pair implements AutoCloseable {
    /** What the echoing process writes when all subjects listen. */
    static final String READY = "READY";

    private static final int SECRET_BYTES = 32;

    private final Path directory;
    private final String secret = randomSecret();
    // Guarded by this object's monitor: the JVM's end may come while processes are being started.
    private final List<Process> processes = new ArrayList<>();
    private boolean closed;

    Pair() throws IOException {
        directory = Files.createTempDirectory("ipc-bench-");
    }

    Cell measure(Workload workload, String transport, Placement placement, Effort effort)
            throws IOException, InterruptedException {
        var echo = start(placement.echo(), Main.ECHO, transport, directory.toString(), workload.name());
        try (var echoLines = lines(echo)) {
            if (!READY.equals(echoLines.readLine())) {
                throw new IOException("the echoing process ended, exit code " + echo.waitFor());
            }
            var caller = start(
                    placement.caller(), Main.CALL, transport, directory.toString(), workload.name(), effort.name());
            var rows = new ArrayList<Row>();
            try (var callerLines = lines(caller)) {
                String line;
                while ((line = callerLines.readLine()) != null) {
                    if (Row.isRow(line)) {
                        rows.add(Row.parse(line));
                    }
                }
            }
            if (caller.waitFor() != 0) {
                throw new IOException("the calling process failed, exit code " + caller.exitValue());
            }
            return new Cell(workload, transport, placement, rows);
        }
    }

    private synchronized Process start(List<String> before, String... arguments) throws IOException {
        if (closed) {
            throw new IOException("the benchmark is being stopped");
        }
        var command = new ArrayList<>(before);
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        // The pipe stays open: its end tells the process that this one is gone.
        var in = process.outputWriter(StandardCharsets.UTF_8);
        in.write(secret + "\n");
        in.flush();
        return process;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (var process : processes) {
            process.destroyForcibly().onExit().join();
        }
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String randomSecret() {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
