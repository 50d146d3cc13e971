/** TCP between two processes of one machine, or of two that trust the wire between them: {@code tcp, tcp4, tcp6}. */
module io.simpleipc.transport.tcp {
    requires transitive io.simpleipc.api;
    requires static org.jspecify;

    exports io.simpleipc.transport.tcp;

    provides io.simpleipc.spi.Transport with
            io.simpleipc.transport.tcp.TcpTransport;
}
