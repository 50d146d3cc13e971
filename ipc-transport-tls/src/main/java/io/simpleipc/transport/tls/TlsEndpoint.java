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

    /** What the first words need, a key pair above all, is made before: the other end sends away who is silent. */
    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        var engine = engines.engine(true);
        engine.beginHandshake();
        var pipe = carrier.connect(deadline);
        try {
            return new TlsPipe(pipe, engine, tasks);
        } catch (Throwable e) { // an error too: nobody else could close it
            pipe.close();
            throw e;
        }
    }

    /** Puts TLS over a pipe that was accepted. */
    Pipe accepted(Pipe pipe) {
        return new AcceptedPipe(pipe, engines, tasks);
    }
}
