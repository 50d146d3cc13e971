package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody between the two who tampers with what travels closes links, again and again, and never makes a payload. What
 * is judged is the first such record of each link; {@link TamperedRecordsIT} has many more, without handshakes.
 */
@Timeout(180)
class TamperIT {
    private static final int LINKS = Integer.getInteger("ipc.rounds.tamper", 60);
    private static final int LEAST = LINKS / Treatment.values().length;
    private static final int ROUND_MILLIS = 1500;
    private static final int MOST_ROUNDS = 100 + LINKS;

    enum Protection {
        AES(TamperingProxy.Framing.IPC),
        IDENTITY(TamperingProxy.Framing.IPC),
        TLS(TamperingProxy.Framing.TLS);

        private final TamperingProxy.Framing framing;

        Protection(TamperingProxy.Framing framing) {
            this.framing = framing;
        }
    }

    private final Jvms jvms = new Jvms(Jvms.FULL);

    @TempDir
    private Path folder;

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @ParameterizedTest
    @EnumSource
    void noChangedRecordEverBecomesAPayload(Protection protection) throws Exception {
        long seed = Seed.of("tamper " + protection);
        var document = switch (protection) {
            case AES -> Document.of("tcp").aes(folder);
            case IDENTITY -> Document.of("tcp").identity();
            case TLS -> Document.of("tls").certificate(OpenSsl.rsa(folder));
        };
        var document2 = document.with("reconnect", "{\"delay\": \"20ms\"}");
        try (var address = Address.tcp();
                var proxy = new TamperingProxy(address.port(), protection.framing, seed)) {
            var server = jvms.start();
            var client = jvms.start();
            server.openDocument(document2.at("127.0.0.1:" + address.port()));
            assertThat(server.connect()).isEqualTo("SERVER");
            client.openDocument(document2.at("127.0.0.1:" + proxy.port()));
            assertThat(client.connect()).isEqualTo("CLIENT");
            long right = 0;
            for (int round = 0; !enough(proxy); round++) {
                assertThat(round).as("%s", proxy).isLessThan(MOST_ROUNDS);
                var up = client.send("checked", ROUND_MILLIS, 4, 8, 3000, seed + round);
                var down = server.send("checked", ROUND_MILLIS, 4, 8, 3000, seed - round);
                for (var report : new Reply[] {up, down}) {
                    assertThat(Reply.number(report.fields(60), "wrong")).isZero();
                    right += Reply.number(report.fields(), "right");
                }
            }
            assertThat(client.ask("wrong-queries") + server.ask("wrong-queries"))
                    .isEqualTo("00");
            assertThat(right)
                    .as("queries that were answered between the attacks")
                    .isPositive();
            Score.rounds("links", proxy.links());
            System.out.println("[fault 30, 31; tamper " + protection + "] " + proxy + "; " + right
                    + " right answers, 0 wrong payloads");
        }
    }

    private static boolean enough(TamperingProxy proxy) {
        return Arrays.stream(Treatment.values()).allMatch(treatment -> proxy.firsts(treatment) >= LEAST);
    }
}
