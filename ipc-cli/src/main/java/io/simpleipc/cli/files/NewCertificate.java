package io.simpleipc.cli.files;

import io.simpleipc.ConfigurationException;
import io.simpleipc.transport.tls.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Certificate and key, which are made together. Stateless. */
public final class NewCertificate {
    private NewCertificate() {}

    /**
     * Adds the two to a set.
     *
     * @param files the set
     * @param certificate the place of one
     * @param key the place of the other
     * @param validity from now on
     * @throws ConfigurationException if one of them exists and is not to be replaced, or cannot be written
     */
    public static void stage(NewFiles files, Path certificate, Path key, Duration validity) {
        var freshCertificate = files.stage(certificate);
        var freshKey = files.stage(key);
        try {
            Certificates.selfSigned(freshCertificate, freshKey, validity);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "certificate and key cannot be written beside " + certificate + " and " + key + ": " + e
                            + "; choose another place",
                    e);
        }
    }
}
