package io.simpleipc.cli.doctor;

import io.simpleipc.Peer;
import io.simpleipc.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process of ours that holds the lock of a socket, and with it the right to listen there. The kernel tells who it is,
 * so that it is known even if it does not answer.
 *
 * @param pid its process id
 */
record LockHolder(long pid) {
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final int PID = 4;
    private static final int FILE = 5;

    /** The holder; empty if there is none, if its system does not tell, or if we may not look at it. */
    static Optional<LockHolder> of(Path socket) {
        try {
            var lock = socket.resolveSibling(socket.getFileName() + ".lock").toRealPath();
            var inode = ":" + Files.getAttribute(lock, "unix:ino");
            try (var lines = Files.lines(LOCKS)) {
                return lines.map(line -> line.strip().split(" +"))
                        .filter(words -> words.length > FILE && words[FILE].endsWith(inode))
                        .map(words -> Long.parseLong(words[PID]))
                        .filter(pid -> pid != ProcessHandle.current().pid())
                        .filter(pid -> hasOpen(pid, lock)) // inodes of other file systems have the same numbers
                        .map(LockHolder::new)
                        .findFirst();
            }
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // no lock, or no Linux
        }
    }

    private static boolean hasOpen(long pid, Path file) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> leadsTo(descriptor, file));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private boolean isStopped() {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var state = stat.substring(stat.lastIndexOf(')') + 1).strip();
            return state.startsWith("T") || state.startsWith("t");
        } catch (IOException e) {
            return false;
        }
    }

    String text() {
        return "one of ours, pid " + pid + ", holds the address and does not answer: it "
                + (isStopped()
                        ? "is stopped (by SIGSTOP, Ctrl-Z or a debugger)"
                        : "is overloaded, or its spec is of another type (with tls or without)");
    }

    String cure() {
        return isStopped()
                ? "kill -CONT " + pid + "  # lets it go on; kill -KILL " + pid + " ends it"
                : "compare the two specs, or kill " + pid + ", which ends it";
    }

    /** As far as others can tell what it would say of itself. */
    Peer peer() {
        var start = ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
        return new Peer(pid, start.orElse(Instant.EPOCH), Role.SERVER, 1);
    }
}
