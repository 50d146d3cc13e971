/** TLS between two processes that hold the same certificate, over any transport: {@code tls, tls4, tls6, tls+T}. */
module io.simpleipc.transport.tls {
    requires transitive io.simpleipc.api;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires static org.jspecify;

    exports io.simpleipc.transport.tls;

    provides io.simpleipc.spi.LayeredTransport with
            io.simpleipc.transport.tls.TlsTransport;
}
