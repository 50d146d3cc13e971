/**
 * For authors of plug-ins: the contracts that every transport and every encryption must pass, an in-memory transport,
 * faults, and a clock to wind.
 */
module io.simpleipc.testkit {
    requires transitive io.simpleipc.api;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports io.simpleipc.testkit;

    provides io.simpleipc.spi.Transport with
            io.simpleipc.testkit.SharedMemoryTransport;
}
