package io.simpleipc.it;

import java.util.ArrayList;
import java.util.List;

/** Some threads that do the same thing, each with its number. */
final class Team {
    private final List<Thread> threads = new ArrayList<>();

    /** What each of them does. */
    interface Work {
        void run(int index) throws Exception;
    }

    Team(String name, int size, Work work) {
        for (int i = 0; i < size; i++) {
            int index = i;
            var thread = new Thread(
                    () -> {
                        try {
                            work.run(index);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    name + " " + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    void interrupt(int index) {
        threads.get(index).interrupt();
    }

    void interruptAll() {
        threads.forEach(Thread::interrupt);
    }

    void awaitAll() throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }
}
