package io.simpleipc.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;

/** Two connected ends and the acceptor between them. */
record Joined(Acceptor acceptor, BlockingPipe server, BlockingPipe client) implements AutoCloseable {
    static Joined join(Endpoint endpoint) throws Exception {
        return join(endpoint, endpoint.listen());
    }

    static Joined join(Endpoint endpoint, Acceptor acceptor) throws Exception {
        Future<Pipe> server = Background.run("accept", acceptor::accept);
        var client = new BlockingPipe(dial(endpoint));
        return new Joined(acceptor, greeted(new BlockingPipe(server.get()), client), client);
    }

    /** For a caller that is interrupted: waiting for a future would end by that. */
    static Joined joinInterrupted(Endpoint endpoint, Acceptor acceptor) throws Exception {
        Future<Pipe> accepting = Background.run("accept", () -> {
            Thread.currentThread().interrupt();
            var pipe = acceptor.accept();
            assertTrue(Thread.interrupted(), "the flag was lost");
            return pipe;
        });
        var client = new BlockingPipe(dial(endpoint));
        assertTrue(Thread.interrupted(), "the flag was lost");
        var server = new BlockingPipe(accepting.get());
        Thread.currentThread().interrupt();
        return new Joined(acceptor, greeted(server, client), client);
    }

    static Pipe dial(Endpoint endpoint) throws IOException {
        return endpoint.connect(Deadline.after(Duration.ofSeconds(10)));
    }

    /** Both ends at work at once, as a pipe with a handshake of its own needs them: a byte there, a byte back. */
    private static BlockingPipe greeted(BlockingPipe server, BlockingPipe client) throws Exception {
        Future<byte[]> answer = Background.run("dialler", () -> {
            client.write(new byte[] {17});
            return client.read(1);
        });
        assertArrayEquals(new byte[] {17}, server.read(1));
        server.write(new byte[] {18});
        while (!answer.isDone()) {
            Thread.onSpinWait(); // waiting would mind an interrupt
        }
        assertArrayEquals(new byte[] {18}, answer.get());
        return server;
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        acceptor.close();
    }
}
