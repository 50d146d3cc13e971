package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes descriptors or threads away from a running worker, gives them back, and measures from outside what it uses: all
 * by the system's own means, since a process without descriptors can open nothing to look at itself. Linux only.
 */
final class Limits {
    /** Options of a worker that can be kept from making threads: each wants as much address space as this. */
    static final List<String> HUGE_STACKS = withHugeStacks();

    private static final long HUGE_STACK_MIB = 512;
    private static final long SPARE_MIB = 200; // for the heap's bookkeeping, malloc, and threads with small stacks
    private static final int STANDARD_STREAMS = 3;
    private static final long WATCHED_MILLIS = 1_500;
    private static final long TICKS_PER_SECOND = 100; // of /proc, on every Linux that Java runs on

    private Limits() {}

    private static List<String> withHugeStacks() {
        var options = new ArrayList<>(Jvms.QUICK);
        options.add("-Xss" + HUGE_STACK_MIB + "m");
        return List.copyOf(options);
    }

    /** From here on it can open nothing, whatever it closes. */
    static void noDescriptors(WorkerJvm worker) {
        limitDescriptors(worker, STANDARD_STREAMS);
    }

    /** From here on it can open so many more. */
    static void fewDescriptors(WorkerJvm worker, int more) {
        var used = descriptors(worker);
        int limit = 0;
        for (int free = 0; free <= more; limit++) {
            if (!used.contains(limit)) {
                free++;
            }
        }
        limitDescriptors(worker, limit - 1);
    }

    static void enoughDescriptors(WorkerJvm worker) {
        limitDescriptors(worker, hardLimit(worker));
    }

    /** Java raises its soft limit to that when it starts. */
    private static long hardLimit(WorkerJvm worker) {
        for (var line : read(proc(worker, "limits")).split("\n")) {
            if (line.startsWith("Max open files")) {
                return Long.parseLong(line.split("\\s+")[4]);
            }
        }
        throw new AssertionError("no limit of open files in " + proc(worker, "limits"));
    }

    private static void limitDescriptors(WorkerJvm worker, long soft) {
        prlimit(worker, "--nofile=" + soft + ":");
    }

    /** The first 15 characters of the names of its threads, those included that have ended for Java only. */
    static List<String> threads(WorkerJvm worker) {
        var names = new ArrayList<String>();
        try (var tasks = Files.newDirectoryStream(proc(worker, "task"))) {
            for (var task : tasks) {
                nameOf(task).ifPresent(names::add);
            }
        } catch (IOException e) {
            throw new AssertionError("the threads of " + worker, e);
        }
        return names;
    }

    private static Optional<String> nameOf(Path task) {
        try {
            return Optional.of(Files.readString(task.resolve("comm")));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** From here on it can make no thread but those that ask for a small stack; it was started with huge ones. */
    static void noThreads(WorkerJvm worker) {
        long bytes = (field(worker, "status", "VmSize:") << 10) + (SPARE_MIB << 20);
        prlimit(worker, "--as=" + bytes + ":");
    }

    static void enoughThreads(WorkerJvm worker) {
        prlimit(worker, "--as=unlimited:");
    }

    private static void prlimit(WorkerJvm worker, String limit) {
        try {
            var command = new ProcessBuilder("prlimit", "--pid", String.valueOf(worker.pid()), limit)
                    .inheritIO()
                    .start();
            assertThat(command.waitFor(20, TimeUnit.SECONDS)).as("prlimit ends").isTrue();
            assertThat(command.exitValue())
                    .as("prlimit %s of %s", limit, worker)
                    .isZero();
        } catch (IOException e) {
            throw new AssertionError("this test needs prlimit (util-linux)", e);
        } catch (InterruptedException e) {
            throw new AssertionError("the test's own time was over", e);
        }
    }

    /** The numbers of its open descriptors. */
    static Set<Integer> descriptors(WorkerJvm worker) {
        var numbers = new HashSet<Integer>();
        try (var links = Files.newDirectoryStream(proc(worker, "fd"))) {
            links.forEach(link -> numbers.add(Integer.valueOf(link.getFileName().toString())));
        } catch (IOException e) {
            throw new AssertionError("the descriptors of " + worker, e);
        }
        return numbers;
    }

    /**
     * Watches it for a while, and fails if it was busy, which it is not while it waits for something. Processor time,
     * not time: other processes do not add to it.
     *
     * @param mostPercent how much of one processor it may have
     * @return that time, in words
     */
    static String assertNotBusy(WorkerJvm worker, int mostPercent) throws InterruptedException {
        long before = cpuMillis(worker);
        TimeUnit.MILLISECONDS.sleep(WATCHED_MILLIS); // time itself is the subject: the CPU used in that long
        long used = cpuMillis(worker) - before;
        assertThat(used)
                .as("ms of CPU that %s used within %s ms", worker, WATCHED_MILLIS)
                .isLessThanOrEqualTo(WATCHED_MILLIS * mostPercent / 100);
        return used + " ms of CPU in " + WATCHED_MILLIS + " ms";
    }

    private static long cpuMillis(WorkerJvm worker) {
        var stat = read(proc(worker, "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // from the third on
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / TICKS_PER_SECOND;
    }

    private static long field(WorkerJvm worker, String file, String name) {
        for (var line : read(proc(worker, file)).split("\n")) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).trim().split(" ")[0]);
            }
        }
        throw new AssertionError("no " + name + " in " + proc(worker, file));
    }

    private static Path proc(WorkerJvm worker, String name) {
        return Path.of("/proc", String.valueOf(worker.pid()), name);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file + " of a worker that should live", e);
        }
    }
}
