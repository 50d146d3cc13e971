package io.simpleipc.transport.tls;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that does the costly parts of all TLS handshakes of an address: key agreements, signatures. A daemon
 * that is there while there is work and a moment longer, so nothing has to be closed. The queue is short: a handshake
 * has at most one entry, and there are few places for strangers. Thread-safe.
 */
final class DelegatedTasks {
    private static final long IDLE_MILLIS = 500;

    private final ThreadPoolExecutor thread;

    DelegatedTasks(String address) {
        thread = new ThreadPoolExecutor(
                1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), work -> daemon(work, address));
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work, String address) {
        var thread = new Thread(work, "ipc-tls " + address);
        thread.setDaemon(true);
        return thread;
    }

    /** Has something done soon, in order. It must not throw. */
    void run(Runnable work) {
        thread.execute(work);
    }
}
