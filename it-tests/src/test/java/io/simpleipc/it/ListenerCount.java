package io.simpleipc.it;

import java.util.concurrent.TimeUnit;

/** Looks again and again how many sockets listen at an address, as the kernel says, while other things happen. */
final class ListenerCount implements AutoCloseable {
    private static final long PAUSE_MILLIS = 10;

    /** The kernel walks through all its sockets for each look at a port: others want the processor, too. */
    private static final int LOOKS_LEFT_OUT = 4;

    private final Address address;
    private final Thread thread;
    private volatile int highest;
    private volatile int looks;
    private volatile Throwable failure;

    ListenerCount(Address address) {
        this.address = address;
        thread = new Thread(this::look, "listeners at " + address);
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        try {
            for (int look = 1; ; look++) {
                long start = System.nanoTime();
                highest = Math.max(highest, address.kernelListeners());
                looks = look;
                long took = System.nanoTime() - start;
                // There is no event to wait for: two listeners at once would be one, and that is what is looked for.
                TimeUnit.NANOSECONDS.sleep(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS) + LOOKS_LEFT_OUT * took);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (Throwable e) { // whoever asks must not take silence for one listener
            failure = Thread.currentThread().isInterrupted() ? null : e; // closed while it read
        }
    }

    /** Of all looks so far. */
    int highest() {
        if (failure != null) {
            throw new AssertionError("nobody looks at " + address + " any more", failure);
        }
        return highest;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "most listeners at once: " + highest + ", in " + looks + " looks";
    }
}
