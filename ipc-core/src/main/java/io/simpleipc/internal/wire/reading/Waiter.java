package io.simpleipc.internal.wire.reading;

/** Somebody who waits for something that must be read first. */
public interface Waiter {
    /**
     * Whether there is something for it to do, so that it need not wait any longer.
     *
     * @return true if so; who makes it true unparks the waiting thread, unless that is the one that reads
     */
    boolean isReady();
}
