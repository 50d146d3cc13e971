package io.simpleipc.testkit;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Other threads of a test. Each has a name and ends with its task. */
final class Background {
    private static final String PREFIX = "test ";
    private static final Set<Thread.State> AWAKE = Set.of(Thread.State.NEW, Thread.State.BLOCKED);
    private static final Set<String> WAITING = Set.of("wait", "poll", "read", "accept"); // parts of native names

    private Background() {}

    /** A task without result that may throw. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    static <T> Future<T> run(String name, Callable<T> callable) {
        var task = new FutureTask<T>(callable);
        var thread = new Thread(task, PREFIX + name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    static Future<?> run(String name, Task task) {
        return run(name, () -> {
            task.run();
            return name;
        });
    }

    /** Waits until threads wait, be it in Java, in a selector or in a blocking read; returns the last. */
    static Thread awaitAsleep(String... names) throws InterruptedException {
        var last = Thread.currentThread();
        for (var name : names) {
            last = find(name);
            while (!isAsleep(last)) {
                Thread.sleep(1);
            }
        }
        return last;
    }

    private static Thread find(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(PREFIX + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the thread " + name + " has ended already"));
    }

    private static boolean isAsleep(Thread thread) {
        var state = thread.getState();
        if (state == Thread.State.RUNNABLE) {
            return Arrays.stream(thread.getStackTrace())
                    .limit(1)
                    .anyMatch(frame ->
                            frame.isNativeMethod() && WAITING.stream().anyMatch(frame.getMethodName()::contains));
        }
        return !AWAKE.contains(state);
    }
}
