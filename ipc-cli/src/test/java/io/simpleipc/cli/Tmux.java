package io.simpleipc.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One real terminal, by a tmux of its own, in which a command runs. */
final class Tmux implements AutoCloseable {
    private final Path socket;
    private final Path exitCode;

    /**
     * Starts the command.
     *
     * @param directory for the socket of tmux and the exit code
     * @param name of the terminal, unique in that directory
     * @param environment assignments for env(1), such as A=b
     * @param command what to run, and its arguments
     */
    Tmux(Path directory, String name, List<String> environment, List<String> command)
            throws IOException, InterruptedException {
        this.socket = directory.resolve(name + ".tmux");
        this.exitCode = directory.resolve(name + ".code");
        var words = new ArrayList<>(List.of("env", "-u", "TMUX"));
        words.addAll(environment);
        words.addAll(command);
        var line = words.stream().map(Tmux::quoted).collect(Collectors.joining(" "));
        // What was on the screen must be there when the command has ended.
        tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                "150",
                "-y",
                "50",
                line + "; echo $? > " + quoted(exitCode.toString()) + "; exec sleep 600");
    }

    static boolean isInstalled() {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "tmux")));
    }

    void type(String line) throws IOException, InterruptedException {
        tmux("send-keys", "-l", line);
        press("Enter");
    }

    /** Without Enter. */
    void typeHalf(String text) throws IOException, InterruptedException {
        tmux("send-keys", "-l", text);
    }

    /** How the terminal is set, as stty says it. */
    String settings() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        "stty",
                        "-F",
                        tmux("display-message", "-p", "#{pane_tty}").strip(),
                        "-a")
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, SECONDS)).isTrue();
        return said;
    }

    /** The lines on the screen, without colours and without what is empty at the end. */
    List<String> rows() throws IOException, InterruptedException {
        return List.of(tmux("capture-pane", "-p").stripTrailing().split("\n"));
    }

    void press(String key) throws IOException, InterruptedException {
        tmux("send-keys", key);
    }

    /** With the sequences that make colours. */
    String screen() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p", "-e", "-J");
    }

    void awaitOnScreen(String text) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(screen()).contains(text));
    }

    int awaitExitCode() throws IOException {
        await().atMost(Duration.ofSeconds(40))
                .until(() ->
                        Files.exists(exitCode) && Files.readString(exitCode).endsWith("\n"));
        return Integer.parseInt(Files.readString(exitCode).strip());
    }

    private String tmux(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("TMUX");
        builder.environment().put("TERM", "screen");
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
        return said;
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Ends the terminal and whatever runs in it. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (!Files.exists(socket)) {
            return;
        }
        var server = ProcessHandle.of(
                Long.parseLong(tmux("display-message", "-p", "#{pid}").strip()));
        tmux("kill-server");
        // Of one that has ended no command is known, even while whoever has adopted it takes no notice.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.flatMap(process -> process.info().command()).isEmpty());
    }
}
