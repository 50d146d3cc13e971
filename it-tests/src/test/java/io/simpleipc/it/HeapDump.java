package io.simpleipc.it;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What lives on the heap of a process at one moment: written by the process, searched by the test. */
final class HeapDump {
    private final byte[] bytes;

    private HeapDump(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Of this process, after a collection; the file's name ends with {@code .hprof}. */
    static List<String> write(Path file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
        return List.of();
    }

    /** Of a worker. The file, which may show secrets, is gone when this returns. */
    static HeapDump of(WorkerJvm worker, Path folder) throws IOException {
        var file = folder.resolve(worker.pid() + ".hprof");
        try {
            worker.ask("heap-dump", file);
            return new HeapDump(Files.readAllBytes(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** How often these bytes are in it, in a row. */
    int count(byte[] wanted) {
        int found = 0;
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            if (bytes[i] == wanted[0] && isAt(i, wanted)) {
                found++;
            }
        }
        return found;
    }

    private boolean isAt(int offset, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (bytes[offset + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return bytes.length;
    }
}
