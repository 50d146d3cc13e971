package io.simpleipc.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run of the jar: its own standard output and error in files of its own, and nothing of this build's environment.
 *
 * @param process running or ended
 * @param out what it writes to standard output
 * @param err and to standard error
 */
record IpcRun(Process process, Path out, Path err) {
    private static final Path JAR =
            Path.of(System.getProperty("ipc.jar", "target/ipc.jar")).toAbsolutePath();

    /** What came of it. */
    record Ended(int code, String out, String err) {}

    /** The command line of a run, options of the JVM first. */
    static List<String> commandLine(List<String> jvmOptions, String... arguments) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    static IpcRun start(Path directory, Redirect in, List<String> jvmOptions, String... arguments) throws IOException {
        assertThat(JAR).isRegularFile();
        var out = Files.createTempFile(directory, "out", "");
        var err = Files.createTempFile(directory, "err", "");
        var builder = new ProcessBuilder(commandLine(jvmOptions, arguments))
                .redirectInput(in)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
        return new IpcRun(builder.start(), out, err);
    }

    /** With an input that has ended, in an environment with some more. */
    static IpcRun start(Path directory, Map<String, String> more, String... arguments) throws IOException {
        var out = Files.createTempFile(directory, "out", "");
        var err = Files.createTempFile(directory, "err", "");
        var builder = new ProcessBuilder(commandLine(List.of(), arguments))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG"));
        builder.environment().putAll(more);
        return new IpcRun(builder.start(), out, err);
    }

    Ended ended() throws IOException, InterruptedException {
        assertThat(process.waitFor(60, SECONDS)).as("ended in time").isTrue();
        // What is no text is looked at in the file.
        return new Ended(
                process.exitValue(),
                new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
                Files.readString(err));
    }

    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
