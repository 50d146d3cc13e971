package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Role;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.ChannelBinding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two halves agree on, and what they say to each other if they do not. */
@Timeout(60)
class HandshakeTest {
    private static final String SECRET = Fixtures.SECRET;

    @Test
    void friendsAgree() throws GeneralSecurityException {
        var duel = Duel.ofFriends().play();

        var dialers = ((DialerHandshake.Step.Joined) duel.dialerEnd).agreement();
        var listeners = ((ListenerHandshake.Step.Seated) duel.listenerEnd).newcomer();
        assertThat(dialers.peer()).isEqualTo(new Peer(1002, Instant.ofEpochMilli(1_700_000_000_002L), Role.SERVER, 1));
        assertThat(listeners.peer())
                .isEqualTo(new Peer(1001, Instant.ofEpochMilli(1_700_000_000_001L), Role.CLIENT, 1));
        assertThat(dialers.role()).isEqualTo(Role.CLIENT);
        assertThat(listeners.role()).isEqualTo(Role.SERVER);
        assertThat(dialers.peerInstance()).isEqualTo(Fixtures.LISTENER);
        assertThat(listeners.peerInstance()).isEqualTo(Fixtures.DIALER);
        assertThat(dialers.sessionId()).isEqualTo(Fixtures.SESSION).isEqualTo(listeners.sessionId());
        assertThat(dialers.peerLimits()).isEqualTo(Fixtures.LIMITS).isEqualTo(listeners.peerLimits());
        assertThat(dialers.peerTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(listeners.peerTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(dialers.seal()).isSameAs(Seal.NONE).isSameAs(listeners.seal());
    }

    @Test
    void everyHandshakeHasFreshKeys() throws GeneralSecurityException {
        var hello = new Duel(Fixtures.dialer(SECRET, null), Fixtures.listener(SECRET, null))
                .play()
                .flights
                .get(0);
        var messages = new byte[2][];
        for (int i = 0; i < 2; i++) {
            var listener =
                    new ListenerHandshake(Fixtures.listener(SECRET, null), () -> Fixtures.UNIX, Randomness.SECURE);
            assertThat(listener.receive(ByteBuffer.wrap(hello))).isInstanceOf(ListenerHandshake.Step.Knock.class);
            messages[i] = listener.welcome();
        }
        assertThat(messages[0]).isNotEqualTo(messages[1]);
    }

    @Test
    void aChannelWithoutBindingDataWorks() throws GeneralSecurityException {
        var tcp = ChannelBinding.of("tcp");
        var duel = new Duel(Fixtures.dialer(SECRET, null), tcp, Fixtures.listener(SECRET, null), tcp).play();
        assertThat(duel.seated() && duel.dialerJoined()).isTrue();
    }

    @Test
    void limitsBeyondTheWireAreAnnouncedAsTheLargestThere() throws GeneralSecurityException {
        var huge = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        var dialer = new Introduction(
                Fixtures.DIALER,
                1,
                Instant.MIN,
                huge,
                Duration.ofDays(10_000),
                Fixtures.psk(SECRET),
                PayloadEncryption.NONE,
                false);
        var duel = new Duel(dialer, Fixtures.listener(SECRET, null)).play();
        var newcomer = ((ListenerHandshake.Step.Seated) duel.listenerEnd).newcomer();
        assertThat(newcomer.peerLimits()).isEqualTo(huge);
        assertThat(newcomer.peerTimeout()).isEqualTo(Duration.ofMillis(4_294_967_295L));
        assertThat(newcomer.peer().startTime()).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "marker-secret-zx80", "Marker-secret-zx81", "marker-secret-zx81\n"})
    void anotherSecretIsRefusedAtBothSides(String other) throws GeneralSecurityException {
        assertRefusedAsWrongSecret(new Duel(Fixtures.dialer(other, null), Fixtures.listener(SECRET, null)).play());
        assertRefusedAsWrongSecret(new Duel(Fixtures.dialer(SECRET, null), Fixtures.listener(other, null)).play());
    }

    @Test
    void secretsMayBeLongAndDifferInTheLastBitOnly() throws GeneralSecurityException {
        var secret = "s".repeat(1 << 20);
        var other = secret.substring(1) + "r";
        assertThat(new Duel(Fixtures.dialer(secret, null), Fixtures.listener(secret, null))
                        .play()
                        .seated())
                .isTrue();
        assertRefusedAsWrongSecret(new Duel(Fixtures.dialer(other, null), Fixtures.listener(secret, null)).play());
    }

    private static void assertRefusedAsWrongSecret(Duel duel) {
        assertThat(duel.dialerFailure())
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("the process at this address says that the secrets differ");
        assertThat(duel.rejection()).isEqualTo(Rejection.WRONG_SECRET);
        System.out.println("[fault 15] " + duel.rejection() + " at the listener, at the dialler "
                + duel.dialerFailure().getMessage());
    }

    @Test
    void aListenerThatCannotProveTheSecretIsNotBelieved() throws GeneralSecurityException {
        // it lets everybody in, but does not know the psk: its VERDICT is sealed with other keys
        var duel = Duel.ofFriends().tamper((flight, bytes) -> {
            if (flight == Duel.VERDICT) {
                Arrays.fill(bytes, 3, bytes.length, (byte) 7);
            }
            return bytes;
        });
        assertThat(duel.play().dialerFailure())
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("did not prove the secret");
    }

    @Test
    void theSameHandshakeInAnotherChannelIsRefused() throws GeneralSecurityException {
        var elsewhere = ChannelBinding.of("unix", new byte[32]);
        var duel = new Duel(Fixtures.dialer(SECRET, null), elsewhere, Fixtures.listener(SECRET, null), Fixtures.UNIX)
                .play();
        assertThat(duel.dialerFailure()).isInstanceOf(AuthenticationException.class);
        assertThat(duel.seated()).isFalse();
    }

    @Test
    void anotherKindOfChannelIsNamed() throws GeneralSecurityException {
        var duel = new Duel(
                        Fixtures.dialer(SECRET, null),
                        ChannelBinding.of("tcp"),
                        Fixtures.listener(SECRET, null),
                        Fixtures.UNIX)
                .play();
        assertThat(duel.rejection()).isEqualTo(Rejection.CHANNEL);
        assertThat(duel.dialerFailure())
                .isInstanceOf(IncompatiblePeerException.class)
                .hasMessageContaining("\"unix\"")
                .hasMessageContaining("\"tcp\"");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "2,2", "2,255"})
    void aVersionThatNobodySharesIsNamed(int lowest, int highest) throws GeneralSecurityException {
        var duel = Duel.ofFriends().tamper((flight, bytes) -> {
            if (flight == Duel.HELLO) {
                bytes[11] = (byte) lowest;
                bytes[12] = (byte) highest;
            }
            return bytes;
        });
        duel.play();
        assertThat(duel.rejection()).isEqualTo(Rejection.VERSION);
        assertThat(duel.dialerFailure())
                .isInstanceOf(IncompatiblePeerException.class)
                .hasMessageContaining("versions 1 to 1");
    }

    @Test
    void aLaterVersionMayLayOutTheRestOfItsHelloAnew() {
        var listener = new ListenerHandshake(Fixtures.listener(SECRET, null), () -> Fixtures.UNIX, Randomness.SECURE);
        var hello = ByteBuffer.wrap(Message.first(Message.HELLO, new byte[] {2, 3, 99}));
        assertThat(((ListenerHandshake.Step.Rejected) listener.receive(hello)).why())
                .isEqualTo(Rejection.VERSION);
    }

    @Test
    void aVersionThatWasNotOfferedIsNotTaken() throws GeneralSecurityException {
        var duel = Duel.ofFriends().tamper((flight, bytes) -> {
            if (flight == Duel.WELCOME) {
                bytes[11] = 2;
            }
            return bytes;
        });
        assertThat(duel.play().dialerFailure())
                .isInstanceOf(IncompatiblePeerException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void requiredFeaturesThatAreUnknownAreRefusedAndOfferedOnesDropped() {
        assertThat(rejectionOf(features(0x8000_0000_0000_0001L, 1))).isEqualTo(Rejection.FEATURES);
        assertThat(rejectionOf(features(0x8000_0000_0000_0001L, 0))).isNull();
        assertThat(rejectionOf(features(1, 2))).isEqualTo(Rejection.MALFORMED);
    }

    private static byte[] features(long offered, long required) {
        var body = Hello.body(0, Fixtures.dialer(SECRET, null).terms(), "unix", false);
        ByteBuffer.wrap(body).putLong(2, offered).putLong(10, required);
        return body;
    }

    @Test
    void extensionsAreSkippedUnlessTheyMustBeUnderstood() {
        var body = Hello.body(0, Fixtures.dialer(SECRET, null).terms(), "unix", false);
        assertThat(rejectionOf(join(body, 127, 2, 0, 0))).isNull();
        assertThat(rejectionOf(join(body, 0, 0, 2, 1, 9))).isNull();
        assertThat(rejectionOf(join(body, 128, 0))).isEqualTo(Rejection.MALFORMED);
        assertThat(rejectionOf(join(body, 1))).isEqualTo(Rejection.MALFORMED);
        assertThat(rejectionOf(join(body, 1, 2, 0))).isEqualTo(Rejection.MALFORMED);
    }

    @Test
    void theExtensionAboutTheExporterIsEmptyAndComesOnce() {
        var body = Hello.body(0, Fixtures.dialer(SECRET, null).terms(), "unix", false);
        assertThat(rejectionOf(join(body, 1, 0))).isNull();
        assertThat(join(body, 1, 0))
                .isEqualTo(Hello.body(0, Fixtures.dialer(SECRET, null).terms(), "unix", true));
        assertThat(rejectionOf(join(body, 1, 1, 0))).isEqualTo(Rejection.MALFORMED);
        assertThat(rejectionOf(join(body, 1, 0, 1, 0))).isEqualTo(Rejection.MALFORMED);
    }

    private static Duel withExporters(@Nullable String dialers, @Nullable String listeners) {
        return new Duel(
                Fixtures.dialer(SECRET, null),
                exporting(dialers),
                Fixtures.listener(SECRET, null),
                exporting(listeners));
    }

    private static ChannelBinding exporting(@Nullable String material) {
        var plain = ChannelBinding.of("tls+tcp");
        return material == null ? plain : plain.withExporter(Sha256.ascii(material));
    }

    @Test
    void exportedKeyMaterialCountsIfBothHaveIt() throws GeneralSecurityException {
        assertThat(withExporters("same", "same").play().seated()).isTrue();
        assertThat(withExporters("one", "another").play().dialerFailure()).isInstanceOf(AuthenticationException.class);
        assertThat(withExporters("one", null).play().seated()).isTrue();
        assertThat(withExporters(null, "one").play().seated()).isTrue();
    }

    @Test
    void nobodyCanStripOrAddTheExporterOnTheWay() throws GeneralSecurityException {
        var stripped = withExporters("same", "same").tamper((flight, bytes) -> {
            if (flight == Duel.HELLO) {
                var shorter = Arrays.copyOf(bytes, bytes.length - 2);
                shorter[Message.MAGIC_LENGTH + 2] -= 2;
                return shorter;
            }
            return bytes;
        });
        assertThat(stripped.play().dialerFailure()).isInstanceOf(AuthenticationException.class);

        var added = withExporters(null, "one").tamper((flight, bytes) -> {
            if (flight == Duel.HELLO) {
                var longer = join(bytes, 1, 0);
                longer[Message.MAGIC_LENGTH + 2] += 2;
                return longer;
            }
            return bytes;
        });
        assertThat(added.play().dialerFailure()).isInstanceOf(NotAnIpcPeerException.class);
    }

    @Test
    void limitsOutOfRangeAreMalformed() {
        for (int offset : new int[] {18, 22, 26, 34}) { // message size, in flight, window, timeout
            var body = Hello.body(0, Fixtures.dialer(SECRET, null).terms(), "unix", false);
            Arrays.fill(body, offset, offset + (offset == 26 ? 8 : 4), (byte) 0);
            assertThat(rejectionOf(body)).isEqualTo(Rejection.MALFORMED);
        }
    }

    private static byte[] join(byte[] body, int... more) {
        var longer = Arrays.copyOf(body, body.length + more.length);
        for (int i = 0; i < more.length; i++) {
            longer[body.length + i] = (byte) more[i];
        }
        return longer;
    }

    private static @Nullable Rejection rejectionOf(byte[] helloBody) {
        var listener = new ListenerHandshake(Fixtures.listener(SECRET, null), () -> Fixtures.UNIX, Randomness.SECURE);
        var step = listener.receive(ByteBuffer.wrap(Message.first(Message.HELLO, helloBody)));
        if (step instanceof ListenerHandshake.Step.Rejected rejected) {
            return rejected.why();
        }
        assertThat(step).isInstanceOf(ListenerHandshake.Step.Knock.class);
        return null;
    }

    @Test
    void aConnectionDoesNotJoinItself() throws GeneralSecurityException {
        var self = Fixtures.dialer(SECRET, null);
        assertThat(new Duel(self, self).play().rejection()).isEqualTo(Rejection.MALFORMED);
        var duel = Duel.ofFriends().tamper((flight, bytes) -> {
            if (flight == Duel.WELCOME) {
                Arrays.fill(bytes, 8 + 3 + 29, 8 + 3 + 45, (byte) 0xd1);
            }
            return bytes;
        });
        assertThat(duel.play().dialerFailure())
                .isInstanceOf(NotAnIpcPeerException.class)
                .hasMessageContaining("this very connection");
    }

    @Test
    void theHolderOfTheSeatIsNamed() throws GeneralSecurityException {
        var holder = new Peer(4711, Instant.ofEpochSecond(1_600_000_000), Role.CLIENT, 1);
        var duel = Duel.ofFriends().decide(Duel.Verdict.BUSY, holder).play();
        assertThat(duel.dialerFailure())
                .isInstanceOfSatisfying(
                        PeerBusyException.class, e -> assertThat(e.holder()).isEqualTo(holder))
                .hasMessageContaining("4711");
    }

    @Test
    void aListenerThatClosesOrHasTooMuchToDoIsToBeTriedAgain() throws GeneralSecurityException {
        assertThat(Duel.ofFriends().decide(Duel.Verdict.CLOSING, null).play().dialerFailure())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closing");
        assertThat(Duel.ofFriends().decide(Duel.Verdict.OVERLOADED, null).play().dialerFailure())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("try again");
    }

    @Test
    void nothingSecretShowsInTexts() throws GeneralSecurityException {
        var self = Fixtures.dialer(SECRET, Fixtures.xor(1));
        assertThat(self.toString()).doesNotContain(SECRET).doesNotContain("psk");
        var joined = new Duel(self, Fixtures.listener(SECRET, Fixtures.xor(1))).play();
        var agreement = ((DialerHandshake.Step.Joined) joined.dialerEnd).agreement();
        assertThat(agreement.toString()).doesNotContain(SECRET);
        var refused = new Duel(self, Fixtures.listener(SECRET + "!", null)).play();
        assertThat(refused.dialerFailure().toString()).doesNotContain(SECRET);
        for (var flight : joined.flights) {
            assertThat(new String(flight, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
        }
    }

    @Test
    void aClosedIntroductionHasForgottenItsKey() throws GeneralSecurityException {
        var dialer = Fixtures.dialer(SECRET, null);
        dialer.close();
        dialer.close();
        assertRefusedAsWrongSecret(new Duel(dialer, Fixtures.listener(SECRET, null)).play());
    }

    @Test
    void anIntroductionThatCannotWorkIsRefusedAtOnce() {
        var narrow = new Limits(1 << 20, 1, 1 << 20);
        assertThatThrownBy(() -> new Introduction(
                        Fixtures.DIALER,
                        1,
                        Instant.EPOCH,
                        narrow,
                        Duration.ofSeconds(1),
                        new byte[32],
                        PayloadEncryption.NONE,
                        false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window");
        assertThatThrownBy(() -> new Introduction(
                        Fixtures.DIALER,
                        1,
                        Instant.EPOCH,
                        Fixtures.LIMITS,
                        Duration.ofSeconds(1),
                        new byte[31],
                        PayloadEncryption.NONE,
                        false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
