package io.simpleipc.guide;

import io.simpleipc.AuthenticationException;
import io.simpleipc.Connection;
import io.simpleipc.EncryptionProvider;
import io.simpleipc.IpcException;
import io.simpleipc.QueryHandler;
import io.simpleipc.Reconnect;
import io.simpleipc.Spec;
import io.simpleipc.crypto.aesgcm.AesGcmEncryption;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.LoggerFactory;

final class FromGo {
    private FromGo() {}

    static void program(int port) throws InterruptedException {
        // guide: go program
        Spec spec = Spec.tcp(port, "super-secret");
        Connection connection = Connection.of(spec, query -> query.equals("hello") ? "world" : "");
        connection.connect();
        while (true) {
            try {
                System.out.println("query response: " + connection.query("hello"));
            } catch (IpcException e) {
                System.out.println("query error: " + e.getMessage());
            }
            Thread.sleep(2000);
        }
        // end
    }

    static void connect(Connection connection) throws InterruptedException {
        // guide: go connect
        while (true) {
            try {
                connection.connect();
                break;
            } catch (AuthenticationException e) {
                throw e; // another secret is not cured by waiting
            } catch (IpcException e) {
                System.out.println("connect error: " + e.getMessage());
                Thread.sleep(1000);
            }
        }
        // end
    }

    static Connection settings(Spec spec, QueryHandler handler) {
        // guide: go settings
        Connection connection = Connection.builder(spec)
                .onQuery(handler)
                .queryTimeout(Duration.ofSeconds(3))
                .reconnect(new Reconnect(true, 10, Duration.ofMillis(500)))
                .logger(LoggerFactory.getLogger("IPC"))
                .logQueries(true)
                .logKeepAlives(true)
                .build();
        // end
        return connection;
    }

    static Connection encrypted(Spec spec, QueryHandler handler, Path keyFile) {
        // guide: go encryption
        Connection connection;
        try (EncryptionKey key = EncryptionKey.load(keyFile)) { // of the same 32 bytes
            connection = Connection.builder(spec)
                    .onQuery(handler)
                    .encryption(new AesGcmEncryption(key)) // has a copy of the key
                    .build();
        }
        // end
        return connection;
    }

    static Spec tls(Path certificate, Path key) {
        // guide: go tls
        Spec spec = Spec.tls("tcp", "127.0.0.1:55412", certificate, key, "secret");
        // end
        return spec;
    }

    // guide: go provider
    static final class MyEncryptionProvider implements EncryptionProvider {
        @Override
        public byte[] encrypt(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decrypt(byte[] encrypted) {
            return encrypted;
        }
    }
    // end
}
