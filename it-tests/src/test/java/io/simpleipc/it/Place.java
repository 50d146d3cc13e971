package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

/** An address and the way there. Closing it removes what {@link Address} has made. */
record Place(Way way, Address address, OpenSsl.Pair certificate) implements AutoCloseable {
    static Place fresh(Way way, OpenSsl.Pair certificate) {
        return new Place(way, way.freshAddress(), certificate);
    }

    /** Without a document where one is not needed: to read one is much of what a fresh process does. */
    WorkerJvm open(WorkerJvm worker, String... settings) {
        if (way != Way.TLS) {
            return worker.open(address, settings);
        }
        return worker.openDocument(document(), settings);
    }

    /** A spec, as JSON. */
    String document() {
        return way.honest(certificate).at(address.text());
    }

    /** With a network that does what the test says. */
    WorkerJvm openFaulty(WorkerJvm worker, String... settings) {
        return worker.openDocument(way.faulty(certificate).at(address.text()), settings);
    }

    /** Opens two and connects them, one after the other. */
    Pair openAndJoin(WorkerJvm server, WorkerJvm client, String... settings) {
        return join(open(server, settings), open(client, settings));
    }

    /** Connects two that have been opened. */
    Pair join(WorkerJvm server, WorkerJvm client) {
        assertThat(server.connect()).isEqualTo("SERVER");
        assertThat(client.connect()).isEqualTo("CLIENT");
        return Pair.await(server, client);
    }

    @Override
    public void close() {
        address.close();
    }

    @Override
    public String toString() {
        return way.type();
    }
}
