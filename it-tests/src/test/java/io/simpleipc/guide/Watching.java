package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionSnapshot;
import io.simpleipc.QueryHandler;
import io.simpleipc.Reconnect;
import io.simpleipc.Spec;
import java.time.Duration;

final class Watching {
    private Watching() {}

    static Connection withDiary(Spec spec, QueryHandler handler) {
        // guide: listen
        Connection connection =
                Connection.builder(spec).onQuery(handler).listener(new Diary()).build();
        // end
        return connection;
    }

    static void state(Connection connection) {
        // guide: state
        connection.connect();
        System.out.println(connection.state() + " as " + connection.role());
        if (connection.awaitConnected(Duration.ofSeconds(30))) {
            System.out.println(
                    connection.state() + " with process " + connection.peer().pid());
        }
        // end
    }

    static void counts(Connection connection) {
        // guide: counts
        ConnectionSnapshot now = connection.snapshot();
        System.out.println(now.queries().answered() + " of " + now.queries().asked() + " answered, "
                + now.queries().inFlight() + " in flight, " + now.links().reconnects() + " reconnects");
        // end
    }

    static Connection givesUp(Spec spec, QueryHandler handler) {
        // guide: reconnect
        Connection connection = Connection.builder(spec)
                .onQuery(handler)
                .listener(new Diary())
                .promotion(false) // never become the server
                .reconnect(new Reconnect(true, 5, Duration.ofMillis(200))) // give up after five times 200 ms
                .build();
        // end
        return connection;
    }
}
