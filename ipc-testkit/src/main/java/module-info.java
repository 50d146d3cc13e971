/** For authors of transports: the contract that every one must pass, an in-memory one, faults, and a clock to wind. */
module io.simpleipc.testkit {
    requires transitive io.simpleipc.api;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports io.simpleipc.testkit;
}
