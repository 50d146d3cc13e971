/** Unix domain sockets: two processes of one user on one machine. Type {@code unix}. */
module io.simpleipc.transport.unix {
    requires transitive io.simpleipc.api;
    requires jdk.net;
    requires static org.jspecify;

    exports io.simpleipc.transport.unix;

    provides io.simpleipc.spi.Transport with
            io.simpleipc.transport.unix.UnixTransport;
}
