package io.simpleipc.testkit;

import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Transport;
import java.util.Set;

/**
 * The type {@code memory} for specs: one {@link MemoryTransport} that all connections of this process share, found by
 * {@link java.util.ServiceLoader}. Addresses are global, so a test takes one that no other takes. Thread-safe.
 */
public final class SharedMemoryTransport implements Transport {
    private static final MemoryTransport SHARED = new MemoryTransport();

    /** For {@link java.util.ServiceLoader}. */
    public SharedMemoryTransport() {}

    @Override
    public Set<String> types() {
        return SHARED.types();
    }

    @Override
    public Endpoint endpoint(Spec spec) {
        return SHARED.endpoint(spec);
    }
}
