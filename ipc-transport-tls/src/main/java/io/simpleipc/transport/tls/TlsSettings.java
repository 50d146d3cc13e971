package io.simpleipc.transport.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/**
 * Makes the JDK's TLS engines, each for one pipe: mutual, TLS 1.3, and by option 1.2 with forward secrecy and
 * authenticated encryption. Each engine has a context of its own, so that no session can be resumed: whoever is at the
 * other end proves its certificate's key every time.
 *
 * @param own the certificate and key of both ends
 * @param allowTls12 whether TLS 1.2 is taken
 */
record TlsSettings(PinnedCertificate own, boolean allowTls12) {
    /** TLS 1.3 forbids tickets that last longer than seven days, so the JDK gives none. */
    private static final int TOO_LONG_FOR_A_TICKET_SECONDS = 8 * 24 * 3600;

    SSLEngine engine(boolean dialled) throws IOException {
        var engine = context().createSSLEngine(); // without the peer's name: it is not looked up among old sessions
        engine.setUseClientMode(dialled);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(allowTls12 ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"});
        parameters.setCipherSuites(suites(engine.getSupportedCipherSuites()));
        parameters.setNeedClientAuth(true);
        parameters.setEndpointIdentificationAlgorithm(
                null); // the certificate is pinned byte by byte, whatever its name
        parameters.setServerNames(List.of());
        parameters.setApplicationProtocols(new String[0]);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLContext context() throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {own.presented()}, new TrustManager[] {own}, null);
            for (var sessions : List.of(context.getServerSessionContext(), context.getClientSessionContext())) {
                sessions.setSessionTimeout(TOO_LONG_FOR_A_TICKET_SECONDS);
                sessions.setSessionCacheSize(1); // zero would mean without limit
            }
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("this JDK offers no TLS: " + e.getMessage(), e);
        }
    }

    private static String[] suites(String[] supported) {
        return Arrays.stream(supported).filter(TlsSettings::isStrong).toArray(String[]::new);
    }

    /** All suites of TLS 1.3 are; of those of 1.2 few. */
    private static boolean isStrong(String suite) {
        boolean authenticated = suite.contains("_GCM_") || suite.contains("_POLY1305_");
        boolean of13 = Stream.of("TLS_AES_", "TLS_CHACHA20_").anyMatch(suite::startsWith);
        return authenticated && (of13 || suite.startsWith("TLS_ECDHE_"));
    }
}
