package io.simpleipc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.Peer;
import io.simpleipc.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Only of a process that was seen can it be said that it has ended. */
@Timeout(60)
final class PeerProcessTest {
    @Test
    void hasEndedOnceItHas() throws Exception {
        var process = new ProcessBuilder("cat").start();
        var handle = process.toHandle();
        var seen =
                PeerProcess.of(peer(handle.pid(), handle.info().startInstant().orElseThrow()));
        assertThat(seen.hasEnded()).isFalse();

        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

        assertThat(seen.hasEnded()).isTrue();
    }

    /** As when its supervisor does not care: it is dead, and stays on the list of processes. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void hasEndedAlsoIfItsParentHasNotAsked() throws Exception {
        var parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
        try (var said = parent.inputReader()) {
            var child = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            var seen =
                    PeerProcess.of(peer(child.pid(), child.info().startInstant().orElseThrow()));
            assertThat(seen.hasEnded()).isFalse();

            var name = Path.of("/proc/" + parent.pid() + "/comm");
            await("that the shell, which would ask, is none any more")
                    .until(() -> Files.readString(name).equals("sleep\n"));
            child.destroyForcibly();

            await().atMost(Duration.ofSeconds(20)).until(seen::hasEnded);
            assertThat(child.isAlive()).as("what Java says").isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    /** Across machines, or when the number was given away anew. */
    @Test
    void isNotSeenIfItsNumberIsAnothers() {
        long own = ProcessHandle.current().pid();
        assertThat(PeerProcess.of(peer(own, Instant.EPOCH)).hasEnded()).isFalse();
        assertThat(PeerProcess.of(peer(Integer.MAX_VALUE, Instant.EPOCH)).hasEnded())
                .isFalse();
    }

    private static Peer peer(long pid, Instant started) {
        return new Peer(pid, started, Role.CLIENT, 1);
    }
}
