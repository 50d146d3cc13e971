package io.simpleipc.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What was said on a link, handshake and all, is said again: to the listener, and to the dialler. (Over unix nobody can
 * stand between two to record it, see {@link RelayIT}.)
 */
@Timeout(90)
class ReplayIT {
    private static final int REPLAYS = 5;
    private static final int CHOICE = 2;
    private static final int NOISE1 = 3;
    private static final int REFUSE = 127;
    private static final byte WRONG_SECRET = 1;

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
    @EnumSource(names = {"TCP", "TLS"})
    void aRecordedLinkThatIsPlayedAgainIsRefused(Way way) throws IOException {
        try (var place = Place.fresh(way, certificate);
                var middle = Address.tcp()) {
            var document = way.honest(certificate);
            var listener = place.open(jvms.worker(0));
            var dialler = jvms.worker(1).openDocument(document.at(middle.text()));
            byte[] ofDialler;
            byte[] ofListener;
            try (var recording = new Recording(middle, place.address())) {
                place.join(listener, dialler).talk();
                dialler.closeConnection();
                ofDialler = recording.ofDialler();
                ofListener = recording.ofListener();
            }
            assertThat(listener.reaches("LISTENING", Pair.PATIENCE)).isTrue();

            for (int i = 0; i < REPLAYS; i++) {
                assertRefused(way, replay(place.address(), ofDialler));
                assertThat(listener.state().state()).isEqualTo("LISTENING");
            }
            assertThat(listener.events("connected")).as("of the first time").hasSize(1);

            try (var impostor = Stranger.saying(middle, ofListener)) {
                dialler.openDocument(document.at(middle.text()));
                var refusal = dialler.send("connect", 0, 0).failure();
                assertThat(refusal.type()).as("%s", refusal).isIn("AuthenticationException", "NotAnIpcPeerException");
                // How much of its words came through before it hung up is the system's choice.
                assertThat(impostor.heard()).hasSizeLessThanOrEqualTo(ofDialler.length);
                System.out.println("[fault 19] over " + way.type() + " " + REPLAYS + " replays of " + ofDialler.length
                        + " bytes to the listener were refused, and one of " + ofListener.length
                        + " to the dialler: " + refusal.getMessage());
            }

            assertThat(place.open(jvms.worker(2)).connect()).isEqualTo("CLIENT");
            Pair.await(listener, jvms.worker(2)).talk();
        }
    }

    /** Says all of it, and hears what comes until the other side hangs up. */
    private static byte[] replay(Address address, byte[] recorded) throws IOException {
        var heard = new ByteArrayOutputStream();
        try (var channel = SocketChannel.open(address.socketAddress())) {
            channel.write(ByteBuffer.wrap(recorded));
            var in = ByteBuffer.allocate(4096);
            while (channel.read(in.clear()) >= 0) {
                heard.write(in.array(), 0, in.position());
            }
        } catch (IOException e) {
            // reset: the listener did not read all that was said
        }
        return heard.toByteArray();
    }

    private static void assertRefused(Way way, byte[] answer) {
        if (way == Way.TLS) { // the record layer of TLS refuses it: nothing of ours was said
            assertThat(Recording.messages(answer, 10)).doesNotContain(CHOICE);
            return;
        }
        assertThat(Recording.messages(answer, 10)).containsExactly(CHOICE, NOISE1, REFUSE);
        assertThat(answer[answer.length - 1]).isEqualTo(WRONG_SECRET);
    }
}
