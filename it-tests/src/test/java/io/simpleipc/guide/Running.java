package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.QueryHandler;
import io.simpleipc.Spec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.slf4j.LoggerFactory;

final class Running {
    private Running() {}

    static Spec document(Path file) {
        // guide: load
        Spec spec = Spec.load(file);
        // end
        return spec;
    }

    static Connection onPool(Spec spec, ExecutorService pool) {
        // guide: executor
        Connection connection = Connection.builder(spec)
                .onQuery(query -> "answered by " + Thread.currentThread().getName())
                .executor(pool)
                .build();
        // end
        return connection;
    }

    static Connection logged(Spec spec, QueryHandler handler) {
        // guide: logging
        Connection connection = Connection.builder(spec)
                .onQuery(handler)
                .logger(LoggerFactory.getLogger("chat.tunnel"))
                .logQueries(true) // at level debug, cut to 200 characters
                .build();
        // end
        return connection;
    }

    static Connection closing(Spec spec, QueryHandler handler) {
        // guide: drain
        Connection connection = Connection.builder(spec)
                .onQuery(handler)
                .drain(Duration.ofSeconds(30)) // how long close() waits for handlers that are at work
                .build();
        // end
        return connection;
    }

    static void inOneProcess(Spec spec) {
        // guide: one jvm
        try (Connection left = Connection.of(spec, query -> "left heard " + query);
                Connection right = Connection.of(spec, query -> "right heard " + query)) {
            left.connect();
            right.connect();
            System.out.println(right.query("hello"));
        }
        // end
    }

    static void entry(String name) {
        // guide: package page
        Spec spec = Spec.unix(name, "super-secret");
        try (Connection connection = Connection.of(spec, query -> "hello, " + query)) {
            connection.connect(); // the first to come listens, the second joins
            if (connection.awaitConnected(Duration.ofMinutes(1))) {
                System.out.println(connection.query("world"));
            }
        }
        // end
    }
}
