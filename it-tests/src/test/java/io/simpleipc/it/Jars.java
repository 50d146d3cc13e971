package io.simpleipc.it;

import io.simpleipc.Spec;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a user's class path or module path is put together from: our jars, each with the libraries that it needs. */
final class Jars {
    static final List<Path> API =
            List.of(of(Spec.class), of(org.slf4j.Logger.class), of(org.jspecify.annotations.Nullable.class));
    static final Path ENGINE = of("io.simpleipc.internal.lifecycle.Engine");
    static final Path UNIX = of("io.simpleipc.transport.unix.UnixTransport");
    static final Path TCP = of("io.simpleipc.transport.tcp.TcpTransport");
    static final Path BOUNCY_CASTLE = of("org.bouncycastle.crypto.params.Argon2Parameters");
    static final List<Path> TLS = List.of(
            of("io.simpleipc.transport.tls.TlsTransport"),
            of("org.bouncycastle.openssl.PEMParser"),
            of("org.bouncycastle.asn1.cms.ContentInfo"),
            BOUNCY_CASTLE);
    static final Path AES = of("io.simpleipc.crypto.aesgcm.AesGcmFactory");
    static final List<Path> JSON =
            List.of(of("io.simpleipc.config.json.JsonSpecFormat"), of("tools.jackson.core.json.JsonFactory"));

    private Jars() {}

    static List<Path> together(List<Path> jars, Path... more) {
        return Stream.concat(jars.stream(), Arrays.stream(more)).toList();
    }

    private static Path of(String type) {
        try {
            return of(Class.forName(type));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Path of(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
