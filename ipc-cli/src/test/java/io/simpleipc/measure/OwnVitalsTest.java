package io.simpleipc.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;

class OwnVitalsTest {
    private static final int BYTES = 10 << 20;

    @Test
    void whatThisThreadAllocatesCountsIfItIsToCount() {
        var with = new OwnVitals(true);
        var without = new OwnVitals(false);
        with.mark();
        without.mark();

        var garbage = new byte[BYTES];

        assertThat(with.sinceMark().bytes()).isGreaterThan(garbage.length);
        assertThat(without.sinceMark().bytes()).isLessThan(garbage.length);
    }

    @Test
    void whatAnotherThreadAllocatesCounts() throws Exception {
        var vitals = new OwnVitals(false);
        var begin = new CountDownLatch(1);
        var done = new SynchronousQueue<Integer>();
        var thread = new Thread(() -> {
            try {
                begin.await();
                done.put(new byte[BYTES].length);
                done.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        vitals.mark();
        begin.countDown();
        int length = done.take();

        assertThat(vitals.sinceMark().bytes()).isGreaterThanOrEqualTo(length);

        done.put(0);
        thread.join();
    }

    @Test
    void aThreadThatSleepsOftenHasSwitches() throws Exception {
        if (!Files.exists(Path.of("/proc/self/task"))) {
            return;
        }
        var there = new SynchronousQueue<Integer>();
        var back = new SynchronousQueue<Integer>();
        var thread = new Thread(
                () -> {
                    try {
                        for (int i = there.take(); i > 0; i = there.take()) {
                            back.put(i);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ipc-test");
        thread.start();
        var vitals = new OwnVitals(true);
        vitals.mark();
        for (int i = 1; i <= 200; i++) {
            there.put(i);
            back.take();
            Thread.sleep(1);
        }

        var used = vitals.sinceMark();
        there.put(0);
        thread.join();

        assertThat(used.engineSwitches()).isBetween(100L, used.switches() - 100);
        assertThat(used.engineNanos()).isPositive();
    }
}
