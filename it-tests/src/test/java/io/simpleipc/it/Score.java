package io.simpleipc.it;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the test that is running has played so far, for {@link ClosingTable}. Static, as those who count are made by the
 * tests and know nothing of each other; the tests of one JVM run one after the other. Thread-safe.
 */
final class Score {
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final AtomicInteger KILLED = new AtomicInteger();
    private static final Set<String> TRANSPORTS = new ConcurrentSkipListSet<>();
    private static final Set<Long> SEEDS = new ConcurrentSkipListSet<>();
    private static final Map<String, Long> ROUNDS = new ConcurrentHashMap<>();

    private Score() {}

    static void begin() {
        STARTED.set(0);
        KILLED.set(0);
        TRANSPORTS.clear();
        SEEDS.clear();
        ROUNDS.clear();
    }

    /** A process was started. */
    static void started() {
        STARTED.incrementAndGet();
    }

    /** A process was killed on purpose. */
    static void killed() {
        KILLED.incrementAndGet();
    }

    /** A connection was asked for over this type of transport, whatever layers are below and above. */
    static void over(String type) {
        TRANSPORTS.add(type.contains("tls") ? "tls" : type.substring(type.lastIndexOf('+') + 1));
    }

    static void seed(long seed) {
        SEEDS.add(seed);
    }

    /** So many more of what this test repeats. */
    static void rounds(String what, long count) {
        ROUNDS.merge(what, count, Long::sum);
    }

    /** What counts nothing else is one test. */
    static Played end(String testClass, boolean wrong) {
        return new Played(
                testClass,
                String.join(" ", TRANSPORTS),
                ROUNDS.isEmpty() ? Map.of("tests", 1L) : new TreeMap<>(ROUNDS),
                STARTED.get(),
                KILLED.get(),
                wrong ? 1 : 0,
                Set.copyOf(SEEDS));
    }
}
