package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.Spec;

final class Messages {
    private Messages() {}

    static Connection reader(Spec spec) {
        // guide: messages
        Connection connection = Connection.builder(spec)
                .onMessage(message -> System.out.println("heard: " + message.text()))
                .build();
        // end
        return connection;
    }

    static void send(Connection connection) {
        // guide: send
        connection.send("lunch is ready");
        // end
    }
}
