package io.simpleipc.transport.tcp;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.ListeningSocket;
import io.simpleipc.spi.Pipe;
import java.io.IOException;

/** A bound port. There is nothing to check: nobody can take it away. */
record TcpAcceptor(ListeningSocket socket) implements Acceptor {
    @Override
    public Pipe accept() throws IOException {
        return TcpEndpoint.pipe(socket.accept());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
