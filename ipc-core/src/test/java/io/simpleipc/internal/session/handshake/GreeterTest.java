package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.simpleipc.AuthenticationException;
import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Role;
import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper.Decision;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door: strangers over real sockets, on a clock of the test's own. */
@Timeout(60)
class GreeterTest extends Door {
    private static final Peer HOLDER = new Peer(4711, Instant.ofEpochSecond(1_600_000_000), Role.CLIENT, 1);

    @Test
    void aFriendIsSeatedAndBothAgree() throws Exception {
        greeter.start();
        var dialed = join(SECRET);
        var accepted = next(keeper.seated);
        assertThat(dialed.agreement().sessionId())
                .isEqualTo(accepted.agreement().sessionId());
        assertThat(dialed.agreement().peer().role()).isEqualTo(Role.SERVER);
        assertThat(accepted.agreement().peer().role()).isEqualTo(Role.CLIENT);
        assertThat(next(keeper.claims)).isEqualTo(accepted.agreement());

        dialed.pipe().write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {1})}, 0, 1);
        var in = ByteBuffer.allocate(1);
        accepted.pipe().selectable().configureBlocking(true); // the greeter's selector has let go of it
        assertThat(accepted.pipe().read(in)).isEqualTo(1);
        accepted.pipe().close();
    }

    @Test
    void strangersWhoCameBeforeTheStartAreGreeted() throws Exception {
        var joined = joinAside();
        greeter.start();
        assertThat(joined.get()).isNotNull();
    }

    @Test
    void recordsRightBehindOpenAreHandedOver() throws Exception {
        greeter.start();
        var stranger = stranger();
        var handshake = halfWay(stranger, SECRET);
        send(stranger, step(stranger, handshake));
        var open = ((DialerHandshake.Step.Joined) step(stranger, handshake)).open();
        stranger.write(ByteBuffer.allocate(open.length + 3)
                .put(open)
                .put(new byte[] {7, 8, 9})
                .flip());

        var early = next(keeper.seated).early();
        assertThat(early).isEqualTo(ByteBuffer.wrap(new byte[] {7, 8, 9}));
    }

    @Test
    void everyByteMayComeAlone() throws Exception {
        greeter.start();
        var stranger = stranger();
        var handshake = new DialerHandshake(Fixtures.dialer(SECRET, null), Sockets.BINDING, Randomness.SECURE);
        trickle(stranger, handshake.hello());
        trickle(stranger, ((DialerHandshake.Step.Send) step(stranger, handshake)).bytes());
        trickle(stranger, ((DialerHandshake.Step.Joined) step(stranger, handshake)).open());
        next(keeper.seated);
    }

    private static void trickle(SocketChannel stranger, byte[] bytes) throws IOException {
        stranger.setOption(StandardSocketOptions.TCP_NODELAY, true);
        for (byte b : bytes) {
            stranger.write(ByteBuffer.wrap(new byte[] {b}));
        }
    }

    @Test
    void aWrongSecretIsRefusedAtOnceAndKeptFromTheSeatKeeper() throws Exception {
        greeter.start();
        assertThatThrownBy(() -> join("guess")).isInstanceOf(AuthenticationException.class);
        assertThat(keeper.claims).isEmpty();
        assertThat(join(SECRET)).isNotNull();
        assertThat(log.lines()).anyMatch(line -> line.contains("the secrets differ"));
        assertThat(log.lines()).noneMatch(line -> line.contains(SECRET) || line.contains("guess"));
        System.out.println("[fault 15] no seat was claimed, and the log says " + log.lines());
    }

    @Test
    void aThirdProcessLearnsWhoHoldsTheSeat() throws Exception {
        keeper.decision = newcomer -> new Decision.Busy(HOLDER);
        greeter.start();
        assertThatThrownBy(() -> join(SECRET))
                .isInstanceOfSatisfying(
                        PeerBusyException.class, e -> assertThat(e.holder()).isEqualTo(HOLDER));
    }

    @Test
    void aClosingListenerSaysSo() throws Exception {
        keeper.decision = newcomer -> new Decision.Closing();
        greeter.start();
        assertThatThrownBy(() -> join(SECRET)).isInstanceOf(IOException.class).hasMessageContaining("closing");
    }

    @Test
    void theUndecidedIsAskedAgainWhenWoken() throws Exception {
        keeper.decision = newcomer -> new Decision.Undecided(now.get() + SECOND);
        greeter.start();
        var joined = joinAside();
        var newcomer = next(keeper.claims);
        keeper.decision = ignored -> new Decision.Free();
        greeter.wake();
        assertThat(next(keeper.claims)).isEqualTo(newcomer);
        assertThat(joined.get()).isNotNull();
    }

    @Test
    void theUndecidedIsAskedAgainAtTheTimeItNamed() throws Exception {
        keeper.decision = newcomer -> new Decision.Undecided(now.get() + SECOND / 5);
        greeter = new Greeter(
                Fixtures.listener(SECRET, null),
                keeper,
                new EngineLog(log),
                Thread::new,
                System::nanoTime,
                Randomness.SECURE);
        now.set(System.nanoTime());
        greeter.start();
        var joined = joinAside();
        next(keeper.claims);
        keeper.decision = newcomer -> new Decision.Busy(HOLDER);
        assertThat(catchThrowable(joined::get)).hasCauseInstanceOf(PeerBusyException.class);
    }

    @Test
    void aTimeInThePastMakesNobodySpin() throws Exception {
        keeper.decision = newcomer -> new Decision.Undecided(now.get() - SECOND);
        greeter.start();
        var joined = joinAside();
        next(keeper.claims);
        awaitRound();
        assertThat(keeper.claims).as("asked again while the clock stood still").isEmpty();
        keeper.decision = newcomer -> new Decision.Free();
        now.addAndGet(SECOND / 1_000);
        awaitRound();
        assertThat(joined.get()).isNotNull();
    }

    @Test
    void anUndecidedNewcomerThatGoesIsForgotten() throws Exception {
        keeper.decision = newcomer -> new Decision.Undecided(now.get() + 3 * SECOND);
        greeter.start();
        var visit = prove();
        next(keeper.claims);
        visit.channel().close();
        keeper.decision = newcomer -> new Decision.Free();
        join(SECRET); // served after the close, by the same thread
        next(keeper.seated);
        pass(2 * SECOND);
        greeter.close();
        assertThat(keeper.claims).as("that of the second only").hasSize(1);
        assertThat(keeper.withdrawn).isEmpty();
    }

    @Test
    void whoGoesBetweenVerdictAndOpenGivesTheSeatBack() throws Exception {
        greeter.start();
        var visit = prove();
        var newcomer = next(keeper.claims);
        assertThat(step(visit.channel(), visit.handshake())).isInstanceOf(DialerHandshake.Step.Joined.class);
        visit.channel().close();
        assertThat(next(keeper.withdrawn)).isEqualTo(newcomer);
        assertThat(keeper.seated).isEmpty();
    }

    @Test
    void whoKeepsOpenBackLosesTheSeatAtTheDeadline() throws Exception {
        greeter.start();
        var visit = prove();
        next(keeper.claims);
        pass(5 * SECOND);
        next(keeper.withdrawn);
        assertThat(isClosed(visit.channel())).isTrue();
    }

    @Test
    void anOpenThatWasAlteredGivesTheSeatBack() throws Exception {
        greeter.start();
        var visit = prove();
        var open = ((DialerHandshake.Step.Joined) step(visit.channel(), visit.handshake())).open();
        open[open.length - 1] ^= 1;
        visit.channel().write(ByteBuffer.wrap(open));
        next(keeper.withdrawn);
        assertThat(isClosed(visit.channel())).isTrue();
    }

    @Test
    void bytesBeforeTheVerdictEndTheHandshake() throws Exception {
        keeper.decision = newcomer -> new Decision.Undecided(now.get() + 3 * SECOND);
        greeter.start();
        var visit = prove();
        next(keeper.claims);
        visit.channel().write(ByteBuffer.wrap(new byte[] {1}));
        assertThat(isClosed(visit.channel())).isTrue();
    }

    @Test
    void oneByteAtATimeEndsAtTheDeadlineCountedFromTheArrival() throws Exception {
        greeter.start();
        var stranger = stranger();
        var hello = new DialerHandshake(Fixtures.dialer(SECRET, null), Sockets.BINDING, Randomness.SECURE).hello();
        for (int i = 0; i < 8; i++) {
            stranger.write(ByteBuffer.wrap(hello, i, 1));
            pass(600_000_000);
            assertThat(join(SECRET)).isNotNull(); // everything before it has been served
        }
        stranger.configureBlocking(false);
        assertThat(stranger.read(ByteBuffer.allocate(1))).as("still waited for").isZero();
        stranger.configureBlocking(true);
        stranger.write(ByteBuffer.wrap(hello, 8, 1));
        pass(200_000_000);
        assertThat(isClosed(stranger)).isTrue();
    }

    @Test
    void anotherProtocolIsClosedWithoutAWord() throws Exception {
        greeter.start();
        var stranger = stranger();
        stranger.write(ByteBuffer.wrap(Sha256.ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n")));
        assertThat(stranger.read(ByteBuffer.allocate(100))).isEqualTo(-1);
    }

    @Test
    void oneWhoBeginsWithTlsIsToldThatThisIsNotHisChannel() throws Exception {
        greeter.start();
        var stranger = stranger();
        stranger.write(ByteBuffer.wrap(HexFormat.of().parseHex("16030100fa010000f60303")));
        var in = ByteBuffer.allocate(100);
        while (stranger.read(in) > 0) {}
        assertThat(in.flip()).isEqualTo(ByteBuffer.wrap(Message.first(Message.REFUSE, Sha256.ascii("\6tcp"))));
        assertThat(log.lines()).singleElement().asString().contains("it speaks TLS, and this side does not");
        assertThat(keeper.claims).isEmpty();
    }

    @Test
    void anAnswerSurvivesUnreadInput() throws Exception {
        greeter.start();
        var stranger = stranger();
        var bytes = ByteBuffer.allocate(8 + 1 + 8_000);
        bytes.put(Message.first(Message.OPEN, new byte[0]), 0, 9);
        stranger.write(bytes.rewind());
        var in = ByteBuffer.allocate(100);
        while (stranger.read(in) > 0) {}
        assertThat(in.flip()).isEqualTo(ByteBuffer.wrap(Message.first(Message.REFUSE, new byte[] {4})));
    }

    @Test
    void nobodySpeaksBeforeTheWholeHello() throws Exception {
        greeter.start();
        var stranger = stranger();
        var hello = new DialerHandshake(Fixtures.dialer(SECRET, null), Sockets.BINDING, Randomness.SECURE).hello();
        stranger.write(ByteBuffer.wrap(hello, 0, hello.length - 1));
        join(SECRET);
        stranger.configureBlocking(false);
        assertThat(stranger.read(ByteBuffer.allocate(1))).isZero();
    }
}
