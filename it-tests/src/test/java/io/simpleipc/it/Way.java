package io.simpleipc.it;

/** The ways to a peer on which tests of faults go, each as it is and with a network that does what the test says. */
enum Way {
    UNIX("unix", "faulty+unix"),
    TCP("tcp", "faulty+tcp"),
    TLS("tls", "tls+faulty+tcp");

    private final String honest;
    private final String faulty;

    Way(String honest, String faulty) {
        this.honest = honest;
        this.faulty = faulty;
    }

    String type() {
        return honest;
    }

    /** A spec's document; a transport that needs no certificate gets none. */
    Document honest(OpenSsl.Pair certificate) {
        return document(honest, certificate);
    }

    /** The same over a {@link FaultyLayer}; its peer is honest or not, as it likes. */
    Document faulty(OpenSsl.Pair certificate) {
        return document(faulty, certificate);
    }

    private Document document(String type, OpenSsl.Pair certificate) {
        var document = Document.of(type);
        return this == TLS ? document.certificate(certificate) : document;
    }

    /** A place where nobody has been before. */
    Address freshAddress() {
        return this == UNIX ? Address.unix() : Address.tcp();
    }
}
