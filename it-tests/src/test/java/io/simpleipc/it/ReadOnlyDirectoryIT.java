package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that sees the socket's directory read-only, as in a container, can be client but not server. */
@Timeout(60)
class ReadOnlyDirectoryIT {
    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @Test
    void itSaysWhyItCannotListenAndJoinsWhoeverCan() throws Exception {
        Assumptions.assumeTrue(canMount(), "needs unshare, and namespaces in which a user may mount");
        try (var address = Address.unix()) {
            var directory = address.socketFile().getParent().toString();
            var confined = jvms.startUnder(List.of(
                            "unshare",
                            "-rm",
                            "sh",
                            "-c",
                            "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"",
                            directory))
                    .awaitReady()
                    .open(address);
            var alone = confined.send("connect", 0, 1500).failure();
            System.out.println("[fault 45] in a read-only directory: " + alone.getMessage());
            assertThat(alone.type() + " " + alone.detail()).isEqualTo("AddressUnusableException UNREACHABLE");
            assertThat(alone).hasMessageContaining("Read-only file system");
            assertThat(address.leftovers()).isEmpty();

            var server = jvms.start().open(address);
            assertThat(server.connect()).isEqualTo("SERVER");
            assertThat(confined.connect()).isEqualTo("CLIENT");
            Pair.await(server, confined).talk();
        }
    }

    private static boolean canMount() throws InterruptedException {
        try {
            var probe = new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
                    .redirectErrorStream(true)
                    .start();
            return probe.waitFor(20, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
