package io.simpleipc.measure;

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
        var secret = new String(line, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip();
        var place = new Place(arguments[1], Path.of(arguments[2]), secret);
        try (var caller = Subjects.labelled(arguments[0]).connect(place, Workload.SMALL)) {
            caller.call(new byte[Workload.SMALL]);
            System.out.println(System.nanoTime() - start);
        }
        System.exit(0); // a peer may have left threads
    }
}
