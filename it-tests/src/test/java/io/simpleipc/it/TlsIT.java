package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS does between two processes whose JDKs are set otherwise, or are others. */
@Timeout(90)
class TlsIT {
    @TempDir
    private static Path folder;

    private static OpenSsl.Pair rsa;

    private final Jvms jvms = new Jvms();

    @BeforeAll
    static void makeKeys() throws IOException {
        rsa = OpenSsl.rsa(folder);
    }

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    /** A process whose JDK has that security property; more options as they are. */
    private WorkerJvm with(String property, String... options) throws IOException {
        var file = Files.createTempFile(folder, "java", ".security");
        Files.writeString(file, property + "\n");
        var all = new ArrayList<>(Jvms.QUICK);
        all.add("-Djava.security.properties=" + file);
        all.addAll(List.of(options));
        return jvms.start(Path.of(System.getProperty("java.home")), all);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProcessThatHasTls12OnlyIsJoinedByOptionOnly(boolean oldListens) throws IOException {
        var old = with("jdk.tls.disabledAlgorithms=TLSv1.3");
        var fresh = jvms.start();
        var first = oldListens ? old : fresh;
        var second = oldListens ? fresh : old;
        var allowed = Document.of("tls").tls12(rsa);
        try (var address = Address.tcp()) {
            old.openDocument(allowed.at(address.text()));
            fresh.openDocument(allowed.at(address.text()));
            assertThat(first.connect()).isEqualTo("SERVER");
            assertThat(second.connect()).isEqualTo("CLIENT");
            var pair = Pair.await(first, second);
            pair.talk();
            assertThat(pair.client().ask("query-size", 3 << 20)).isEqualTo("true");
            assertThat(pair.server().ask("query-size", 3 << 20)).isEqualTo("true");
        }
        try (var address = Address.tcp()) {
            old.openDocument(allowed.at(address.text()));
            fresh.openDocument(Document.of("tls").certificate(rsa).at(address.text()));
            assertThat(first.connect()).isEqualTo("SERVER");
            var refusal = second.send("connect", 0, 10_000).failure();
            assertThat(refusal.type()).as("%s", refusal).isEqualTo("IncompatiblePeerException");
            assertThat(refusal.getMessage()).contains("allowTls12");
            System.out.println(
                    "[fault 23] TLS 1.2 only " + (oldListens ? "listens: " : "dials: ") + refusal.getMessage());
        }
    }

    @Test
    void theKeysOfTls13ChangeUnderALoadFromBothSides() throws IOException {
        var limits = "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^17, ChaCha20-Poly1305 KeyUpdate 2^17";
        var first = with(limits, "-Djavax.net.debug=ssl:handshake");
        var second = with(limits, "-Djavax.net.debug=ssl:handshake");
        var document = Document.of("tls").certificate(rsa);
        try (var address = Address.tcp()) {
            first.openDocument(document.at(address.text()), "queryTimeout=20000");
            second.openDocument(document.at(address.text()), "queryTimeout=20000");
            assertThat(first.connect()).isEqualTo("SERVER");
            assertThat(second.connect()).isEqualTo("CLIENT");
            var pair = Pair.await(first, second);
            var down = first.send("load", 4, 500, 5000, 1);
            var up = second.send("load", 4, 500, 5000, 2);
            for (var report : List.of(down.fields(), up.fields())) {
                assertThat(Reply.number(report, "right")).as("%s", report).isEqualTo(2000);
            }
            assertThat(first.ask("query-size", 3 << 20)).isEqualTo("true");
            assertThat(second.ask("query-size", 3 << 20)).isEqualTo("true");
            pair.talk();
            for (var worker : List.of(first, second)) {
                worker.markLog();
                assertThat(worker.lastWords()).contains("KeyUpdate");
                assertThat(worker.events("disconnected")).isEmpty();
            }
        }
    }

    /** One who has the TLS key but not the secret can relay a handshake, unless both JDKs bind it to their TLS. */
    @Test
    void aRelayIsNoticedWhereBothJdksExportKeyMaterial() throws IOException {
        var here = Path.of(System.getProperty("java.home"));
        var there = OtherJdk.home();
        for (var homes :
                List.of(List.of(here, here), List.of(here, there), List.of(there, here), List.of(there, there))) {
            var document = Document.of("tls").certificate(rsa);
            try (var address = Address.tcp();
                    var middle = Address.tcp();
                    var relay = new TlsRelay(rsa, middle, address)) {
                assertThat(relay).isNotNull();
                var first = jvms.start(homes.get(0), Jvms.QUICK).openDocument(document.at(address.text()));
                var second = jvms.start(homes.get(1), Jvms.QUICK).openDocument(document.at(middle.text()));
                assertThat(first.connect()).isEqualTo("SERVER");
                if (exports(first) && exports(second)) {
                    assertThat(second.send("connect", 0, 10_000).failure().type())
                            .isEqualTo("AuthenticationException");
                } else {
                    assertThat(second.connect()).isEqualTo("CLIENT");
                    Pair.await(first, second).talk();
                }
                jvms.kill(first);
                jvms.kill(second);
            }
        }
    }

    private static boolean exports(WorkerJvm worker) {
        return Integer.parseInt(worker.ask("java")) >= 25;
    }
}
