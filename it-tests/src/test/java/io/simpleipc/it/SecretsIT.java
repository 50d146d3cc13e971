package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The secret shows in no output, however much is logged. Every worker of every test is searched when it is closed; here
 * they log all they can, and meet everything that can go wrong.
 */
@Timeout(60)
class SecretsIT {
    private static final String[] ALL_LOGS = {"logQueries=true", "logKeepAlives=true", "queryTimeout=1000"};

    private final Jvms jvms = new Jvms();

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    private WorkerJvm startTalkative() {
        var options = new ArrayList<>(Jvms.QUICK);
        options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace");
        return jvms.start(Path.of(System.getProperty("java.home")), options);
    }

    @ParameterizedTest
    @EnumSource
    void noSecretInAnyOutput(Channel channel) {
        try (var address = channel.freshAddress()) {
            var pair = Pair.join(address, startTalkative(), startTalkative(), ALL_LOGS);
            pair.talk();
            pair.client().send("query", "throw:on purpose").failure();
            pair.client().send("query", "sleep:1200").failure();
            var third = startTalkative();
            third.open(address.type(), address.text(), Marker.OTHER_SECRET, ALL_LOGS);
            assertThat(third.send("connect", 0, 10_000).failure().type()).isEqualTo("AuthenticationException");
            third.open(address, ALL_LOGS);
            assertThat(third.send("connect", 0, 10_000).failure().type()).isEqualTo("PeerBusyException");
            jvms.kill(pair.server());
            assertThat(pair.client().reaches("LISTENING", Pair.PATIENCE)).isTrue();
            assertThat(third.connect()).isEqualTo("CLIENT");
            Pair.await(pair.client(), third).talk();
            assertThat(pair.client().lastWords()).as("the log").contains("pid");
            third.closeConnection();
            pair.client().closeConnection();
        }
    }

    @Test
    void aWrongSpecIsExplainedWithoutTheSecret() {
        var worker = startTalkative();
        for (var wrong : List.of(
                List.of("no-such-transport", "x"),
                List.of("tcp", "127.0.0.1:99999999"),
                List.of("tcp", "192.0.2.1:1234"),
                List.of("unix", "/" + "x".repeat(300)))) {
            var failure = worker.send("open", wrong.get(0), wrong.get(1), Marker.SECRET)
                    .failure();
            assertThat(failure.type()).isEqualTo("ConfigurationException");
            assertThat(Marker.isIn(failure.getMessage())).isFalse();
        }
    }

    /** The search itself works: what a handler echoes on purpose is found. */
    @Test
    void theSearchFindsASecretThatIsShown() {
        try (var address = Address.unix()) {
            var worker = new WorkerJvm(Path.of(System.getProperty("java.home")), "the leaking worker", Jvms.QUICK);
            worker.open(address, "reconnect=off");
            worker.send("no such command " + Marker.SECRET).failure();
            try {
                worker.close();
            } catch (AssertionError e) {
                assertThat(e).hasMessageContaining("the secret in the output");
                assertThat(Marker.isIn(e.getMessage())).isFalse();
                return;
            }
        }
        throw new AssertionError("a secret on stdout was not found");
    }
}
