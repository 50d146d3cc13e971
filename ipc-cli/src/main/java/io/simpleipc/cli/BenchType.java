package io.simpleipc.cli;

import java.util.Optional;
import java.util.stream.Stream;

/** What {@code ipc bench} can measure over: types of specs. */
enum BenchType {
    UNIX("unix", "unix", false),
    TCP("tcp", "tcp", false),
    TLS("tls", "tcp", true),
    TLS_UNIX("tls+unix", "unix", true);

    private final String text;
    private final String transport;
    private final boolean tls;

    BenchType(String text, String transport, boolean tls) {
        this.text = text;
        this.transport = transport;
        this.tls = tls;
    }

    static Optional<BenchType> named(String text) {
        return Stream.of(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    String text() {
        return text;
    }

    /** What the bare socket beside it goes over too. */
    String transport() {
        return transport;
    }

    boolean tls() {
        return tls;
    }
}
