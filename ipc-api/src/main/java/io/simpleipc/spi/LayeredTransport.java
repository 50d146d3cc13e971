package io.simpleipc.spi;

import io.simpleipc.Spec;
import java.util.Map;

/**
 * A layer over any transport, such as TLS: the type {@code L+T} puts the layer L over the transport T, a third party's
 * included. Found by {@link java.util.ServiceLoader}. Stateless and thread-safe; needs a public constructor without
 * arguments.
 */
public interface LayeredTransport {
    /**
     * The name before the plus sign.
     *
     * @return lower case letters and digits, such as {@code tls}; no other layer may have the same
     */
    String layer();

    /**
     * Types that stand for others, such as {@code tls} for {@code tls+tcp}.
     *
     * @return short form to full form, which begins with this layer and must not lead back to the short form; none by
     *     default
     */
    default Map<String, String> shortTypes() {
        return Map.of();
    }

    /**
     * Whether what passes through this layer may cross a network that strangers listen to. If so, the carrier may use
     * another machine's address without {@link Spec#allowInsecureRemote()}.
     *
     * @return false by default
     */
    default boolean encrypts() {
        return false;
    }

    /**
     * Checks the settings and puts the layer over an address. Reads the files that the settings name; opens nothing
     * else.
     *
     * @param spec the whole type in {@link Spec#type()}; of the options those whose names begin with {@link #layer()} and
     *     a dot, without that beginning (the carrier gets the others)
     * @param carrier the address beneath
     * @return the address as seen through the layer
     * @throws io.simpleipc.ConfigurationException if a setting is wrong: what was found, and the cure
     */
    Endpoint endpoint(Spec spec, Endpoint carrier);
}
