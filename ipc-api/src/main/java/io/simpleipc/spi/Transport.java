package io.simpleipc.spi;

import io.simpleipc.Spec;
import java.util.Set;

/**
 * A way for two processes to reach each other. Found by {@link java.util.ServiceLoader}; a spec's type string selects
 * it. Stateless and thread-safe; needs a public constructor without arguments.
 */
public interface Transport {
    /**
     * The type strings that this transport handles, such as {@code tcp}.
     *
     * @return lower case letters and digits; no other transport may handle the same
     */
    Set<String> types();

    /**
     * Checks address and options of a spec. Does no I/O and opens nothing.
     *
     * @param spec one whose {@link Spec#type()} is among {@link #types()}
     * @return the address, ready to be listened at or dialled
     * @throws io.simpleipc.ConfigurationException if the address or an option is wrong: what was found, and the cure
     */
    Endpoint endpoint(Spec spec);
}
