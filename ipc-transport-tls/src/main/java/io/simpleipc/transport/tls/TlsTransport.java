package io.simpleipc.transport.tls;

import io.simpleipc.ConfigurationException;
import io.simpleipc.Spec;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.LayeredTransport;
import io.simpleipc.spi.Options;
import java.util.Map;

/**
 * TLS 1.3 over any transport. Both ends present the certificate that {@link Spec#tls()} names and take no other. There
 * are no options.
 */
public final class TlsTransport implements LayeredTransport {
    /** Made by {@link java.util.ServiceLoader}. */
    public TlsTransport() {}

    @Override
    public String layer() {
        return "tls";
    }

    @Override
    public Map<String, String> shortTypes() {
        return Map.of("tls", "tls+tcp", "tls4", "tls+tcp4", "tls6", "tls+tcp6");
    }

    @Override
    public boolean encrypts() {
        return true;
    }

    @Override
    public Endpoint endpoint(Spec spec, Endpoint carrier) {
        Options.of(spec);
        var tls = spec.tls();
        if (tls == null) {
            throw new ConfigurationException(
                    "the type \"" + spec.type()
                            + "\" needs a certificate and its key; set Spec.builder().tls(Tls.of(certificate, key)), or"
                            + " \"tls\" in JSON; Certificates.selfSigned makes the two files",
                    null);
        }
        var settings = new TlsSettings(PemFiles.read(tls), tls.allowTls12());
        return new TlsEndpoint(carrier, settings::engine);
    }
}
