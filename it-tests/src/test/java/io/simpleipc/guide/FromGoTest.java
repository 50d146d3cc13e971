package io.simpleipc.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.simpleipc.AuthenticationException;
import io.simpleipc.Connection;
import io.simpleipc.QueryHandler;
import io.simpleipc.Spec;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import io.simpleipc.transport.tls.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The samples of docs/migrating-from-go.md do what those of the original did. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FromGoTest {
    private static final QueryHandler ECHO = query -> query;

    @TempDir
    private Path folder;

    private final Spec spec = Couple.inMemory();

    @Test
    void theFirstProgramAsksAndIsAsked() throws Exception {
        int port = freePort();
        var program = new Thread(
                () -> {
                    try {
                        FromGo.program(port);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // as asked
                    }
                },
                "program");
        try (var printed = Printed.onOutput();
                var other = Connection.of(Spec.tcp(port, "super-secret"), query -> "")) {
            other.connect();
            program.start();
            await().until(() -> printed.lines().contains("query response: "));
            assertThat(other.query("hello")).isEqualTo("world");
            assertThat(other.query("anything else")).isEmpty();
        } finally {
            program.interrupt();
            program.join();
        }
    }

    @Test
    void connectIsTriedAgainUntilTheSeatIsFree() throws Exception {
        var third = Connection.of(spec, ECHO);
        try (var printed = Printed.onOutput();
                var server = Connection.of(spec, ECHO);
                var client = Connection.of(spec, ECHO)) {
            Couple.join(server, client);
            var connecting = new FutureTask<>(() -> {
                FromGo.connect(third);
                return third.query("joined");
            });
            new Thread(connecting, "connects").start();
            await().until(() -> printed.lines().stream().anyMatch(line -> line.startsWith("connect error: ")));
            client.close();
            assertThat(connecting.get(20, TimeUnit.SECONDS)).isEqualTo("joined");
        } finally {
            third.close();
        }
    }

    @Test
    void anotherSecretIsNotTriedAgain() {
        try (var server = Connection.of(spec, ECHO);
                var stranger = Connection.of(spec.toBuilder().secret("another").build(), ECHO)) {
            server.connect();
            assertThatThrownBy(() -> FromGo.connect(stranger)).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void settingsAreThoseOfTheBuilder() {
        try (var couple = Couple.join(FromGo.settings(spec, ECHO), Connection.of(spec, ECHO))) {
            assertThat(couple.client().query("hello")).isEqualTo("hello");
        }
    }

    @Test
    void theKeyFileOfTheOriginalIsOurs() {
        var keyFile = folder.resolve("encryption.key");
        EncryptionKey.generate().writeTo(keyFile);
        try (var couple = Couple.join(FromGo.encrypted(spec, ECHO, keyFile), FromGo.encrypted(spec, ECHO, keyFile))) {
            assertThat(couple.client().query("hello")).isEqualTo("hello");
        }
    }

    @Test
    void tlsTakesCertificateAndKey() throws IOException {
        var certificate = folder.resolve("server.crt");
        var key = folder.resolve("server.key");
        Certificates.selfSigned(certificate, key, Duration.ofDays(1));
        var spec = FromGo.tls(certificate, key).toBuilder()
                .address(":" + freePort())
                .build();
        try (var couple = Couple.join(Connection.of(spec, ECHO), Connection.of(spec, ECHO))) {
            assertThat(couple.client().query("hello")).isEqualTo("hello");
        }
    }

    @Test
    void aProviderHasTheSameTwoMethods() {
        var ends = Collections.nCopies(2, new FromGo.MyEncryptionProvider()).stream()
                .map(provider -> Connection.builder(spec)
                        .onQuery(ECHO)
                        .encryption(provider)
                        .build())
                .toList();
        try (var couple = Couple.join(ends.get(0), ends.get(1))) {
            assertThat(couple.client().query("hello")).isEqualTo("hello");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
