/** Specs as JSON documents. Found by {@link java.util.ServiceLoader}; exports nothing. */
module io.simpleipc.config.json {
    requires io.simpleipc.api;
    requires tools.jackson.core;
    requires static org.jspecify;

    provides io.simpleipc.spi.SpecFormat with
            io.simpleipc.config.json.JsonSpecFormat;
}
