/** What connections do and have done, as Micrometer's meters. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer has an automatic name only
module io.simpleipc.micrometer {
    requires transitive io.simpleipc.api;
    requires transitive micrometer.core;
    requires static org.jspecify;

    exports io.simpleipc.micrometer;
}
