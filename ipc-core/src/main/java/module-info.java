/** The engine of Simple IPC: found by {@link java.util.ServiceLoader}, exports nothing. */
module io.simpleipc.core {
    requires io.simpleipc.api;
    requires static jdk.jfr;

    uses io.simpleipc.spi.EncryptionFactory;
    uses io.simpleipc.spi.LayeredTransport;
    uses io.simpleipc.spi.Transport;

    provides io.simpleipc.spi.ConnectionProvider with
            io.simpleipc.internal.lifecycle.Engine;
}
