package io.simpleipc.internal.lifecycle;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.time.Duration;

/** An endpoint of which one call fails, once. */
final class FailingEndpoint implements Endpoint {
    /** The calls of an endpoint and of its acceptor. */
    enum Call {
        LISTEN,
        CONNECT,
        ACCEPT,
        CHECK,
        CLOSE
    }

    private final Endpoint endpoint;
    private final Call failing;
    private final Exception trouble;

    volatile boolean hasFailed;

    /**
     * Fails the first call of a kind.
     *
     * @param trouble an {@link IOException} or a {@link RuntimeException}
     */
    FailingEndpoint(Endpoint endpoint, Call failing, Exception trouble) {
        this.endpoint = endpoint;
        this.failing = failing;
        this.trouble = trouble;
    }

    @Override
    public String description() {
        return endpoint.description();
    }

    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        failIfTold(Call.CONNECT);
        return endpoint.connect(deadline);
    }

    @Override
    public Acceptor listen() throws IOException {
        failIfTold(Call.LISTEN);
        var acceptor = endpoint.listen();
        return new Acceptor() {
            @Override
            public Pipe accept() throws IOException {
                failIfTold(Call.ACCEPT);
                return acceptor.accept();
            }

            @Override
            public Duration checkInterval() {
                return acceptor.checkInterval();
            }

            @Override
            public boolean check() throws IOException {
                failIfTold(Call.CHECK);
                return acceptor.check();
            }

            @Override
            public void close() throws IOException {
                acceptor.close();
                failIfTold(Call.CLOSE);
            }
        };
    }

    private synchronized void failIfTold(Call call) throws IOException {
        if (call != failing || hasFailed) {
            return;
        }
        hasFailed = true;
        if (trouble instanceof RuntimeException bug) {
            throw bug;
        }
        throw (IOException) trouble;
    }
}
