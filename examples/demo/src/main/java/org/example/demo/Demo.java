package org.example.demo;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Start it twice with the same JSON file: each asks the other, then both end. The file names the plug-ins. */
public final class Demo {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Demo() {}

    public static void main(String[] args) throws Exception {
        var asked = new CountDownLatch(1);
        Spec spec = Spec.load(Path.of(args[0]));
        try (Connection connection = Connection.of(spec, query -> {
            asked.countDown();
            return "hello, " + query;
        })) {
            connection.connect();
            if (!connection.awaitConnected(PATIENCE)) {
                throw new IllegalStateException("no second process came to " + spec);
            }
            System.out.println(connection.role() + " hears: " + connection.query("world"));
            if (!asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the other process did not ask");
            }
        }
    }
}
