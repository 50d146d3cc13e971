package io.simpleipc;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link Spec}: a record, so that specs compare by value. */
record SpecValues(
        String type,
        String address,
        Secret secret,
        Duration queryTimeout,
        Duration drain,
        Reconnect reconnect,
        boolean promotion,
        int maxMessageSize,
        int maxInFlight,
        long maxBufferedBytes,
        boolean logQueries,
        boolean logKeepAlives,
        boolean allowInsecureRemote,
        @Nullable Tls tls,
        @Nullable Encryption encryption,
        Spin spin,
        Map<String, String> options)
        implements Spec {

    @Override
    public Builder toBuilder() {
        return new SpecBuilder()
                .type(type)
                .address(address)
                .secret(secret)
                .queryTimeout(queryTimeout)
                .drain(drain)
                .reconnect(reconnect)
                .promotion(promotion)
                .maxMessageSize(maxMessageSize)
                .maxInFlight(maxInFlight)
                .maxBufferedBytes(maxBufferedBytes)
                .logQueries(logQueries)
                .logKeepAlives(logKeepAlives)
                .allowInsecureRemote(allowInsecureRemote)
                .tls(tls)
                .encryption(encryption)
                .spin(spin)
                .options(options);
    }

    /** Type and address only: a spec ends up in logs, and its secret and options must not. */
    @Override
    public String toString() {
        return "Spec[" + type + " " + address + "]";
    }
}
