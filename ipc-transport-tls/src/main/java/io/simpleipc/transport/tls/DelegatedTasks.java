package io.simpleipc.transport.tls;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The two threads that do the costly parts of all TLS handshakes of an address: key agreements, signatures. One is for
 * strangers at the door; the other for those whom we dial, and for whoever is through, so that no flood of strangers holds
 * them up. Daemons that are there while there is work and a moment longer, so nothing has to be closed. Thread-safe.
 */
final class DelegatedTasks {
    /** A handshake has at most one entry, and those at the door and on the doorstep are no more than this. */
    static final int MOST_STRANGERS = 16;

    private static final long IDLE_MILLIS = 500;

    private final ThreadPoolExecutor strangers;
    private final ThreadPoolExecutor friends;

    DelegatedTasks(String address) {
        strangers = thread("ipc-tls-door " + address, new ArrayBlockingQueue<>(MOST_STRANGERS));
        friends = thread("ipc-tls " + address, new LinkedBlockingQueue<>());
    }

    private static ThreadPoolExecutor thread(String name, BlockingQueue<Runnable> queue) {
        var one = new ThreadPoolExecutor(1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS, queue, work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** Has something done soon, in order, for one whom we dialled or who is through. It must not throw. */
    void runForFriend(Runnable work) {
        friends.execute(work);
    }

    /**
     * Has something done in order, for one who knocked. It must not throw.
     *
     * @throws RejectedExecutionException if too many wait already: the newest has to go
     */
    void runForStranger(Runnable work) {
        strangers.execute(work);
    }

    /** Nobody waits for a stranger's work any more; if it has not begun its place is free. */
    void forget(Runnable work) {
        strangers.remove(work);
    }
}
