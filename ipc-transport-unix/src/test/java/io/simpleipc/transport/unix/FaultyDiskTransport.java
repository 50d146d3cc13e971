package io.simpleipc.transport.unix;

import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Transport;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The unix transport on a {@link FaultyDisk}. Its addresses are bare names, so it makes the directory itself. */
public final class FaultyDiskTransport implements Transport {
    private static final Map<String, Path> DIRECTORIES = new ConcurrentHashMap<>();

    /** For the service loader. */
    public FaultyDiskTransport() {}

    /** From now on the name means a socket in that directory. */
    static void put(String name, Path directory) {
        DIRECTORIES.put(name, directory);
    }

    @Override
    public Set<String> types() {
        return Set.of("faulty");
    }

    @Override
    public Endpoint endpoint(Spec spec) {
        return new UnixTransport(DIRECTORIES.get(spec.address())).endpoint(spec);
    }
}
