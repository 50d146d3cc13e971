package io.simpleipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as people run it: the jar, in processes of its own. */
class DemoIT {
    private static final Path JAR =
            Path.of(System.getProperty("ipc.jar", "target/ipc.jar")).toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String LAST_LINE = "demo ok: [1-9][0-9]* queries, p50 [0-9.]+ us, recovered in [0-9]+ ms";

    /** The secret is 64 hexadecimal digits; nothing else in sight has that many. */
    private static final Pattern SECRET = Pattern.compile("[0-9a-f]{40}");

    @TempDir
    Path temp;

    private Process demo;
    private final Set<ProcessHandle> seen = new HashSet<>();
    private final List<String> commandLinesAndEnvironments = new ArrayList<>();

    @BeforeEach
    void theJarIsBuilt() {
        assertThat(JAR).isRegularFile();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (demo != null) {
            demo.destroyForcibly().waitFor();
        }
        for (var process : seen) {
            process.onExit().get(5, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void theDemoEndsWellAndLeavesNothing(String type) throws Exception {
        long start = System.nanoTime();
        start("demo", "--type", type);
        while (demo.isAlive()) {
            look();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
            demo.waitFor(50, TimeUnit.MILLISECONDS);
        }

        var lines = Files.readAllLines(temp.resolve("out"));
        assertThat(demo.exitValue()).as("exit code; output: %s", lines).isZero();
        assertThat(lines.get(lines.size() - 1)).matches(LAST_LINE);
        assertThat(String.join("\n", lines))
                .contains("kill -9 ", "took over and listens, as server", "the pair is whole again");
        assertThat(seen)
                .as("processes: two, and one that joins later")
                .hasSize(3)
                .noneMatch(ProcessHandle::isAlive);
        assertThat(leftovers()).isEmpty();
        assertThat(SECRET.matcher(String.join("\n", lines)).find()).isFalse();
        assertThat(SECRET.matcher(Files.readString(temp.resolve("err"))).find()).isFalse();
        assertThat(commandLinesAndEnvironments)
                .isNotEmpty()
                .allSatisfy(text -> assertThat(SECRET.matcher(text).find()).isFalse());
    }

    @Test
    void aDemoThatIsInterruptedLeavesNothing() throws Exception {
        start("demo");
        awaitMembers();

        demo.destroy();

        assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isNotZero();
        assertThat(seen).noneMatch(ProcessHandle::isAlive);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aMemberThatDiesUnexpectedlyEndsTheDemo() throws Exception {
        start("demo");
        awaitMembers();

        seen.iterator().next().destroyForcibly();

        assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isEqualTo(1);
        assertThat(Files.readString(temp.resolve("out")))
                .containsPattern("demo failed: process [0-9]+ ended unexpectedly");
        assertThat(seen).noneMatch(ProcessHandle::isAlive);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void membersEndWhenTheDemoIsKilled() throws Exception {
        start("demo");
        awaitMembers();

        demo.destroyForcibly();

        for (var member : seen) {
            member.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    private void start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Djava.io.tmpdir=" + Files.createDirectory(temp.resolve("tmp")),
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile());
        // Of this build's own environment nothing can be said.
        builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "LANG"));
        demo = builder.start();
    }

    private void awaitMembers() throws InterruptedException {
        while (seen.size() < 2) {
            assertThat(demo.isAlive()).isTrue();
            look();
            Thread.sleep(10);
        }
    }

    /** Notes the demo's children, and what anybody on this machine can see of them. */
    private void look() {
        demo.children().forEach(child -> {
            seen.add(child);
            for (var file : List.of("cmdline", "environ")) {
                try {
                    commandLinesAndEnvironments.add(
                            Files.readString(Path.of("/proc", String.valueOf(child.pid()), file)));
                } catch (IOException e) {
                    // It has ended meanwhile.
                    continue;
                }
            }
        });
    }

    private List<Path> leftovers() throws IOException {
        try (var files = Files.list(temp.resolve("tmp"))) {
            // A JVM keeps its own data in hsperfdata_<user>.
            return files.filter(file -> file.getFileName().toString().startsWith("ipc"))
                    .toList();
        }
    }
}
