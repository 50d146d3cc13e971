package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody in between, a stranger who makes things up, an echo: nobody is joined, and nothing but typed failures. */
@Tag("many-rounds")
@Timeout(120)
class HandshakeAttackTest {
    private static final String SECRET = Fixtures.SECRET;
    private static final int NO_FLIGHT = -1;

    @ParameterizedTest
    @ValueSource(ints = {Duel.HELLO, Duel.WELCOME, Duel.NOISE2, Duel.VERDICT, Duel.OPEN})
    void everyBitOfEveryByteCounts(int target) throws GeneralSecurityException {
        for (int bit = 0; bit < 8 * length(target); bit += target == Duel.NOISE2 ? 3 : 1) {
            int at = bit;
            var duel = Duel.ofFriends().tamper((flight, bytes) -> {
                if (flight == target) {
                    bytes[at / 8] ^= (byte) (1 << at % 8);
                }
                return bytes;
            });
            duel.play();
            assertNobodyIsJoined(duel, target, "bit " + bit);
        }
        System.out.println("[fault 20] flight " + target + ": each of its " + length(target)
                + " bytes was changed, nobody joined");
    }

    @ParameterizedTest
    @ValueSource(ints = {Duel.HELLO, Duel.WELCOME, Duel.NOISE2, Duel.VERDICT, Duel.OPEN})
    void everyTruncationEndsOrWaitsForMore(int target) throws GeneralSecurityException {
        for (int length = 0; length < length(target); length++) {
            int cut = length;
            var duel = Duel.ofFriends().tamper((flight, bytes) -> flight == target ? Arrays.copyOf(bytes, cut) : bytes);
            duel.play();
            assertNobodyIsJoined(duel, target, "cut at " + length);
        }
        System.out.println(
                "[fault 20] flight " + target + ": cut at each of its " + length(target) + " bytes, nobody joined");
    }

    private static void assertNobodyIsJoined(Duel duel, int target, String how) {
        assertThat(duel.seated()).as(how).isFalse();
        if (target != Duel.OPEN) { // by then the dialler knows the listener, and the listener closes on it
            assertThat(duel.dialerJoined()).as(how).isFalse();
            if (duel.dialerEnd != null) {
                assertThat(duel.dialerFailure()).as(how).isInstanceOfAny(IpcException.class, IOException.class);
            }
        }
    }

    private static int length(int flight) throws GeneralSecurityException {
        return Duel.ofFriends().play().flights.get(flight).length;
    }

    @Test
    void everySplitPointOfTheInputWorks() throws GeneralSecurityException {
        for (int pieces = 1; pieces < 200; pieces++) {
            var duel = Duel.ofFriends().inPieces(pieces).play();
            assertThat(duel.seated() && duel.dialerJoined())
                    .as("in pieces of " + pieces)
                    .isTrue();
        }
    }

    @Test
    void whatFollowsTheHandshakeIsLeftForTheSession() throws GeneralSecurityException {
        var flights = Duel.ofFriends().play().flights;
        var listener = new ListenerHandshake(Fixtures.listener(SECRET, null), () -> Fixtures.UNIX, Fixtures.fixed(2));
        listener.receive(ByteBuffer.wrap(flights.get(Duel.HELLO)));
        listener.welcome();
        listener.receive(ByteBuffer.wrap(flights.get(Duel.NOISE2)));
        listener.joined();
        var open = flights.get(Duel.OPEN);
        var in = ByteBuffer.allocate(open.length + 5)
                .put(open)
                .put(new byte[] {1, 2, 3, 4, 5})
                .flip();

        assertThat(listener.receive(in)).isInstanceOf(ListenerHandshake.Step.Seated.class);
        assertThat(in).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
    }

    @Test
    void aReplayedRecordingIsRefusedByAFreshListener() throws GeneralSecurityException {
        var recording = Duel.ofFriends().play().flights;
        var fresh = new ListenerHandshake(Fixtures.listener(SECRET, null), () -> Fixtures.UNIX, Randomness.SECURE);
        assertThat(fresh.receive(ByteBuffer.wrap(recording.get(Duel.HELLO))))
                .isInstanceOf(ListenerHandshake.Step.Knock.class);
        fresh.welcome();
        var step = fresh.receive(ByteBuffer.wrap(recording.get(Duel.NOISE2)));
        assertThat(((ListenerHandshake.Step.Rejected) step).why()).isEqualTo(Rejection.WRONG_SECRET);
    }

    @Test
    void aReflectedHelloIsNoAnswer() {
        var dialer = dialer();
        var step = dialer.receive(ByteBuffer.wrap(dialer.hello()));
        assertThat(((DialerHandshake.Step.Failed) step).why()).isInstanceOf(NotAnIpcPeerException.class);
    }

    @Test
    void aReflectedProofIsNoVerdict() throws GeneralSecurityException {
        var flights = Duel.ofFriends().play().flights;
        var dialer = dialer();
        var send = (DialerHandshake.Step.Send) dialer.receive(ByteBuffer.wrap(flights.get(Duel.WELCOME)));
        var reflected = send.bytes().clone();
        reflected[0] = Message.VERDICT;
        var step = dialer.receive(ByteBuffer.wrap(reflected));
        assertThat(((DialerHandshake.Step.Failed) step).why()).isInstanceOf(AuthenticationException.class);
    }

    /** One in between joins in two handshakes at once, of the same processes, and uses one against the other. */
    @ParameterizedTest
    @ValueSource(ints = {NO_FLIGHT, Duel.WELCOME, Duel.NOISE2, Duel.VERDICT, Duel.OPEN})
    void messagesOfAParallelHandshakeAreRefused(int target) throws GeneralSecurityException {
        var one = Duel.ofFriendsWithFreshKeys();
        var other = Duel.ofFriendsWithFreshKeys();
        byte[] ofOne = one.hello();
        byte[] ofOther = other.hello();
        for (int flight = Duel.HELLO; flight <= Duel.OPEN; flight++) {
            assertThat(ofOne.length).as("flight " + flight).isEqualTo(ofOther.length);
            byte[] toOne = flight == target ? ofOther : ofOne;
            byte[] toOther = flight == target ? ofOne : ofOther;
            ofOne = one.hears(flight, toOne);
            ofOther = other.hears(flight, toOther);
        }
        if (target == NO_FLIGHT) { // the attacker did nothing: this is what the others are compared with
            assertThat(List.of(one.seated(), one.dialerJoined(), other.seated(), other.dialerJoined()))
                    .containsOnly(true);
            return;
        }
        assertNobodyIsJoined(one, target, "one, flight " + target + " swapped");
        assertNobodyIsJoined(other, target, "other, flight " + target + " swapped");
        assertThat(List.of(one, other)).allMatch(duel -> duel.dialerEnd != null || duel.listenerEnd != null);
        System.out.println("[fault 18] flight " + target + " of two parallel handshakes swapped: nobody joined");
    }

    @Test
    void keysThatMakeTheSecretGuessableAreRefusedByBothSides() throws GeneralSecurityException {
        for (var point : NoiseTest.smallOrderPoints().toList()) {
            var key = HexFormat.of().parseHex(point);
            for (int target : new int[] {Duel.WELCOME, Duel.NOISE2}) {
                var duel = Duel.ofFriends().tamper((flight, bytes) -> {
                    if (flight == target) { // the key is the first field of its message
                        int at = flight == Duel.NOISE2 ? 3 : bytes.length - Noise.OVERHEAD;
                        System.arraycopy(key, 0, bytes, at, key.length);
                    }
                    return bytes;
                });
                duel.play();
                assertNobodyIsJoined(duel, target, point);
                assertThat(duel.dialerFailure()).isInstanceOf(IpcException.class);
            }
        }
    }

    @Test
    void anImpostorWithASmallOrderKeyAndAValidTagIsRefused() throws GeneralSecurityException {
        // NOISE1 is sealed with a public key only, so anybody can make a valid one around a bad point
        var dialer = dialer();
        var choice = Message.first(
                Message.CHOICE, Choice.body(0, Fixtures.listener(SECRET, null).terms(), false));
        var badKey = new X25519(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate(), new byte[X25519.LENGTH]);
        var noise1 = new Noise(Transcript.prologue(dialer.hello(), choice, Fixtures.UNIX, false), new byte[32], badKey)
                .writeFirst(new byte[0]);
        var in = ByteBuffer.allocate(512)
                .put(choice)
                .put(Message.next(Message.NOISE1, noise1))
                .flip();
        var step = dialer.receive(in);
        assertThat(((DialerHandshake.Step.Failed) step).why())
                .isInstanceOf(NotAnIpcPeerException.class)
                .hasMessageContaining("a key that is none");
    }

    @Test
    void bytesOutOfTurnEndTheHandshake() throws GeneralSecurityException {
        var flights = Duel.ofFriends().play().flights;
        for (int target : new int[] {Duel.NOISE2, Duel.OPEN}) { // as the listener's first message
            var listener = listener();
            var body = flights.get(target);
            var first = Message.first(body[0], Arrays.copyOfRange(body, 3, body.length));
            var step = (ListenerHandshake.Step.Rejected) listener.receive(ByteBuffer.wrap(first));
            assertThat(step.why()).isEqualTo(Rejection.MALFORMED);
            assertThat(step.answer()).isNotEmpty();
        }
        var impatient = listener();
        impatient.receive(ByteBuffer.wrap(flights.get(Duel.HELLO)));
        impatient.welcome();
        impatient.receive(ByteBuffer.wrap(flights.get(Duel.NOISE2)));
        var step = (ListenerHandshake.Step.Rejected) impatient.receive(ByteBuffer.wrap(flights.get(Duel.OPEN)));
        assertThat(step.why()).isEqualTo(Rejection.MALFORMED);
    }

    @Test
    void aMessageIsRefusedByItsHeaderBeforeItsBodyComes() {
        var header = ByteBuffer.wrap(Message.first(Message.HELLO, new byte[0]));
        header.putShort(9, (short) 502); // 8 + 3 + 502 = 513
        assertThat(((ListenerHandshake.Step.Rejected) listener().receive(header)).why())
                .isEqualTo(Rejection.MALFORMED);
        header.rewind().putShort(9, (short) 501);
        assertThat(listener().receive(header)).isInstanceOf(ListenerHandshake.Step.More.class);
    }

    @Test
    void aListenerSaysNothingToAnotherProtocol() {
        var request = ByteBuffer.wrap(Sha256.ascii("GET / HTTP/1.1\r\n"));
        var step = (ListenerHandshake.Step.Rejected) listener().receive(request);
        assertThat(step.why()).isEqualTo(Rejection.FOREIGN);
        assertThat(step.answer()).isEmpty();
    }

    @Test
    void garbageNeverJoinsAndNeverFailsOtherwise() throws GeneralSecurityException {
        long seed = Long.getLong("ipc.seed", System.nanoTime());
        System.out.println("[garbage never joins] seed " + seed + "; again: -Dipc.seed=" + seed);
        var random = new Random(seed);
        var flights = Duel.ofFriends().play().flights;
        for (int i = 0; i < 10_000; i++) {
            var toListener = garbage(random, flights.get(random.nextBoolean() ? Duel.HELLO : Duel.NOISE2));
            var listener = listener();
            if (random.nextInt(8) == 0) {
                listener.receive(ByteBuffer.wrap(flights.get(Duel.HELLO)));
                listener.welcome();
            }
            while (toListener.hasRemaining()) {
                var step = listener.receive(toListener);
                if (step instanceof ListenerHandshake.Step.Knock) { // only its clear part was left alone
                    break;
                }
                assertThat(step)
                        .as("seed " + seed)
                        .isInstanceOfAny(ListenerHandshake.Step.More.class, ListenerHandshake.Step.Rejected.class);
                if (step instanceof ListenerHandshake.Step.Rejected) {
                    break;
                }
            }
            var toDialer = garbage(random, flights.get(random.nextBoolean() ? Duel.WELCOME : Duel.VERDICT));
            var dialer = dialer();
            if (random.nextInt(8) == 0) {
                dialer.receive(ByteBuffer.wrap(flights.get(Duel.WELCOME)));
            }
            while (toDialer.hasRemaining()) {
                var step = dialer.receive(toDialer);
                assertThat(step).as("seed " + seed).isNotInstanceOf(DialerHandshake.Step.Joined.class);
                if (!(step instanceof DialerHandshake.Step.More || step instanceof DialerHandshake.Step.Send)) {
                    break;
                }
            }
        }
    }

    /** Noise, noise behind the magic, or a real message with a few bytes changed. */
    private static ByteBuffer garbage(Random random, byte[] real) {
        var bytes = new byte[random.nextInt(600)];
        random.nextBytes(bytes);
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> System.arraycopy(real, 0, bytes, 0, Math.min(8, bytes.length));
            case 2 -> System.arraycopy(real, 0, bytes, 0, Math.min(11, bytes.length));
            default -> {
                bytes = real.clone();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
                }
                if (Arrays.equals(bytes, real)) { // two changes undid each other
                    bytes[0] ^= 1;
                }
            }
        }
        return ByteBuffer.wrap(bytes);
    }

    private static DialerHandshake dialer() {
        return new DialerHandshake(Fixtures.dialer(SECRET, null), Fixtures.UNIX, Fixtures.fixed(1));
    }

    private static ListenerHandshake listener() {
        return new ListenerHandshake(Fixtures.listener(SECRET, null), () -> Fixtures.UNIX, Fixtures.fixed(2));
    }
}
