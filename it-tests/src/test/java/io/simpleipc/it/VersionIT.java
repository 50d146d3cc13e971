package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two processes that do not speak the same version: the dialler is told so at once, and the listener is as it was. */
@Timeout(60)
class VersionIT {
    private static final int ATTEMPTS = 5;
    private static final long AT_ONCE_MILLIS = 50;
    private static final Jvms jvms = new Jvms();

    @AfterEach
    void rest() {
        jvms.rest();
    }

    @AfterAll
    static void endProcesses() {
        jvms.close();
    }

    /** What the proxy makes of the first message: 8 bytes of magic, type, length u16, and then the body. */
    enum Difference {
        /** HELLO begins with the lowest and the highest version. */
        THE_DIALLER_SPEAKS_LATER_VERSIONS_ONLY(
                true, Map.of(11, (byte) 2, 12, (byte) 3), "IncompatiblePeerException", "versions 1 to 1, this side 1"),
        /** CHOICE begins with the version chosen. */
        THE_LISTENER_CHOOSES_ANOTHER_VERSION(
                false, Map.of(11, (byte) 2), "IncompatiblePeerException", "chose protocol version 2"),
        THE_LISTENER_SPEAKS_ANOTHER_PROTOCOL(false, Map.of(3, (byte) '4'), "NotAnIpcPeerException", "SI4C"),
        /** Nobody on the way may have a say in which version is chosen. */
        SOMEBODY_RAISES_THE_HIGHEST_VERSION(true, Map.of(12, (byte) 9), "AuthenticationException", "altered"),
        /** Then the features offered, u64; the one that there is, resuming, gets lost. */
        SOMEBODY_STRIPS_A_FEATURE(true, Map.of(20, (byte) 0), "AuthenticationException", "altered"),
        /** One more is offered: the listener drops the one that it does not know, and the proof fails. */
        SOMEBODY_OFFERS_A_FEATURE(true, Map.of(20, (byte) 3), "AuthenticationException", "altered"),
        /** And the features required, u64. */
        SOMEBODY_REQUIRES_A_FEATURE(true, Map.of(20, (byte) 3, 28, (byte) 2), "IncompatiblePeerException", "features"),
        /** CHOICE goes on with the features agreed, u64: one that was not offered. */
        SOMEBODY_AGREES_ON_A_FEATURE(false, Map.of(19, (byte) 3), "IncompatiblePeerException", "features");

        private final boolean ofDialler;
        private final Map<Integer, Byte> changes;
        private final String exception;
        private final String words;

        Difference(boolean ofDialler, Map<Integer, Byte> changes, String exception, String words) {
            this.ofDialler = ofDialler;
            this.changes = changes;
            this.exception = exception;
            this.words = words;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDiallerIsToldAtOnceAndARightPeerJoinsAfterwards(Difference difference) throws IOException {
        try (var address = Address.tcp();
                var proxy = new AlteringProxy(address.port(), difference.ofDialler, difference.changes)) {
            var listener = jvms.worker(0).open(address);
            assertThat(listener.connect()).isEqualTo("SERVER");
            var dialler = jvms.worker(1).open("tcp", proxy.address(), Marker.SECRET);

            for (int i = 0; i < ATTEMPTS; i++) {
                var refusal = dialler.send("connect", 0, 0).failure();
                assertThat(refusal.type()).as("%s", refusal).isEqualTo(difference.exception);
                assertThat(refusal.getMessage()).contains(difference.words);
                assertThat(listener.state().state()).isEqualTo("LISTENING");
            }
            // The other meetings may have shared the processor with others; what waited for a time-out would take long
            // each time.
            assertThat(TimeUnit.NANOSECONDS.toMillis(proxy.shortestMeeting())).isLessThan(AT_ONCE_MILLIS);
            System.out.println("[fault 21] " + ATTEMPTS + " times " + difference + ", bytes " + difference.changes
                    + ": " + difference.exception);

            assertThat(jvms.worker(2).open(address).connect()).isEqualTo("CLIENT");
            Pair.await(listener, jvms.worker(2)).talk();
            assertThat(listener.events("listening")).hasSize(1);
        }
    }
}
