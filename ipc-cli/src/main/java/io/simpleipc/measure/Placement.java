package io.simpleipc.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * On which processors the two processes run. It decides more than any code does: two processes that take turns on one
 * processor wake each other cheaply, on two processors dearly.
 *
 * @param name for the report
 * @param peer what goes before the command of the process that answers
 * @param caller what goes before the command of the process that asks
 */
public record Placement(String name, List<String> peer, List<String> caller) {
    /** As users run it. */
    public static final String FREE = "free";

    /** Both processes on one processor. */
    public static final String SAME = "same";

    /** Each process on a processor of its own. */
    public static final String CROSS = "cross";

    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    /**
     * Those that this machine can do; pinning takes Linux and its {@code taskset}.
     *
     * @return free last
     * @throws IOException if Linux does not tell which processors there are
     */
    public static List<Placement> available() throws IOException {
        var free = free();
        if (!Files.isExecutable(TASKSET)) {
            return List.of(free);
        }
        var processors = processors();
        var first = pinnedTo(processors.get(0));
        var same = new Placement(SAME, first, first);
        if (processors.size() < 2) {
            return List.of(same, free);
        }
        return List.of(same, new Placement(CROSS, first, pinnedTo(processors.get(1))), free);
    }

    /**
     * The one that leaves everything to the system.
     *
     * @return free
     */
    public static Placement free() {
        return new Placement(FREE, List.of(), List.of());
    }

    private static List<String> pinnedTo(int processor) {
        return List.of(TASKSET.toString(), "--cpu-list", String.valueOf(processor));
    }

    /** The numbers of those that this process may run on, such as 0-3,8. */
    private static List<Integer> processors() throws IOException {
        var prefix = "Cpus_allowed_list:";
        var processors = new ArrayList<Integer>();
        for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (!line.startsWith(prefix)) {
                continue;
            }
            for (var range : line.substring(prefix.length()).strip().split(",")) {
                var ends = range.split("-");
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int processor = Integer.parseInt(ends[0]); processor <= last; processor++) {
                    processors.add(processor);
                }
            }
        }
        return processors;
    }
}
