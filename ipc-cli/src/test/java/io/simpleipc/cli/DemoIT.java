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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as people run it: the jar, in processes of its own. */
class DemoIT {
    private static final Duration LIMIT = Duration.ofSeconds(60); // only for one that hangs
    private static final String LAST_LINE = "demo ok: [1-9][0-9]* queries, p50 [0-9.]+ us, recovered in [0-9]+ ms";

    @TempDir
    Path temp;

    private IpcJar jar;
    private Process demo;
    private final Set<ProcessHandle> seen = new HashSet<>();
    private final List<String> commandLinesAndEnvironments = new ArrayList<>();

    @BeforeEach
    void theJarIsBuilt() {
        jar = new IpcJar(temp);
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
        demo = jar.start("demo", "--type", type);
        while (demo.isAlive()) {
            look();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
            demo.waitFor(50, TimeUnit.MILLISECONDS);
        }

        var lines = jar.out();
        assertThat(demo.exitValue()).as("exit code; output: %s", lines).isZero();
        assertThat(lines.get(lines.size() - 1)).matches(LAST_LINE);
        assertThat(String.join("\n", lines))
                .contains("kill -9 ", "took over and listens, as server", "the pair is whole again");
        assertThat(seen)
                .as("processes: two, and one that joins later")
                .hasSize(3)
                .noneMatch(ProcessHandle::isAlive);
        assertThat(jar.leftovers()).isEmpty();
        assertThat(lines).noneMatch(IpcJar::showsASecret);
        assertThat(IpcJar.showsASecret(jar.err())).isFalse();
        assertThat(commandLinesAndEnvironments).isNotEmpty().noneMatch(IpcJar::showsASecret);
    }

    @Test
    void aDemoThatIsInterruptedLeavesNothing() throws Exception {
        demo = jar.start("demo");
        awaitMembers();

        demo.destroy();

        assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isNotZero();
        assertThat(seen).noneMatch(ProcessHandle::isAlive);
        assertThat(jar.leftovers()).isEmpty();
    }

    @Test
    void aMemberThatDiesUnexpectedlyEndsTheDemo() throws Exception {
        demo = jar.start("demo");
        awaitMembers();

        seen.iterator().next().destroyForcibly();

        assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isEqualTo(1);
        assertThat(String.join("\n", jar.out())).containsPattern("demo failed: process [0-9]+ ended unexpectedly");
        assertThat(seen).noneMatch(ProcessHandle::isAlive);
        assertThat(jar.leftovers()).isEmpty();
    }

    @Test
    void membersEndWhenTheDemoIsKilled() throws Exception {
        demo = jar.start("demo");
        awaitMembers();

        demo.destroyForcibly();

        for (var member : seen) {
            member.onExit().get(10, TimeUnit.SECONDS);
        }
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
}
