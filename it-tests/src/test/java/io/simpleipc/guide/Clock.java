package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

// guide: answers only
final class Clock {
    public static void main(String[] args) throws InterruptedException {
        Spec spec = Spec.unix(args[0], "super-secret");
        Connection connection = Connection.of(spec, query -> "it is " + Instant.now());
        Runtime.getRuntime().addShutdownHook(new Thread(connection::close)); // at Ctrl-C or kill
        connection.connect();
        new CountDownLatch(1).await(); // threads of a connection are daemons, this one keeps the program alive
    }
}
// end
