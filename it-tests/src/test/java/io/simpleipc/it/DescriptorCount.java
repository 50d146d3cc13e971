package io.simpleipc.it;

import java.util.concurrent.TimeUnit;

/** Looks again and again how many descriptors a worker has open, while other things happen. */
final class DescriptorCount implements AutoCloseable {
    private static final long PAUSE_MILLIS = 5;

    private final WorkerJvm worker;
    private final Thread thread;
    private volatile int highest;

    DescriptorCount(WorkerJvm worker) {
        this.worker = worker;
        thread = new Thread(this::look, "descriptors of " + worker);
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try {
            while (true) {
                highest = Math.max(highest, Limits.descriptors(worker).size());
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // a sample every so often
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    int highest() {
        return highest;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
