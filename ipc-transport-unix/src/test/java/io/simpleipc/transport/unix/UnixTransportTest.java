package io.simpleipc.transport.unix;

import io.simpleipc.Spec;
import io.simpleipc.spi.Transport;
import io.simpleipc.testkit.TransportContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract, for bare names and for paths. */
class UnixTransportTest {
    private abstract static class Contract extends TransportContract {
        private final AtomicInteger names = new AtomicInteger();

        @TempDir
        Path directory;

        @Override
        protected Transport transport() {
            return new UnixTransport(directory.resolve("run"));
        }

        @Override
        protected Spec freshSpec() {
            return Spec.unix(address("s" + names.incrementAndGet()), "secret");
        }

        abstract String address(String name);
    }

    @Nested
    class Names extends Contract {
        @Override
        String address(String name) {
            return name;
        }
    }

    @Nested
    class Paths extends Contract {
        @Override
        String address(String name) {
            return directory.resolve(name).toString();
        }
    }
}
