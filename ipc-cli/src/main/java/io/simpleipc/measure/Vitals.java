package io.simpleipc.measure;

import java.io.IOException;

/** What a process has used up since a moment. */
public interface Vitals {
    /** From now on. */
    void mark() throws IOException;

    Used sinceMark() throws IOException;

    /**
     * What was used; threads that have ended meanwhile are not in it.
     *
     * @param bytes allocated on the heap
     * @param switches how often a thread went to sleep or was put aside
     * @param cpuNanos of the whole process
     * @param engineSwitches as switches, of our engine's own threads
     * @param engineNanos as cpuNanos, of our engine's own threads
     */
    record Used(long bytes, long switches, long cpuNanos, long engineSwitches, long engineNanos) {
        static final Used NOTHING = new Used(0, 0, 0, 0, 0);

        Used plus(Used other) {
            return new Used(
                    bytes + other.bytes,
                    switches + other.switches,
                    cpuNanos + other.cpuNanos,
                    engineSwitches + other.engineSwitches,
                    engineNanos + other.engineNanos);
        }
    }
}
