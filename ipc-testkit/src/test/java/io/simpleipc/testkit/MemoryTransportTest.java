package io.simpleipc.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.simpleipc.Spec;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryTransportTest extends TransportContract {
    private final MemoryTransport transport = new MemoryTransport();
    private final AtomicInteger addresses = new AtomicInteger();

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected Spec freshSpec() {
        return Spec.of("memory", "address " + addresses.incrementAndGet(), "secret");
    }

    @Test
    void cuttingAllPipesEndsThemAndLeavesTheListener() throws Exception {
        var endpoint = transport.endpoint(freshSpec());
        var soon = Deadline.after(Duration.ofSeconds(1));
        try (var acceptor = endpoint.listen();
                var client = endpoint.connect(soon);
                var server = acceptor.accept()) {
            transport.cutAllPipes();
            assertThrows(IOException.class, () -> server.read(ByteBuffer.allocate(1)));
            assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
            try (var again = endpoint.connect(soon);
                    var newcomer = acceptor.accept()) {
                assertEquals(again.binding(), newcomer.binding());
            }
        }
    }
}
