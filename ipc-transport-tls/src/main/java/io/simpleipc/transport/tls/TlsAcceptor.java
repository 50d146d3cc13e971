package io.simpleipc.transport.tls;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.time.Duration;

/** The carrier's claim; newcomers are returned at once, their TLS handshake still before them. */
record TlsAcceptor(Acceptor carrier, TlsEndpoint endpoint) implements Acceptor {
    @Override
    public Pipe accept() throws IOException {
        return endpoint.accepted(carrier.accept());
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
