package io.simpleipc.internal.lifecycle;

import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Greeter;
import io.simpleipc.internal.session.handshake.Introduction;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The server's door: one thread accepts and hands each newcomer to the greeter, which asks the seat. Goes on while a
 * peer is joined, so that a third process gets its answer. Opened once, closed once.
 */
final class Listening {
    private static final long SHORTEST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1000;
    private static final long END_MILLIS = 1000;

    /**
     * What every door of a connection has in common.
     *
     * @param self who greets
     * @param log the connection's log
     * @param address the endpoint's description
     * @param broken told that a door does not accept any more though nobody closed it
     */
    record House(Introduction self, EngineLog log, String address, Runnable broken) {}

    private final House house;
    private final Acceptor acceptor;
    private final Seat seat;
    private final Greeter greeter;
    private final Thread thread;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile boolean broken;

    /** The last trouble that was logged; used by one thread each. */
    private String loggedTrouble = "";

    private String loggedDoubt = "";

    private Listening(House house, Acceptor acceptor, Seat seat) {
        this.house = house;
        this.acceptor = acceptor;
        this.seat = seat;
        this.greeter = new Greeter(house.self(), seat, house.log(), "ipc-greeter " + house.address());
        this.thread = new Thread(null, this::acceptAll, "ipc-acceptor " + house.address(), 0, false);
        this.thread.setDaemon(true);
    }

    /**
     * Starts the threads behind a claim. Nobody is let in before {@link #open}.
     *
     * @throws IOException if there are no descriptors or threads for it; the acceptor is still the caller's
     */
    static Listening start(House house, Acceptor acceptor, Seat seat) throws IOException {
        var listening = new Listening(house, acceptor, seat);
        seat.wakes(listening.greeter::wake);
        seat.breaksDown(listening::breakDown);
        try {
            listening.greeter.start();
            listening.thread.start();
            return listening;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            listening.close();
            throw new IOException("no descriptor or thread can be had to listen at " + house.address(), e);
        }
    }

    Seat seat() {
        return seat;
    }

    /** Lets newcomers in. */
    void open() {
        opened.countDown();
    }

    /** How often to look after the claim; zero for never. */
    Duration checkInterval() {
        return acceptor.checkInterval();
    }

    boolean isBroken() {
        return broken;
    }

    /** Whether the address is still ours, as far as can be told. */
    boolean stillHolds() {
        if (broken) {
            return false;
        }
        try {
            return acceptor.check();
        } catch (IOException | RuntimeException | Error e) {
            if (!loggedDoubt.equals(kindOf(e))) {
                loggedDoubt = kindOf(e);
                house.log().warn("cannot tell whether " + house.address() + " is still ours", e);
            }
            return true;
        }
    }

    /** Gives the address back; afterwards nobody is accepted or greeted any more. */
    void close() {
        closed.countDown();
        opened.countDown();
        seat.shut();
        try {
            acceptor.close();
        } catch (IOException | RuntimeException e) {
            house.log().warn("closing the listener at " + house.address() + " failed", e);
        }
        awaitEndOfThread();
        greeter.close();
    }

    private void acceptAll() {
        awaitOpening();
        long pause = SHORTEST_PAUSE_MILLIS;
        while (!isClosed()) {
            try {
                greet(acceptor.accept());
                pause = SHORTEST_PAUSE_MILLIS;
            } catch (ClosedChannelException e) {
                if (!isClosed()) {
                    house.log().error("the listener at " + house.address() + " was closed by somebody else", e);
                    breakDown();
                }
                return;
            } catch (IOException | RuntimeException | Error e) {
                logOnce(e);
                awaitClosing(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    /** Nobody can come in any more: the supervisor closes this door and starts over. */
    private void breakDown() {
        if (!isClosed()) {
            broken = true;
            house.broken().run();
        }
    }

    private void greet(Pipe newcomer) {
        boolean greeted = false;
        try {
            if (!isClosed()) {
                greeter.greet(newcomer);
                greeted = true;
            }
        } finally {
            if (!greeted) {
                newcomer.close();
            }
        }
    }

    private void logOnce(Throwable trouble) {
        if (!isClosed() && !loggedTrouble.equals(kindOf(trouble))) {
            loggedTrouble = kindOf(trouble);
            house.log().warn("a newcomer at " + house.address() + " could not be accepted; going on", trouble);
        }
    }

    private static String kindOf(Throwable trouble) {
        return trouble.getClass().getName() + ": " + trouble.getMessage();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void awaitOpening() {
        try {
            opened.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the acceptor's thread", e);
        }
    }

    private void awaitClosing(long millis) {
        try {
            if (closed.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the acceptor's thread", e);
        }
    }

    private void awaitEndOfThread() {
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            house.log()
                    .warn("the thread that accepts at " + house.address() + " does not end; it is left behind", null);
        }
    }
}
