package org.example.fifo;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Options;
import io.simpleipc.spi.Transport;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** Type {@code fifo}: named pipes in a directory, which is the address. */
public final class FifoTransport implements Transport {
    /** For {@link java.util.ServiceLoader}. */
    public FifoTransport() {}

    @Override
    public Set<String> types() {
        return Set.of("fifo");
    }

    @Override
    public Endpoint endpoint(Spec spec) {
        Options.of(spec); // it has none
        try {
            return new FifoEndpoint(Path.of(spec.address()).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw new ConfigurationException(
                    "the address of a fifo tunnel is a directory, and \"" + spec.address() + "\" is no path", e);
        }
    }
}
