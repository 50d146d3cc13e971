package io.simpleipc.transport.tcp;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Options;
import io.simpleipc.spi.Transport;
import java.util.Set;

/**
 * TCP sockets. The address is {@code :port} (loopback) or {@code host:port}, an IPv6 literal in brackets. Type {@code
 * tcp} prefers IPv4, {@code tcp4} and {@code tcp6} insist. There are no options.
 */
public final class TcpTransport implements Transport {
    /** Made by {@link java.util.ServiceLoader}. */
    public TcpTransport() {}

    @Override
    public Set<String> types() {
        return Set.of("tcp", "tcp4", "tcp6");
    }

    @Override
    public Endpoint endpoint(Spec spec) {
        Options.of(spec);
        var address = HostPort.parse(spec.type(), spec.address());
        refuseInsecureRemote(spec, address);
        return new TcpEndpoint(spec.type() + ":" + address, address);
    }

    private static void refuseInsecureRemote(Spec spec, HostPort address) {
        if (!address.isLoopback() && !spec.allowInsecureRemote()) {
            throw new ConfigurationException(
                    "\"" + spec.address()
                            + "\" can be reached from other machines, and nothing would be encrypted; use \":"
                            + address.port() + "\", or encryption, or set allowInsecureRemote",
                    null);
        }
    }
}
