package io.simpleipc.it;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Somebody in between who has certificate and key, but not the secret: ends TLS at both sides, and passes on what comes
 * out of it.
 */
final class TlsRelay implements Closeable {
    private final SSLContext context;
    private final SSLServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new ArrayList<>(); // guarded by itself

    TlsRelay(OpenSsl.Pair pair, Address at, Address target) throws IOException {
        this.target = target.port();
        try {
            context = context(pair);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(at.port(), 10, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        start(this::accept);
    }

    private static SSLContext context(OpenSsl.Pair pair) throws IOException, GeneralSecurityException {
        Certificate certificate;
        try (var in = Files.newInputStream(pair.certificate())) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", rsaKey(pair.key()), new char[0], new Certificate[] {certificate});
        store.setCertificateEntry("trusted", certificate);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static PrivateKey rsaKey(Path file) throws IOException, GeneralSecurityException {
        var lines = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        var encoded = Base64.getMimeDecoder().decode(lines);
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private void accept() throws IOException {
        while (true) {
            var dialler = keep(listener.accept());
            var there = keep(context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), target));
            start(() -> pass(dialler, there));
            start(() -> pass(there, dialler));
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        }
    }

    private Socket keep(Socket socket) {
        synchronized (sockets) {
            sockets.add(socket);
        }
        return socket;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // closed, here or at one of its ends, who tell what they make of it
                    }
                },
                "TLS relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (sockets) {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
