package io.simpleipc.transport.tls;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import java.io.IOException;

/** An address as seen through TLS. The handshake is the pipe's affair: neither dialling nor accepting waits for it. */
final class TlsEndpoint implements Endpoint {
    private final Endpoint carrier;
    private final TlsSettings settings;
    private final DelegatedTasks tasks;

    TlsEndpoint(Endpoint carrier, TlsSettings settings) {
        this.carrier = carrier;
        this.settings = settings;
        this.tasks = new DelegatedTasks(description());
    }

    @Override
    public String description() {
        return "tls+" + carrier.description();
    }

    @Override
    public Acceptor listen() throws IOException {
        return new TlsAcceptor(carrier.listen(), this);
    }

    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        return over(carrier.connect(deadline), true);
    }

    /** Puts TLS over a pipe, which is closed if that fails. */
    Pipe over(Pipe pipe, boolean dialled) throws IOException {
        try {
            return new TlsPipe(pipe, settings.engine(dialled), tasks);
        } catch (IOException | RuntimeException e) {
            pipe.close();
            throw e;
        }
    }
}
