package io.simpleipc.internal.wire;

import java.io.IOException;
import java.util.UUID;

/**
 * Takes what a {@link Link} reads. But for {@link #runTasks}, called by whoever reads at the moment, one call at a time,
 * each seeing what the earlier ones did; must neither block nor run user code.
 */
public interface Receiver {
    /**
     * The peer asks.
     *
     * @param id the peer's query id
     * @param parent id of the own query within whose handler it was asked, 0 if none
     * @param depth nesting depth, 0 for a query asked outside of any handler
     * @param remainingMillis how long the peer waits, from now
     * @param payload its bytes, owned by the receiver
     */
    void query(long id, long parent, int depth, long remainingMillis, byte[] payload);

    /**
     * The peer answers. The receiver calls {@link Link#consumed} when the caller has it.
     *
     * @param id the own query's id
     * @param payload its bytes, owned by the receiver
     */
    void answer(long id, byte[] payload);

    /**
     * The peer says that there is no answer.
     *
     * @param id the own query's id
     * @param failure why
     */
    void failure(long id, Failure failure);

    /**
     * A one-way message.
     *
     * @param payload its bytes, owned by the receiver
     */
    void message(byte[] payload);

    /**
     * The peer no longer waits for an answer.
     *
     * @param id the peer's query id
     */
    void cancel(long id);

    /**
     * The peer asks what became of a query that it had asked over a link that was cut.
     *
     * @param id the peer's query id from now on, by which it is to be answered
     * @param session that in which it was asked first
     * @param former its id there
     */
    void resume(long id, UUID session, long former);

    /**
     * The peer accepts no more queries above an id.
     *
     * @param lastAccepted highest own query id that it accepted
     */
    void closing(long lastAccepted);

    /**
     * The peer answered a ping, and all before it.
     *
     * @param id the number of the ping
     */
    void pong(long id);

    /** Bytes of any kind have arrived. Called once a read batch, before the frames in it. */
    void heard();

    /** All that has arrived is read, and the peer has not closed the pipe behind it. */
    void drained();

    /**
     * Does what is due by the clock.
     *
     * @param now {@link System#nanoTime()}
     * @return the nano time at which to be called again at the latest
     * @throws IOException if the link is to be given up: the peer was silent for too long
     */
    long tick(long now) throws IOException;

    /**
     * Takes note of tasks that the last calls have left to the thread that reads, which may be left when {@link
     * Link#mayLeaveTasks} says so. If there are any, {@link #runTasks} follows at once.
     *
     * @return whether there are any
     */
    boolean takeTasks();

    /**
     * Runs those tasks: user code, which may block. The calling thread does not read meanwhile, but another one may.
     */
    void runTasks();

    /**
     * The link is over; the last call.
     *
     * @param cause why; an {@link java.io.EOFException} if the peer closed it
     */
    void ended(IOException cause);
}
