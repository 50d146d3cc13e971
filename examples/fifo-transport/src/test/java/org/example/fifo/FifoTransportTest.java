package org.example.fifo;

import io.simpleipc.Spec;
import io.simpleipc.spi.Transport;
import io.simpleipc.testkit.TransportContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the engine relies on: inherited, all of it. */
final class FifoTransportTest extends TransportContract {
    @TempDir
    private Path folder;

    private int count;

    @Override
    protected Transport transport() {
        return new FifoTransport();
    }

    @Override
    protected Spec freshSpec() {
        return Spec.of("fifo", folder.resolve("tunnel" + count++).toString(), "secret");
    }
}
