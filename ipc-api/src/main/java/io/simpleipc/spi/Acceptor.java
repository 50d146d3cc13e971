package io.simpleipc.spi;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * The claim on an address, held until it is closed. One thread accepts; any thread may close.
 */
public interface Acceptor extends Closeable {
    /**
     * Waits for a newcomer and returns it at once, without waiting for its first byte.
     *
     * @return a connected pipe, to be closed by the caller
     * @throws java.nio.channels.ClosedChannelException if the acceptor is closed
     * @throws IOException if this newcomer was lost, or descriptors ran out; accepting may go on
     */
    Pipe accept() throws IOException;

    /**
     * How often {@link #check()} should be called.
     *
     * @return the interval; zero (the default) if there is nothing to check
     */
    default Duration checkInterval() {
        return Duration.ZERO;
    }

    /**
     * Looks whether the claim still stands, and mends what can be mended: a socket file that somebody removed, say.
     * Called at the interval and whenever a link was lost, by one thread at a time.
     *
     * @return false if the address is no longer ours: the engine closes this acceptor and starts over
     * @throws IOException if that could not be found out now
     */
    default boolean check() throws IOException {
        return true;
    }

    /**
     * Gives the address back. Idempotent. When it returns nobody can be accepted any more: neither is a thread still
     * inside {@link #accept()} nor does the operating system complete a dial.
     */
    @Override
    void close() throws IOException;
}
