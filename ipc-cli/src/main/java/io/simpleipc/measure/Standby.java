package io.simpleipc.measure;

import io.simpleipc.ConnectionListener;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process of ours that has started and waits for the word to connect; it answers until it is killed. */
public final class Standby {
    /** What it writes when it waits for the word. */
    static final String WAITING = "WAITING";

    /** The word. */
    static final String CONNECT = "CONNECT";

    /** What it writes when it has a role. */
    static final String CONNECTED = "CONNECTED";

    private Standby() {}

    /**
     * Waits and connects.
     *
     * @param arguments label of one of ours, transport, directory where to meet; the secret comes from standard input
     * @throws Exception if it cannot connect
     */
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var secret = MeasuringProcess.required(in.readLine());
        var place = new Place(arguments[1], Path.of(arguments[2]), secret);
        try (var connection = Ours.labelled(arguments[0]).build(place, new ConnectionListener() {})) {
            System.out.println(WAITING);
            if (CONNECT.equals(in.readLine())) {
                connection.connect();
                System.out.println(CONNECTED);
                MeasuringProcess.awaitEnd(in);
            }
        }
    }
}
