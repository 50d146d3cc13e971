package io.simpleipc.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The threads and descriptors of this process, to be compared with those of a later moment. */
record Leftovers(Set<Thread> threads, long descriptors) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** The JDK's, for transports that start a program: it keeps one for a minute, and one more if that one is busy. */
    private static final String REAPER = "process reaper";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static Leftovers now() throws IOException {
        return new Leftovers(new HashSet<>(Thread.getAllStackTraces().keySet()), openDescriptors());
    }

    /** Sockets, pipes and selectors only: class files are opened whenever the JVM likes. Zero where there is no list. */
    private static long openDescriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (var all = Files.list(DESCRIPTORS)) {
            return all.filter(Leftovers::isChannel).count();
        }
    }

    private static boolean isChannel(Path descriptor) {
        try {
            var target = Files.readSymbolicLink(descriptor).toString();
            return !target.startsWith("/");
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits a while, since a thread that is done needs a moment to end. */
    void assertNothingNew() throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < giveUp && (!newThreads().isEmpty() || openDescriptors() > descriptors)) {
            Thread.sleep(5);
        }
        assertEquals(Set.of(), newThreads(), "threads left behind");
        assertEquals(descriptors, Math.max(descriptors, openDescriptors()), "descriptors left open");
    }

    private Set<String> newThreads() {
        var names = new TreeSet<String>();
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (!threads.contains(thread) && !thread.getName().startsWith(REAPER)) {
                names.add(thread.getName());
            }
        }
        return names;
    }
}
