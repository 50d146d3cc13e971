package io.simpleipc.measure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of ours, with this one's class path. It takes the secret from standard input, which stays open: its end tells
 * the child that this process is gone.
 */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;
    private final Writer orders;

    private Child(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts one.
     *
     * @param before what goes before the command, to pin it to processors for instance
     * @param options of the JVM
     * @param main its main class
     * @param secret its first line of standard input
     * @param arguments its command line
     */
    static Child start(List<String> before, List<String> options, Class<?> main, String secret, String... arguments)
            throws IOException {
        var command = new ArrayList<>(before);
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        // A failed query ends the measurement anyway; that the other side leaves is no news.
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        var child = new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        child.tell(secret);
        return child;
    }

    void tell(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
    }

    BufferedReader lines() {
        return lines;
    }

    /** Reads what it writes next. */
    void expect(String line) throws IOException, InterruptedException {
        var next = lines.readLine();
        if (!line.equals(next)) {
            throw new IOException("instead of " + line + " a process of the measurement wrote "
                    + (next == null ? "nothing more; exit code " + process.waitFor() : next));
        }
    }

    void expectEnd() throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new IOException("a process of the measurement failed, exit code " + process.exitValue());
        }
    }

    /** Ends it at once, by the signal that nobody can catch where there are signals. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ends it if it takes longer: whoever waits for its output is not left waiting. */
    void killAfter(long seconds) {
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(this::kill);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
