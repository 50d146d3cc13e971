package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

final class BytesAndFutures {
    private BytesAndFutures() {}

    static Connection digests(Spec spec) {
        // guide: bytes
        Connection connection = Connection.builder(spec)
                .onBytes(file -> MessageDigest.getInstance("SHA-256").digest(file))
                .build();
        // end
        return connection;
    }

    static byte[] askForDigest(Connection connection, Path file) throws IOException {
        // guide: ask with bytes
        byte[] digest = connection.query(Files.readAllBytes(file));
        // end
        return digest;
    }

    static void askForMany(Connection connection) {
        // guide: futures
        List<CompletableFuture<String>> answers = Stream.of("Ann", "Bob", "Eve")
                .map(name -> connection.queryAsync(name))
                .toList(); // all three are under way
        for (CompletableFuture<String> answer : answers) {
            System.out.println(answer.join());
        }
        // end
    }
}
