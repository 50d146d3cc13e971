package io.simpleipc.it;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What a worker can tell of its own process: memory, threads, whether it gets a lock. */
final class OwnProcess {
    private static final int MOST_TAKEN = 16;

    private OwnProcess() {}

    /** Processor time so far, in milliseconds. */
    static long cpuMillis() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
    }

    /** The highest use of the heap so far, in MiB. */
    static List<String> peakMemory() {
        long bytes = 0;
        for (var pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                bytes += pool.getPeakUsage().getUsed();
            }
        }
        return List.of(String.valueOf(bytes >> 20));
    }

    /** Whether another process has the lock of a file that is there. */
    static String tryLock(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null ? "held by another process" : "free";
        }
    }

    /** A thread of the default stack, as the engine's are. */
    static List<String> newThread() throws InterruptedException {
        var thread = new Thread(() -> {});
        thread.start();
        thread.join();
        return List.of();
    }

    /**
     * Makes threads that stay until there is room for none, which it fails with: an ended thread may have left its stack
     * to the next one.
     */
    static List<String> takeThreads() {
        for (int i = 0; i < MOST_TAKEN; i++) {
            var thread = new Thread(() -> {
                while (true) {
                    LockSupport.park();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        return List.of("so many were had: " + MOST_TAKEN);
    }

    /** What this process has: the heap that somebody still holds, and Java's threads. */
    static List<String> possessions() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return List.of(
                "heap=" + (runtime.totalMemory() - runtime.freeMemory()),
                "threads=" + ManagementFactory.getThreadMXBean().getThreadCount());
    }

    /** All threads and their stacks, for a test that waited in vain. */
    static String threads() {
        var text = new StringBuilder();
        for (var info : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            text.append('"')
                    .append(info.getThreadName())
                    .append("\" ")
                    .append(info.getThreadState())
                    .append(info.getLockName() == null ? "" : " on " + info.getLockName())
                    .append(info.getLockOwnerName() == null ? "" : " held by " + info.getLockOwnerName())
                    .append('\n');
            for (var frame : info.getStackTrace()) {
                text.append("    ").append(frame).append('\n');
            }
        }
        return text.toString();
    }
}
