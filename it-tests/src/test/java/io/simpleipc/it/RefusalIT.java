package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who has no place here learns it by an answer, named, and disturbs nobody. */
@Timeout(60)
class RefusalIT {
    /**
     * Less than what connect() waits if nobody says otherwise: what comes sooner came by answer. Much of it is for the
     * first TLS handshake of a fresh process, half a second of the processor.
     */
    private static final long PROMPT_MILLIS = 3000;

    private static final long DEADLINE_MILLIS = 1000;

    private static final Jvms jvms = new Jvms();

    @TempDir
    private static Path keys;

    private static OpenSsl.Pair certificate;

    @BeforeAll
    static void makeKeys() throws IOException {
        certificate = OpenSsl.ellipticCurve(keys);
    }

    @AfterEach
    void rest() {
        jvms.rest();
    }

    @AfterAll
    static void endProcesses() {
        jvms.close();
    }

    @ParameterizedTest
    @EnumSource
    void aThirdProcessIsToldWhoIsJoined(Way way) {
        try (var place = Place.fresh(way, certificate)) {
            var pair = place.openAndJoin(jvms.worker(0), jvms.worker(1));
            for (int attempt = 0; attempt < 3; attempt++) {
                var refusal = refused(place.open(jvms.worker(2)));
                assertThat(refusal.type()).isEqualTo("PeerBusyException");
                assertThat(refusal.detail())
                        .isEqualTo(String.valueOf(pair.client().pid()));
                pair.talk();
            }
            System.out.println("[fault 16] over " + place + " a third process was told three times who is joined");
            pair.client().closeConnection();
            assertThat(jvms.worker(2).connect()).isEqualTo("CLIENT");
            Pair.await(pair.server(), jvms.worker(2)).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongSecretIsRefusedBeforeAndAfterAPeerHasJoined(Channel channel) {
        try (var address = channel.freshAddress()) {
            assertThat(jvms.worker(0).open(address).connect()).isEqualTo("SERVER");
            var early = refused(jvms.worker(2).open(address.type(), address.text(), Marker.OTHER_SECRET));
            assertThat(early.type()).isEqualTo("AuthenticationException");
            assertThat(jvms.worker(0).state().state()).isEqualTo("LISTENING");

            assertThat(jvms.worker(1).open(address).connect()).isEqualTo("CLIENT");
            var pair = Pair.await(jvms.worker(0), jvms.worker(1));
            var late = refused(jvms.worker(2));
            assertThat(late.type()).isEqualTo("AuthenticationException");
            System.out.println("[fault 15] over " + channel.type() + " a wrong secret was told: " + early.getMessage());
            pair.talk();
            assertThat(pair.server().events()).noneMatch(event -> event.startsWith("disconnected"));
        }
    }

    /** Connects in vain, and by answer: long before the time is over. */
    private static WorkerFailure refused(WorkerJvm worker) {
        long start = System.nanoTime();
        var refusal = worker.send("connect", 0, 0).failure();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                .as("ms until %s", refusal.getMessage())
                .isLessThan(PROMPT_MILLIS);
        return refusal;
    }

    @ParameterizedTest
    @EnumSource
    void aForeignServerIsRecognisedByItsFirstWordsAndLearnsNothing(Channel channel) throws Exception {
        var banners = new String[] {
            "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "SSH-2.0-OpenSSH_9.6\r\n", "220 ready\r\n"
        };
        for (var banner : banners) {
            try (var address = channel.freshAddress();
                    var stranger = Stranger.saying(address, banner)) {
                var refusal = refused(jvms.worker(0).open(address));
                assertThat(refusal.type()).as("%s", refusal).isEqualTo("NotAnIpcPeerException");
                assertThat(Marker.isIn(stranger.heard())).isFalse();
                tellOf(banner.strip(), channel, stranger);
            }
        }
    }

    /** That the stranger was met, and what it has heard. */
    private static void tellOf(String what, Channel channel, Stranger stranger) {
        System.out.println("[fault 9] over " + channel.type() + " \""
                + what.lines().findFirst().orElse("") + "\" heard "
                + stranger.heard().length() + " bytes and was no peer");
    }

    @ParameterizedTest
    @EnumSource
    void anEchoServerIsNotMistakenForAPeer(Channel channel) throws Exception {
        try (var address = channel.freshAddress();
                var stranger = Stranger.echoing(address)) {
            var refusal = refused(jvms.worker(0).open(address));
            assertThat(refusal.type()).as("%s", refusal).isEqualTo("NotAnIpcPeerException");
            assertThat(Marker.isIn(stranger.heard())).isFalse();
            tellOf("an echo", channel, stranger);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSilentServerCostsTheTimeoutAndNoMore(Channel channel) throws Exception {
        try (var address = channel.freshAddress();
                var stranger = Stranger.silent(address)) {
            jvms.worker(0).open(address);
            long start = System.nanoTime();
            var refusal = jvms.worker(0).send("connect", 0, 1000).failure();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(3000);
            assertThat(refusal.type()).as("%s", refusal).isIn("NotAnIpcPeerException", "AddressUnusableException");
            assertThat(Marker.isIn(stranger.heard())).isFalse();
            tellOf("silence", channel, stranger);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatHangsUpIsATypedFailureAndItsPlaceIsFreeWhenItGoes(Channel channel) throws Exception {
        try (var address = channel.freshAddress()) {
            try (var stranger = Stranger.hangingUp(address)) {
                var refusal =
                        jvms.worker(0).open(address).send("connect", 0, 1000).failure();
                assertThat(refusal.type()).as("%s", refusal).isIn("NotAnIpcPeerException", "AddressUnusableException");
                assertThat(Marker.isIn(stranger.heard())).isFalse();
            }
            Pair.join(address, jvms.worker(0), jvms.worker(1)).talk();
        }
    }

    @ParameterizedTest
    @EnumSource
    void strangersThatDialAndSayNothingKeepNobodyOut(Channel channel) throws Exception {
        try (var address = channel.freshAddress()) {
            assertThat(jvms.worker(0).open(address).connect()).isEqualTo("SERVER");
            try (var crowd = Stranger.dialling(address, 60)) {
                assertThat(jvms.worker(1).open(address).connect()).isEqualTo("CLIENT");
                Pair.await(jvms.worker(0), jvms.worker(1)).talk();
                assertThat(Marker.isIn(crowd.heard())).isFalse();
            }
        }
    }

    /** Nobody can listen at a port that somebody's connection comes from, and whoever dials it meets nobody. */
    @Test
    void aPortThatAnotherConnectionComesFromIsNamedAtTheDeadlineAndUsableWhenItIsGone() throws Exception {
        try (var address = Address.tcp()) {
            try (var elsewhere = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                    var connection = SocketChannel.open()) {
                connection.bind(address.socketAddress());
                connection.connect(elsewhere.getLocalAddress());
                long start = System.nanoTime();
                var refusal = jvms.worker(0)
                        .open(address)
                        .send("connect", 0, DEADLINE_MILLIS)
                        .failure();
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                assertThat(refusal.type()).as("%s", refusal).isEqualTo("AddressUnusableException");
                assertThat(refusal.detail()).isEqualTo("HELD_BY_FOREIGN_PROGRAM");
                assertThat(refusal.getMessage()).contains(address.text());
                assertThat(millis).isBetween(DEADLINE_MILLIS, 3 * DEADLINE_MILLIS);
                System.out.println("[fault 10] port " + address.port() + ", from which " + connection + " comes, was"
                        + " given up after " + millis + " ms of " + DEADLINE_MILLIS);
            }
            Pair.join(address, jvms.worker(0), jvms.worker(1)).talk();
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        try (var address = Address.unix()) {
            Files.writeString(address.socketFile(), "somebody's notes", StandardCharsets.UTF_8);
            var refusal = refused(jvms.worker(0).open(address));
            assertThat(refusal.type()).isEqualTo("AddressUnusableException");
            assertThat(refusal.detail()).isEqualTo("NOT_A_SOCKET");
            assertThat(address.socketFile()).hasContent("somebody's notes");
            System.out.println("[fault 8] " + refusal.getMessage());
        }
    }

    @Test
    void aDeadSocketFileIsReplacedWithoutAWord() {
        try (var address = Address.unix()) {
            address.putDeadSocketInTheWay();
            assertThat(address.kernelListeners()).isZero();
            Pair.join(address, jvms.worker(0), jvms.worker(1)).talk();
            System.out.println("[fault 3] a socket to which nobody listened was taken over by two that are joined");
        }
    }
}
