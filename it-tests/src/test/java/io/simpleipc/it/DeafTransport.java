package io.simpleipc.it;

import io.simpleipc.Spec;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.Transport;
import io.simpleipc.testkit.PassingPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The unix transport of a hostile process: on demand its pipes read nothing more, while writing goes on. It only dials.
 */
public final class DeafTransport implements Transport {
    private static volatile boolean deaf;

    /** For the service loader. */
    public DeafTransport() {}

    static void setDeaf(boolean value) {
        deaf = value;
    }

    @Override
    public Set<String> types() {
        return Set.of("deaf");
    }

    @Override
    public Endpoint endpoint(Spec spec) {
        for (var transport : ServiceLoader.load(Transport.class)) {
            if (transport.types().contains("unix")) {
                return new DeafEndpoint(
                        transport.endpoint(spec.toBuilder().type("unix").build()));
            }
        }
        throw new IllegalStateException("no unix transport");
    }

    private record DeafEndpoint(Endpoint unix) implements Endpoint {
        @Override
        public String description() {
            return "deaf " + unix.description();
        }

        @Override
        public Acceptor listen() throws IOException {
            return unix.listen();
        }

        @Override
        public Pipe connect(Deadline deadline) throws IOException {
            return new DeafPipe(unix.connect(deadline));
        }
    }

    private static final class DeafPipe extends PassingPipe {
        DeafPipe(Pipe pipe) {
            super(pipe);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return deaf ? 0 : super.read(target);
        }
    }
}
