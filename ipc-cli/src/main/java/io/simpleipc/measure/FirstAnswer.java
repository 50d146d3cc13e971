package io.simpleipc.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that asks one query and ends: how long that took since {@code main} began is all that it writes. It does
 * nothing else, and that in the plainest way, since all of it counts.
 */
public final class FirstAnswer {
    private FirstAnswer() {}

    /**
     * Asks.
     *
     * @param arguments label of the subject, transport, directory where to meet; the secret comes from standard input
     * @throws Exception if there is no answer
     */
    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        var line = new byte[1024];
        int length = System.in.read(line);
        new ParentWatch().start();
        var secret = new String(line, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip();
        var place = new Place(arguments[1], Path.of(arguments[2]), secret);
        try (var caller = Subjects.labelled(arguments[0]).connect(place, Workload.SMALL)) {
            caller.call(new byte[Workload.SMALL]);
            System.out.println(System.nanoTime() - start);
        }
        System.exit(0); // a peer may have left threads
    }

    /** Ends this JVM when the one that has started it is gone. */
    private static final class ParentWatch extends Thread {
        ParentWatch() {
            super("parent-watch");
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
            } catch (IOException e) {
                // As good as its end.
                Runtime.getRuntime().halt(1);
            }
            Runtime.getRuntime().halt(1);
        }
    }
}
