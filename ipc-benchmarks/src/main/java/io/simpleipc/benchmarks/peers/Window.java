package io.simpleipc.benchmarks.peers;

import io.simpleipc.measure.Slice;
import java.util.ArrayDeque;

/** Keeps queries under way on one thread: for whatever is received by asking for it. */
final class Window {
    private Window() {}

    /** Sends a query. */
    interface Sending {
        void send() throws Exception;
    }

    /** Takes the next answer; they come in order. */
    interface Receiving {
        int receive() throws Exception;
    }

    static void keep(int inFlight, Slice slice, Sending sending, Receiving receiving) throws Exception {
        var sentAt = new ArrayDeque<Long>();
        for (int i = 0; i < inFlight; i++) {
            sentAt.add(System.nanoTime());
            sending.send();
        }
        while (!sentAt.isEmpty()) {
            receiving.receive();
            long now = System.nanoTime();
            slice.record(now - sentAt.remove(), 1);
            if (!slice.isOver(now)) {
                sentAt.add(now);
                sending.send();
            }
        }
    }
}
