package io.simpleipc.measure;

import io.simpleipc.transport.tls.Certificates;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A bare TLS 1.3 socket of the JDK, both sides with the same certificate, as ours have. Over tcp only. */
final class RawTls implements Subject {
    static final String NAME = "raw-tls";

    private static final String PROTOCOL = "TLSv1.3";
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String CERTIFICATE = NAME + ".crt";
    private static final String KEY = NAME + ".pem";

    @Override
    public String label() {
        return NAME;
    }

    @Override
    public boolean goesOver(String transport) {
        return transport.equals("tcp");
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.noneOf(Ability.class);
    }

    @Override
    public Closeable serve(Place place) throws IOException, GeneralSecurityException {
        Certificates.selfSigned(place.file(CERTIFICATE), place.file(KEY), Duration.ofDays(1));
        var listener = (SSLServerSocket) context(place)
                .getServerSocketFactory()
                .createServerSocket(place.pickPort(NAME), 8, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        listener.setEnabledProtocols(new String[] {PROTOCOL});
        var thread = new Thread(() -> acceptAll(listener), "echo-" + NAME);
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private static void acceptAll(SSLServerSocket listener) {
        while (true) {
            try {
                var socket = listener.accept();
                var thread = new Thread(() -> echo(socket), "echo-" + NAME);
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // the measurement is over
            }
        }
    }

    private static void echo(Socket accepted) {
        try (var socket = accepted) {
            socket.setTcpNoDelay(true);
            var buffer = new byte[BUFFER_BYTES];
            int length;
            while ((length = socket.getInputStream().read(buffer)) >= 0) {
                socket.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException e) {
            return; // the caller has left
        }
    }

    @Override
    public Caller connect(Place place, int payloadBytes) throws IOException, GeneralSecurityException {
        var socket = (SSLSocket)
                context(place).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), place.port(NAME));
        socket.setEnabledProtocols(new String[] {PROTOCOL});
        socket.setTcpNoDelay(true);
        return new TlsCaller(socket);
    }

    private static SSLContext context(Place place) throws IOException, GeneralSecurityException {
        var password = new char[0];
        Certificate certificate;
        try (var in = Files.newInputStream(place.file(CERTIFICATE))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        var text = Files.readString(place.file(KEY));
        var body = text.substring(text.indexOf('\n'), text.lastIndexOf("-----END"));
        var key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, password);
        keys.setKeyEntry(NAME, key, password, new Certificate[] {certificate});
        keys.setCertificateEntry("peer", certificate);
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, password);
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        var context = SSLContext.getInstance(PROTOCOL);
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private record TlsCaller(SSLSocket socket) implements Caller {
        @Override
        public int call(byte[] payload) throws IOException {
            socket.getOutputStream().write(payload);
            var answer = socket.getInputStream().readNBytes(payload.length);
            if (answer.length < payload.length) {
                throw new EOFException();
            }
            return answer.length;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
