package io.simpleipc.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what comes from the other side, in the order of its numbers and each once, whatever the order in which it comes
 * and how often. Whoever brings a piece returns when it is written: that is the back-pressure. Thread-safe.
 */
final class PipeOutput {
    /** Whoever gives up tells nobody if somebody has the lock at that moment, who may be on the way to wait. */
    private static final long LOOK_MILLIS = 100;

    private final OutputStream out;

    // Guards all below, and is held while a piece is written: nobody else could go on meanwhile.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long next;
    private long bytes;
    private boolean ended;

    /** Why nothing is written any more; written without the lock too. */
    private volatile @Nullable String broken;

    PipeOutput(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes a piece as soon as all before it are written.
     *
     * @param number how many pieces go before
     * @param piece an array of its own
     * @throws PipeException if it cannot be written
     */
    void write(long number, ByteBuffer piece) throws PipeException, InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitTurn(number);
            if (number < next) {
                return; // it has come before, and its receipt was lost
            }
            if (ended) {
                throw new PipeException("a piece came behind the end");
            }
            out.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
            next++;
            bytes += piece.remaining();
            moved.signalAll();
        } catch (IOException e) {
            throw broken(e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the output as soon as all is written.
     *
     * @param number how many pieces there were
     * @param total how many bytes
     * @throws PipeException if it cannot be closed, or there were more bytes or fewer
     */
    void end(long number, long total) throws PipeException, InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitTurn(number);
            if (next != number || bytes != total) {
                throw new PipeException("the other side sent " + number + " pieces of " + total + " bytes, and " + next
                        + " of " + bytes + " were written");
            }
            if (!ended) {
                ended = true;
                out.close();
            }
        } catch (IOException e) {
            throw broken(e);
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody wait for a piece that will not come. */
    void giveUp(String why) {
        if (broken == null) {
            broken = why;
        }
        // Not where somebody is writing, who might be held up for ever and tells the others when he is not.
        if (lock.tryLock()) {
            try {
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void awaitTurn(long number) throws PipeException, InterruptedException {
        while (broken == null && number > next) {
            var unused = moved.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        var why = broken;
        if (why != null) {
            throw new PipeException(why);
        }
    }

    private PipeException broken(IOException e) {
        var why = "standard output cannot be written: " + e.getMessage();
        broken = why;
        moved.signalAll();
        return new PipeException(why);
    }
}
