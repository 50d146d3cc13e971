package io.simpleipc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The threads and descriptors that this process has at one moment, to see what a connection leaves behind. */
record Leftovers(List<Thread> threads, Map<String, Integer> descriptors) {

    static Leftovers now() throws IOException {
        return new Leftovers(List.copyOf(Thread.getAllStackTraces().keySet()), countDescriptors());
    }

    /** Descriptors by kind: sockets, pipes, files and so on, without the numbers that differ each time. */
    private static Map<String, Integer> countDescriptors() throws IOException {
        var kinds = new TreeMap<String, Integer>();
        try (var links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var link : links) {
                try {
                    var target = Files.readSymbolicLink(link).toString();
                    if (!target.startsWith("/proc/")) {
                        kinds.merge(target.replaceAll("\\[\\d+]", ""), 1, Integer::sum);
                    }
                } catch (IOException e) {
                    kinds.merge("gone", 0, Integer::sum); // the one that listed the directory
                }
            }
        }
        return kinds;
    }

    /**
     * What there is now and was not then, in words; empty if nothing. Waits a little for threads that are about to end:
     * a pool's thread outlives the return of close() by the time it takes to leave its run method.
     */
    String leftAfter(long millis) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            var left = difference(now());
            if (left.isEmpty() || System.nanoTime() - deadline > 0) {
                return left;
            }
            Thread.sleep(5);
        }
    }

    private String difference(Leftovers later) {
        var left = new ArrayList<String>();
        for (var thread : later.threads) {
            if (!threads.contains(thread) && !thread.getName().startsWith("command ")) {
                left.add("thread " + thread.getName());
            }
        }
        later.descriptors.forEach((kind, count) -> {
            int more = count - descriptors.getOrDefault(kind, 0);
            if (more > 0) {
                left.add(more + " more of " + kind);
            }
        });
        return String.join(", ", left);
    }
}
