/**
 * The API of Simple IPC: one tunnel between exactly two processes that run identical code. Applications use {@code
 * io.simpleipc}; authors of transports implement {@code io.simpleipc.spi}.
 */
module io.simpleipc.api {
    requires transitive org.slf4j;
    requires static transitive org.jspecify;

    exports io.simpleipc;
    exports io.simpleipc.spi;

    uses io.simpleipc.spi.ConnectionProvider;
    uses io.simpleipc.spi.EncryptionFactory;
    uses io.simpleipc.spi.LayeredTransport;
    uses io.simpleipc.spi.SpecFormat;
    uses io.simpleipc.spi.Transport;
}
