package io.simpleipc.it;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;

/** What this process needs at most, and what it keeps. */
final class Peaks {
    private Peaks() {}

    /** The most threads at once since the last time, and the KiB of the heap that live on after a collection. */
    static List<String> sinceTheLastTime() {
        var threads = ManagementFactory.getThreadMXBean();
        int most = threads.getPeakThreadCount();
        threads.resetPeakThreadCount();
        System.gc();
        System.gc(); // what the first one has found dead may have cleaned up after itself
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return List.of("threads=" + most, "kib=" + (heap.getUsed() >> 10));
    }
}
