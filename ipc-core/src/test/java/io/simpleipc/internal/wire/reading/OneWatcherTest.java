package io.simpleipc.internal.wire.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OneWatcherTest {
    private static final int ROUNDS = Integer.getInteger("ipc.rounds.coverage", 300_000);

    private final Coverage coverage = new Coverage();
    private final AtomicInteger watchers = new AtomicInteger();
    private final AtomicInteger tooMany = new AtomicInteger();

    /** They would share a selector: the second one would wait for the first, and nobody would know of one of them. */
    @Test
    void oneEngineThreadAtATimeWatches() throws Exception {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            threads.add(new Thread(this::takeOverAndWatch));
        }
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        assertThat(tooMany).hasValue(0);
    }

    private void takeOverAndWatch() {
        for (int i = 0; i < ROUNDS; i++) {
            if (!coverage.tryTakeOver()) {
                Thread.onSpinWait();
                continue;
            }
            if (watchers.getAndIncrement() > 0) {
                tooMany.incrementAndGet();
            }
            coverage.startWatching();
            Thread.onSpinWait();
            watchers.decrementAndGet();
            if (coverage.stopWatching()) {
                coverage.release();
            }
        }
    }
}
