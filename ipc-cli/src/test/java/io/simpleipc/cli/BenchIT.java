package io.simpleipc.cli;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code ipc bench} as people run it. That it measures is tested; what it measures is not. */
@Timeout(180)
class BenchIT {
    private static final List<String> NUMBERS = List.of(
            "p50Us",
            "p99Us",
            "perSecond",
            "ratioToRaw",
            "ratioToHybrid",
            "async16PerSecond",
            "async64PerSecond",
            "allocCallerBytes",
            "allocPeerBytes");

    @TempDir
    Path temp;

    private Process bench;
    private final Set<ProcessHandle> seen = new HashSet<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (bench != null) {
            bench.destroyForcibly().waitFor();
        }
        for (var process : seen) {
            process.onExit().get(10, SECONDS);
        }
    }

    @Test
    void aSecondOfJsonHasAllKeysAndLeavesNothing() throws Exception {
        var jar = new IpcJar(temp);
        bench = jar.start("bench", "--type=tls+unix", "--encryption=aes-256-gcm", "--seconds=1", "--json");
        while (!bench.waitFor(50, MILLISECONDS)) {
            bench.children().forEach(seen::add);
        }

        assertThat(bench.exitValue()).as("exit code; errors: %s", jar.err()).isZero();
        var lines = jar.out();
        var json = new JsonMapper().readTree(lines.get(lines.size() - 1));
        assertThat(lines).hasSize(1);
        assertThat(json.get("type").stringValue()).isEqualTo("tls+unix");
        assertThat(json.get("encryption").stringValue()).isEqualTo("aes-256-gcm");
        for (var key : NUMBERS) {
            assertThat(json.path(key).doubleValue(0)).as(key).isPositive();
        }
        assertThat(jar.err()).isEmpty();
        assertThat(seen).as("processes").hasSize(2).noneMatch(ProcessHandle::isAlive);
        assertThat(jar.leftovers()).isEmpty();
        assertThat(lines).noneMatch(IpcJar::showsASecret);
    }

    @Test
    void aBenchThatIsInterruptedLeavesNothing() throws Exception {
        var jar = new IpcJar(temp);
        bench = jar.start("bench", "--seconds=100");
        while (seen.size() < 2) {
            assertThat(bench.isAlive()).isTrue();
            bench.children().forEach(seen::add);
            Thread.sleep(10);
        }

        bench.destroy();

        assertThat(bench.waitFor(10, SECONDS)).isTrue();
        assertThat(bench.exitValue()).isNotZero();
        assertThat(seen).noneMatch(ProcessHandle::isAlive);
        assertThat(jar.leftovers()).isEmpty();
    }
}
