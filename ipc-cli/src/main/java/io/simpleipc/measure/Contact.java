package io.simpleipc.measure;

import io.simpleipc.ConnectionListener;
import io.simpleipc.IpcException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process of ours that is refused, several times, and writes how long each took and by what. */
public final class Contact {
    private Contact() {}

    /**
     * Tries.
     *
     * @param arguments label of one of ours, transport, directory where to meet, how often; the secret comes from
     *     standard input
     * @throws Exception if it is not refused
     */
    public static void main(String[] arguments) throws Exception {
        var line = new byte[1024];
        var secret = new String(line, 0, Math.max(0, System.in.read(line)), StandardCharsets.US_ASCII).strip();
        var place = new Place(arguments[1], Path.of(arguments[2]), secret);
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            try (var connection = Ours.labelled(arguments[0]).build(place, new ConnectionListener() {})) {
                long start = System.nanoTime();
                try {
                    connection.connect();
                } catch (IpcException e) {
                    System.out.println(
                            (System.nanoTime() - start) + " " + e.getClass().getSimpleName());
                    continue;
                }
                throw new IllegalStateException("it was let in");
            }
        }
    }
}
