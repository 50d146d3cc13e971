package io.simpleipc.internal.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.simpleipc.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The peer's process, if it can be seen from here: on the same machine, and not behind a wall of namespaces. What it has
 * not settled when it ends it never will, and nobody need wait for that.
 */
final class PeerProcess {
    private static final Duration SAME = Duration.ofSeconds(1);

    private final @Nullable ProcessHandle handle;

    private PeerProcess(@Nullable ProcessHandle handle) {
        this.handle = handle;
    }

    /** To be called while it runs. A process of the same number elsewhere has started at another time. */
    static PeerProcess of(Peer peer) {
        var handle = ProcessHandle.of(peer.pid()).orElse(null);
        var started = handle == null ? null : handle.info().startInstant().orElse(null);
        return new PeerProcess(started != null && isSame(started, peer.startTime()) ? handle : null);
    }

    private static boolean isSame(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(SAME) < 0;
    }

    /** Whether it is known to have ended. */
    boolean hasEnded() {
        return handle != null && (!handle.isAlive() || isZombie(handle.pid()));
    }

    /** Dead, but its parent has not asked how it ended: alive, says Java. Linux tells; what cannot be read is no proof. */
    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"), ISO_8859_1);
            return stat.startsWith(") Z", stat.lastIndexOf(')')); // behind the name, which may hold anything
        } catch (IOException e) {
            return false;
        }
    }
}
