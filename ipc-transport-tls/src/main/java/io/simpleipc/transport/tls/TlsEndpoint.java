package io.simpleipc.transport.tls;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import javax.net.ssl.SSLEngine;

/** An address as seen through TLS. The handshake is the pipe's affair: neither dialling nor accepting waits for it. */
final class TlsEndpoint implements Endpoint {
    private final Endpoint carrier;
    private final Engines engines;
    private final DelegatedTasks tasks;

    /** Makes the TLS engine of one pipe. */
    interface Engines {
        SSLEngine engine(boolean dialled) throws IOException;
    }

    TlsEndpoint(Endpoint carrier, Engines engines) {
        this.carrier = carrier;
        this.engines = engines;
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

    /** Puts TLS over a pipe, which is closed if that fails, by an error too: nobody else could close it. */
    Pipe over(Pipe pipe, boolean dialled) throws IOException {
        try {
            return new TlsPipe(pipe, engines.engine(dialled), tasks);
        } catch (Throwable e) {
            pipe.close();
            throw e;
        }
    }
}
