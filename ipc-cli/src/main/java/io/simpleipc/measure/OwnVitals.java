package io.simpleipc.measure;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Those of this process. Allocation is the JVM's own count, the rest is what Linux writes about each thread; elsewhere
 * that stays zero. The thread that asks is left out where it only measures. Not thread-safe.
 */
final class OwnVitals implements Vitals {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final String ENGINE = "ipc-";

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final boolean withThisThread;
    private Map<Long, Long> bytes = Map.of();
    private Map<String, Task> tasks = Map.of();
    private long cpuNanos;

    /** What Linux knows of a thread. */
    private record Task(boolean engine, long switches, long nanos) {}

    OwnVitals(boolean withThisThread) {
        this.withThisThread = withThisThread;
    }

    @Override
    public void mark() {
        tasks = tasks();
        cpuNanos = system.getProcessCpuTime();
        bytes = bytes();
    }

    @Override
    public Used sinceMark() {
        long allocated = 0;
        for (var now : bytes().entrySet()) {
            allocated += now.getValue() - bytes.getOrDefault(now.getKey(), 0L);
        }
        long cpu = system.getProcessCpuTime() - cpuNanos;
        long switches = 0;
        long engineSwitches = 0;
        long engineNanos = 0;
        var nothing = new Task(false, 0, 0);
        for (var now : tasks().entrySet()) {
            var task = now.getValue();
            var before = tasks.getOrDefault(now.getKey(), nothing);
            switches += task.switches - before.switches;
            if (task.engine) {
                engineSwitches += task.switches - before.switches;
                engineNanos += task.nanos - before.nanos;
            }
        }
        return new Used(allocated, switches, cpu, engineSwitches, engineNanos);
    }

    private Map<Long, Long> bytes() {
        long self = withThisThread ? 0 : Thread.currentThread().getId();
        var ids = threads.getAllThreadIds();
        var allocated = threads.getThreadAllocatedBytes(ids);
        var map = new HashMap<Long, Long>();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] != self && allocated[i] >= 0) {
                map.put(ids[i], allocated[i]);
            }
        }
        return map;
    }

    private static Map<String, Task> tasks() {
        var map = new HashMap<String, Task>();
        var directories = TASKS.toFile().list();
        if (directories == null) {
            return map;
        }
        for (var id : directories) {
            try {
                map.put(id, task(TASKS.resolve(id)));
            } catch (IOException e) {
                continue; // it has just ended
            }
        }
        return map;
    }

    private static Task task(Path directory) throws IOException {
        boolean engine = false;
        long switches = 0;
        for (var line : Files.readAllLines(directory.resolve("status"))) {
            if (line.startsWith("Name:")) {
                engine = value(line).startsWith(ENGINE);
            } else if (line.contains("_ctxt_switches:")) {
                switches += Long.parseLong(value(line));
            }
        }
        var scheduled = Files.readString(directory.resolve("schedstat"));
        return new Task(engine, switches, Long.parseLong(scheduled.substring(0, scheduled.indexOf(' '))));
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }
}
