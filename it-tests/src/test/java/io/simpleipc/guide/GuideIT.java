package io.simpleipc.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole programs of docs/guide.md, as processes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuideIT {
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (var process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void twoTerminalsTalk() throws Exception {
        var first = start(Hello.class);
        var firstScreen = screen(first);
        assertThat(firstScreen.readLine()).isEqualTo("I am the SERVER. Type something:");
        var second = start(Hello.class);
        var secondScreen = screen(second);
        assertThat(secondScreen.readLine()).isEqualTo("I am the CLIENT. Type something:");

        type(second, "world");
        assertThat(secondScreen.readLine()).isEqualTo("hello, world");
        type(first, "you");
        assertThat(firstScreen.readLine()).isEqualTo("hello, you");

        second.getOutputStream().close();
        assertEnds(second, 0);
        type(first, "still there?");
        assertThat(firstScreen.readLine()).startsWith("no answer: ");
        first.getOutputStream().close();
        assertEnds(first, 0);
        assertThat(socket()).doesNotExist();
    }

    @Test
    void aProgramThatOnlyAnswersLivesUntilItIsTold() throws Exception {
        var clock = start(Clock.class);
        try (var connection = Connection.of(Spec.unix(socket().toString(), "super-secret"), query -> query)) {
            connection.connect(Couple.PATIENCE);
            assertThat(connection.awaitConnected(Couple.PATIENCE)).isTrue();
            assertThat(connection.query("what time is it?")).startsWith("it is 20");
        }
        clock.destroy();
        assertEnds(clock, 128 + 15); // SIGTERM
        assertThat(socket()).doesNotExist();
    }

    private Process start(Class<?> program) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        socket().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    private Path socket() {
        return folder.resolve("s");
    }

    private static BufferedReader screen(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    private static void type(Process process, String line) {
        new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true).println(line);
    }

    private static void assertEnds(Process process, int status) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("has ended")
                .isTrue();
        assertThat(process.exitValue()).as("exit status").isEqualTo(status);
    }
}
