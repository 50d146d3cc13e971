package org.example.hello;

import io.simpleipc.Connection;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Start it twice with the same socket name and secret file: each asks the other, then both end. */
public final class Hello {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Hello() {}

    public static void main(String[] args) throws Exception {
        var asked = new CountDownLatch(1);
        Spec spec = Spec.builder()
                .type("unix")
                .address(args[0])
                .secret(Secret.fromFile(Path.of(args[1])))
                .build();
        try (Connection connection = Connection.of(spec, query -> {
            asked.countDown();
            return "hello, " + query;
        })) {
            connection.connect();
            if (!connection.awaitConnected(PATIENCE)) {
                throw new IllegalStateException("no second process came to " + args[0]);
            }
            System.out.println(connection.role() + " hears: " + connection.query("world"));
            if (!asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the other process did not ask");
            }
        }
    }
}
