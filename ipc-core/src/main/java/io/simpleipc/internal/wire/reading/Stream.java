package io.simpleipc.internal.wire.reading;

import java.io.IOException;

/**
 * What there is to read, seen by whoever reads. Where it does not say otherwise a method is called by the holder of the
 * read token only, so one call at a time, each after the other.
 */
public interface Stream {
    /**
     * Reads once and acts on all that is complete. Runs no user code and does not block.
     *
     * @return false if there was nothing to read
     * @throws IOException if the stream is over
     */
    boolean read() throws IOException;

    /**
     * Does what is due by the clock.
     *
     * @param now {@link System#nanoTime()}
     * @return the nano time at which to be called again at the latest
     * @throws IOException if the stream is to be given up
     */
    long tick(long now) throws IOException;

    /**
     * Writes what was left to the reader, and what reading and the clock have staged, without blocking.
     *
     * @return whether there is more to write, and room for it
     * @throws IOException if the stream is over
     */
    boolean write() throws IOException;

    /**
     * Asked when there was nothing to read and nothing to write.
     *
     * @return whether to read once more, since writing has failed after the last read
     * @throws IOException if it has failed before that: the stream is over
     */
    boolean mayHaveLastWords() throws IOException;

    /**
     * What to sleep for.
     *
     * @return operations for the selector
     */
    int interestOps();

    /**
     * Whether there is more to write than there is room for, so that whoever sleeps has to sleep for that. Any thread.
     *
     * @return true from the first refused byte to the next accepted one
     */
    boolean isStalled();

    /**
     * Whether there may be something to read that does not end the sleep of who comes to sleep now.
     *
     * @return false if the channel says so whenever there is
     */
    boolean mayHoldInput();

    /**
     * Counts what was acted upon for somebody: queries, answers, failures and messages.
     *
     * @return how many so far
     */
    long delivered();

    /**
     * Takes note that tasks wait which the last steps have left to the engine thread: {@link #runTasks} follows at once.
     *
     * @return whether there are any
     */
    boolean takeTasks();

    /** Runs those tasks, which are user code and may take long. Called by an engine thread without the token. */
    void runTasks();

    /** Writes what threads have staged and not sent yet. Any thread; does not block. */
    void push();

    /** Whether nothing is to be read any more. Any thread. */
    boolean isOver();

    /**
     * Ends it. Any thread.
     *
     * @param cause why
     */
    void fail(IOException cause);
}
