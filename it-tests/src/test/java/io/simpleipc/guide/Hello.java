package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.IpcException;
import io.simpleipc.Spec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

// guide: first pair
final class Hello {
    public static void main(String[] args) throws IOException {
        Spec spec = Spec.unix(args[0], "super-secret");
        try (Connection connection = Connection.of(spec, query -> "hello, " + query)) {
            connection.connect();
            System.out.println("I am the " + connection.role() + ". Type something:");
            var keyboard = new BufferedReader(new InputStreamReader(System.in));
            for (String line = keyboard.readLine(); line != null; line = keyboard.readLine()) {
                try {
                    System.out.println(connection.query(line));
                } catch (IpcException e) {
                    System.out.println("no answer: " + e.getMessage());
                }
            }
        }
    }
}
// end
