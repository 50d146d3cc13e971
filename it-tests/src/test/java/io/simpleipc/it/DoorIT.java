package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strangers at the door of a listener, while one who knows the secret comes and goes: it gets in each time. */
@Timeout(120)
class DoorIT {
    private static final int SECONDS = Integer.getInteger("ipc.flood.seconds", 2);
    private static final int CALM_MILLIS = 500;
    private static final int PAUSE_MILLIS = 15; // far fewer joins than the hundred a second that a listener answers
    private static final int FLOOD_PER_SECOND = 1_800;

    /** A TLS handshake takes longer than the time in which a flood turns all places over: not yet more. */
    private static final int FLOOD_PER_SECOND_OVER_TLS = 40;

    private static final int A_LITTLE = 18; // of the flood, where others have the processors most of the time
    private static final int SLOW_ONES = 12; // there are eight places

    /** Of links that have just ended, while the processors are busy. A thread for each stranger would be many more. */
    private static final int LATE_THREADS = 3;

    /** Eight places, eight on the doorstep, and those that are being opened or closed; of hundreds that come. */
    private static final int DESCRIPTORS_FOR_STRANGERS = 48;

    private static final long MORE_HEAP_KIB = 2_048;
    private static final String TURNED_AWAY = "turned a process away";
    private static final long LINES_A_SECOND = 2; // one of each kind

    /** What is promised of a machine that has nothing else to do. */
    private static final long TARGET_P99_MICROS = 50_000;

    /** Others may have the processors; but it must not be the strangers that keep half of the joins so long. */
    private static final long LONGEST_P50_MICROS = 500_000;

    /** So much less often may one join; where the newest is refused it is ten times less. */
    private static final int LOSS = 7;

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    private final Jvms jvms = new Jvms();

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.ellipticCurve(keys);
    }

    @AfterEach
    void endProcesses() {
        jvms.close();
    }

    @ParameterizedTest
    @EnumSource
    void strangersInACrowdHoldNobodyUp(Way way) throws Exception {
        try (var place = Place.fresh(way, certificate)) {
            var jdk = Path.of(System.getProperty("java.home"));
            var server = place.open(jvms.start(jdk, Jvms.SMALL));
            var guest = jvms.start();
            assertThat(server.connect()).isEqualTo("SERVER");
            var document = way.honest(certificate).at(place.address().text());
            join(guest, document, CALM_MILLIS); // loads classes
            var calm = join(guest, document, CALM_MILLIS);
            var usual = new Usual(server, calm);
            System.out.println("[fault 24] over " + way.type() + " nobody else comes: " + usual);

            // A HELLO, or that of TLS, as it begins.
            var words = HexFormat.of().parseHex(way == Way.TLS ? "160301" : "89534950430d0a1a0100600101");
            try (var crowd = Crowd.ofSlowOnes(place.address(), SLOW_ONES, words)) {
                joinAmong(crowd, way, guest, document, usual);
                assertThat(crowd.dials()).as("slow strangers").isGreaterThanOrEqualTo(SLOW_ONES);
            }
            usual.awaitThatDescriptorsAre();
            int perSecond = way == Way.TLS ? FLOOD_PER_SECOND_OVER_TLS : FLOOD_PER_SECOND;
            try (var crowd = Crowd.flood(place.address(), perSecond, Arrays.copyOf(words, 3))) {
                joinAmong(crowd, way, guest, document, usual);
                assertThat(crowd.dials())
                        .as("a flood of strangers")
                        .isGreaterThanOrEqualTo(SECONDS * perSecond / A_LITTLE);
            }
            usual.awaitThatDescriptorsAre();
            assertThat(server.state().state()).isEqualTo("LISTENING");
        }
    }

    private static List<String> join(WorkerJvm guest, String document, int millis) {
        var joins = guest.send("joins", document, millis, PAUSE_MILLIS)
                .fields(TimeUnit.MILLISECONDS.toSeconds(millis) + WorkerJvm.PATIENCE_SECONDS);
        Score.rounds("joins", Reply.number(joins, "right"));
        assertThat(Reply.number(joins, "wrong")).as("%s", joins).isZero();
        assertThat(Reply.number(joins, "right")).as("%s", joins).isPositive();
        return joins;
    }

    private static void joinAmong(Crowd crowd, Way way, WorkerJvm guest, String document, Usual usual)
            throws Exception {
        var mark = usual.server.markLog();
        usual.server.ask("peaks");
        List<String> joins;
        int descriptors;
        try (var count = new DescriptorCount(usual.server)) {
            joins = join(guest, document, SECONDS * 1000);
            descriptors = count.highest();
        }
        var said = crowd.toString();
        var peaks = usual.server.send("peaks").fields();
        long lines = usual.server.warningsSince(mark).stream()
                .filter(line -> line.contains(TURNED_AWAY))
                .count();
        long p99 = Reply.number(joins, "p99");
        System.out.println("[fault 24] over " + way.type() + " " + said + ": joins " + joins + ", p99 of "
                + TARGET_P99_MICROS + (p99 <= TARGET_P99_MICROS ? " us reached" : " us missed") + "; server: " + peaks
                + ", at most " + descriptors + " descriptors, " + lines + " warnings");
        assertThat(Reply.number(joins, "p50")).as("%s", joins).isLessThan(LONGEST_P50_MICROS);
        long asUsual = Reply.number(usual.joins, "right") * SECONDS * 1000 / CALM_MILLIS;
        assertThat(Reply.number(joins, "right"))
                .as("joins in %s s; without strangers there would have been %s", SECONDS, asUsual)
                .isGreaterThanOrEqualTo(asUsual / LOSS);
        // TLS handshakes of strangers have one thread for all of them, there while there are any.
        int forStrangers = way == Way.TLS ? 1 : 0;
        assertThat(Reply.number(peaks, "threads"))
                .isLessThanOrEqualTo(Reply.number(usual.peaks, "threads") + forStrangers + LATE_THREADS);
        assertThat(Reply.number(peaks, "kib")).isLessThan(Reply.number(usual.peaks, "kib") + MORE_HEAP_KIB);
        assertThat(descriptors).isLessThanOrEqualTo(usual.descriptors + DESCRIPTORS_FOR_STRANGERS);
        assertThat(lines).isLessThanOrEqualTo((SECONDS + 2) * LINES_A_SECOND);
    }

    /** What a server needs that no stranger besets. */
    private static final class Usual {
        private final WorkerJvm server;
        private final List<String> joins;
        private final List<String> peaks;
        private final int descriptors;

        Usual(WorkerJvm server, List<String> joins) {
            this.server = server;
            this.joins = joins;
            peaks = server.send("peaks").fields();
            descriptors = Limits.descriptors(server).size();
        }

        /** Soon: who is still there has a few seconds. */
        void awaitThatDescriptorsAre() {
            await("the end of what strangers left")
                    .until(() -> Limits.descriptors(server).size() <= descriptors);
        }

        @Override
        public String toString() {
            return "joins " + joins + "; server: " + peaks + ", " + descriptors + " descriptors";
        }
    }
}
