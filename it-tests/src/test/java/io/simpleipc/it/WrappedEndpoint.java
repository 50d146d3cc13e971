package io.simpleipc.it;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The endpoint of a layer that does something to each pipe and nothing else.
 *
 * @param name goes before the carrier's description
 * @param carrier what it is laid over
 * @param over makes of a carrier's pipe the layer's
 */
record WrappedEndpoint(String name, Endpoint carrier, UnaryOperator<Pipe> over) implements Endpoint {
    @Override
    public String description() {
        return name + " " + carrier.description();
    }

    @Override
    public Acceptor listen() throws IOException {
        return new WrappedAcceptor(carrier.listen(), over);
    }

    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        return over.apply(carrier.connect(deadline));
    }

    private record WrappedAcceptor(Acceptor carrier, UnaryOperator<Pipe> over) implements Acceptor {
        @Override
        public Pipe accept() throws IOException {
            return over.apply(carrier.accept());
        }

        @Override
        public Duration checkInterval() {
            return carrier.checkInterval();
        }

        @Override
        public boolean check() throws IOException {
            return carrier.check();
        }

        @Override
        public void close() throws IOException {
            carrier.close();
        }
    }
}
