package io.simpleipc.internal.lifecycle;

import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An endpoint that does what it was told to, and remembers what it was asked. */
final class ScriptedEndpoint implements Endpoint {
    final List<String> calls = new CopyOnWriteArrayList<>();
    private Listen listen = () -> {
        throw new AddressInUseException("taken", null);
    };
    private Connect connect = deadline -> {
        throw new NoListenerException("nobody", null);
    };

    interface Listen {
        Acceptor listen() throws IOException;
    }

    interface Connect {
        Pipe connect(Deadline deadline) throws IOException;
    }

    ScriptedEndpoint onListen(Listen step) {
        listen = step;
        return this;
    }

    ScriptedEndpoint onConnect(Connect step) {
        connect = step;
        return this;
    }

    @Override
    public String description() {
        return "scripted:here";
    }

    @Override
    public Acceptor listen() throws IOException {
        calls.add("listen");
        return listen.listen();
    }

    @Override
    public Pipe connect(Deadline deadline) throws IOException {
        calls.add("connect");
        return connect.connect(deadline);
    }
}
