package io.simpleipc.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The worker processes of one test class: starts them, keeps some for reuse or in reserve, counts them, and ends them
 * all. Used by one test thread.
 */
final class Jvms implements AutoCloseable {
    /**
     * Starts quickly, and compiles quickly and little: a process that starts, connects and is killed takes a seventh less
     * of the processor than with the usual thresholds and no room for all that it makes.
     */
    static final List<String> QUICK = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=3",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xms48m",
            "-Xmn32m",
            "-Xmx256m");
    /** Compiles as production does, for what runs longer. */
    static final List<String> FULL = List.of("-XX:+UseSerialGC", "-Xshare:auto", "-Xms64m", "-Xmx512m");
    /** Has a heap of 64 MiB, and ends at once when that is not enough. */
    static final List<String> SMALL = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError");

    private static final int SPARES_AT_ONCE = 6;

    private static final Path RUNNING_JDK = Path.of(System.getProperty("java.home"));

    private final List<WorkerJvm> all = new ArrayList<>(); // guarded by itself: the shutdown hook reads it
    private final List<WorkerJvm> reusable = new ArrayList<>();
    private final List<WorkerJvm> spares = new ArrayList<>();
    private final Thread net = new Thread(this::killAll, "the net under " + this);
    private final List<String> options;
    private int killed;

    Jvms() {
        this(QUICK);
    }

    /** Its processes start with these options of the JVM, if nobody says otherwise. */
    Jvms(List<String> options) {
        this.options = options;
        Runtime.getRuntime().addShutdownHook(net);
    }

    /** A new process, on its way up. */
    WorkerJvm start() {
        return start(RUNNING_JDK, options);
    }

    WorkerJvm start(Path javaHome, List<String> options) {
        synchronized (all) {
            var worker = new WorkerJvm(javaHome, "worker " + (all.size() + 1), options);
            all.add(worker);
            return worker;
        }
    }

    /** One that a command starts by executing what comes after its own words. */
    WorkerJvm startUnder(List<String> prefix) {
        var command = new ArrayList<>(prefix);
        command.addAll(WorkerArchive.command(RUNNING_JDK, options));
        synchronized (all) {
            var worker = new WorkerJvm("worker " + (all.size() + 1), command);
            all.add(worker);
            return worker;
        }
    }

    /** The n-th (from 0) of some processes that are used again by the next test, if they live; otherwise a new one. */
    WorkerJvm worker(int n) {
        while (reusable.size() <= n) {
            reusable.add(start());
        }
        if (!reusable.get(n).isAlive()) {
            reusable.set(n, start());
        }
        return reusable.get(n).awaitReady();
    }

    /** Ends what the reusable processes were doing for a test; one that cannot is ended itself. */
    void rest() {
        for (var worker : reusable) {
            if (!worker.isAlive()) {
                continue;
            }
            try {
                worker.ask("reset");
                worker.ask("close");
            } catch (AssertionError | WorkerFailure e) {
                kill(worker);
                throw e;
            }
        }
    }

    /**
     * At least so many processes that are up, prepared, and have done nothing else; more, so that they are started many
     * at once, which keeps all processors busy, and none while a round is played. Those that the caller removes from the
     * list are replaced once there are too few.
     *
     * @param least how many the caller may need
     * @param prepare what they do before they are needed
     */
    List<WorkerJvm> spares(int least, Consumer<WorkerJvm> prepare) {
        spares.removeIf(worker -> !worker.isAlive());
        if (spares.size() < least) {
            var fresh = Stream.generate(this::start)
                    .limit(least + SPARES_AT_ONCE - spares.size())
                    .toList();
            fresh.parallelStream().forEach(worker -> prepare.accept(worker.awaitReady()));
            spares.addAll(fresh);
        }
        return spares;
    }

    /** kill -9, counted; does not wait for the end. */
    void kill(WorkerJvm worker) {
        killed++;
        Score.killed();
        worker.kill();
    }

    /** All that were ever started here, in this order; most may be dead. */
    List<WorkerJvm> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    int started() {
        synchronized (all) {
            return all.size();
        }
    }

    int killed() {
        return killed;
    }

    @Override
    public void close() {
        AssertionError first = null;
        for (var worker : all()) {
            try {
                worker.close();
            } catch (AssertionError e) {
                first = first == null ? e : first;
            }
        }
        Runtime.getRuntime().removeShutdownHook(net);
        if (first != null) {
            throw first;
        }
    }

    private void killAll() {
        synchronized (all) {
            all.forEach(WorkerJvm::kill);
        }
    }
}
