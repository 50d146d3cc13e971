package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.Spec;

// guide: nested
final class Greeter {
    private final String name;
    final Connection connection;

    Greeter(String name, Spec spec) {
        this.name = name;
        this.connection = Connection.of(spec, this::answer);
    }

    private String answer(String query) {
        if (query.equals("greet me")) {
            return "hello, " + connection.query("who are you?"); // asks the one who is asking
        }
        return name;
    }
}
// end
