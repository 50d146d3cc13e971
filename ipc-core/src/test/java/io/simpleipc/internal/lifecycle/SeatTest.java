package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.simpleipc.ConnectionListener;
import io.simpleipc.ConnectionState;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Peer;
import io.simpleipc.Reconnect;
import io.simpleipc.Role;
import io.simpleipc.internal.lifecycle.flight.Recorder;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.Session;
import io.simpleipc.internal.session.handshake.Agreement;
import io.simpleipc.internal.session.handshake.Dialer;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper.Decision;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.ArgumentCaptor;
import org.slf4j.LoggerFactory;

@Timeout(20)
final class SeatTest {
    private final ManualClock clock = new ManualClock();
    private final UUID self = UUID.randomUUID();
    private final Map<Agreement, Session> sessions = new HashMap<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private final Board board = new Board(
            Reconnect.DEFAULT,
            true,
            "memory:x",
            new Events(
                    new ConnectionListener() {},
                    Runnable::run,
                    new EngineLog(LoggerFactory.getLogger("io.simpleipc.test")),
                    "memory:x",
                    Recorder.NONE));
    private final Seat seat = new Seat(board, self, joined -> sessions.get(joined.agreement()), clock);

    @BeforeEach
    void listen() {
        seat.wakes(wakes::incrementAndGet);
        assertThat(board.listens(Search.first(Deadline.after(Duration.ofMinutes(1))), seat))
                .isTrue();
    }

    @Test
    void aFreeSeatIsGivenProvisionallyAndTakenWithOpen() {
        var newcomer = newcomer(7);

        assertThat(seat.claim(newcomer)).isEqualTo(new Decision.Free());
        assertThat(board.status().state()).isEqualTo(ConnectionState.LISTENING);

        seat.seated(joined(newcomer));
        assertThat(board.status().state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(board.status().peer()).isEqualTo(newcomer.peer());
        verify(sessions.get(newcomer)).start();
    }

    @Test
    void othersWaitWhileTheSeatIsProvisionalAndGetItWhenItsHolderGoes() {
        var first = newcomer(1);
        var second = newcomer(2);
        seat.claim(first);

        assertThat(seat.claim(second)).isInstanceOf(Decision.Undecided.class);
        int before = wakes.get();
        seat.withdrawn(first);

        assertThat(wakes.get()).isGreaterThan(before);
        assertThat(seat.claim(second)).isEqualTo(new Decision.Free());
    }

    @Test
    void aPeerThatIsHeardKeepsItsSeatAndTheNewcomersLearnWhoHoldsIt() {
        var holder = seat(newcomer(1));
        var second = newcomer(2);
        var third = newcomer(3);

        assertThat(seat.claim(second)).isInstanceOf(Decision.Undecided.class);
        assertThat(seat.claim(third)).isInstanceOf(Decision.Undecided.class);
        int before = wakes.get();
        heard(holder);

        assertThat(wakes.get()).isGreaterThan(before);
        assertThat(seat.claim(second)).isEqualTo(new Decision.Busy(holder.peer()));
        assertThat(seat.claim(third)).isEqualTo(new Decision.Busy(holder.peer()));
        verify(holder, never()).abort(any());
    }

    @Test
    void aPeerThatIsSilentForASecondLosesItsSeatToTheNewcomer() {
        var holder = seat(newcomer(1));
        var second = newcomer(2);

        var undecided = (Decision.Undecided) seat.claim(second);
        assertThat(undecided.askAgain() - clock.getAsLong()).isEqualTo(Presence.PATIENCE_NANOS);
        clock.advance(Duration.ofSeconds(1));
        assertThat(seat.claim(second)).isEqualTo(new Decision.Free());
        verify(holder, never()).abort(any());

        seat.seated(joined(second));
        verify(holder).abort(any());
        assertThat(board.status().session()).isSameAs(sessions.get(second));
    }

    @Test
    void aPeerThatSpokeBeforeIsPingedAnewForALaterNewcomer() {
        var holder = seat(newcomer(1));
        seat.claim(newcomer(2));
        heard(holder);
        clock.advance(Duration.ofMinutes(1));

        assertThat(seat.claim(newcomer(3))).isInstanceOf(Decision.Undecided.class);
        verify(holder, times(2)).probe(any());
    }

    @Test
    void anEvictionThatFallsThroughLeavesTheOldPeerItsSeat() {
        var holder = seat(newcomer(1));
        var second = newcomer(2);
        seat.claim(second);
        clock.advance(Duration.ofSeconds(1));
        seat.claim(second);

        seat.withdrawn(second);
        heard(holder);

        assertThat(board.status().session()).isSameAs(holder);
        assertThat(seat.claim(newcomer(3))).isEqualTo(new Decision.Busy(holder.peer()));
    }

    @Test
    void theSameInstanceSupersedesItsOldLinkAtOnce() {
        var before = newcomer(1);
        var holder = seat(before);
        var anew = newcomer(1, before.peerInstance());

        assertThat(seat.claim(anew)).isEqualTo(new Decision.Free());
        seat.seated(joined(anew));

        verify(holder).abort(any());
        verify(holder, never()).probe(any());
        assertThat(board.status().session()).isSameAs(sessions.get(anew));
    }

    @Test
    void theEndOfASupersededLinkChangesNothing() {
        var before = newcomer(1);
        var holder = seat(before);
        var anew = newcomer(1, before.peerInstance());
        seat.claim(anew);
        seat.seated(joined(anew));

        board.lost(holder, new io.simpleipc.NotConnectedException("late", null));

        assertThat(board.status().session()).isSameAs(sessions.get(anew));
    }

    @Test
    void aNewcomerThatWaitsGetsTheSeatWhenThePeerLeaves() {
        var holder = seat(newcomer(1));
        var second = newcomer(2);
        seat.claim(second);
        int before = wakes.get();

        board.lost(holder, new io.simpleipc.NotConnectedException("gone", null));

        assertThat(wakes.get()).isGreaterThan(before);
        assertThat(seat.claim(second)).isEqualTo(new Decision.Free());
    }

    @Test
    void nobodyJoinsItself() {
        assertThat(seat.claim(newcomer(1, self))).isEqualTo(new Decision.Closing());
    }

    @Test
    void aShutSeatIsClosing() {
        seat.shut();

        assertThat(seat.claim(newcomer(1))).isEqualTo(new Decision.Closing());
    }

    @Test
    void aNewcomerThatComesTooLateIsSentAway() {
        var newcomer = newcomer(1);
        seat.claim(newcomer);
        board.startsOver();

        seat.seated(joined(newcomer));

        verify(sessions.get(newcomer)).abort(any());
        verify(sessions.get(newcomer), never()).start();
        assertThat(board.status().state()).isEqualTo(ConnectionState.RECONNECTING);
    }

    @Test
    void aLinkThatNoSessionCanBeMadeOfFreesTheSeat() {
        assertSeatIsFreeAfter(new OutOfMemoryError("Java heap space"));
    }

    @Test
    void aLinkWithoutAThreadIsGivenUpAndTheSeatIsFreeAgain() {
        assertSeatIsFreeAfter(new NotConnectedException("no thread can be had for the link", null));
    }

    private void assertSeatIsFreeAfter(Throwable failure) {
        var newcomer = newcomer(1);
        seat.claim(newcomer);
        Function<Dialer.Joined, Session> failing = mock();
        when(failing.apply(any())).thenThrow(failure);
        var unlucky = new Seat(board, self, failing, clock);
        unlucky.claim(newcomer);

        assertThatThrownBy(() -> unlucky.seated(joined(newcomer))).isSameAs(failure);

        assertThat(unlucky.claim(newcomer(2))).isEqualTo(new Decision.Free());
        assertThat(board.status().state()).isEqualTo(ConnectionState.LISTENING);
    }

    private Session seat(Agreement newcomer) {
        assertThat(seat.claim(newcomer)).isEqualTo(new Decision.Free());
        seat.seated(joined(newcomer));
        return sessions.get(newcomer);
    }

    private static void heard(Session session) {
        var callback = ArgumentCaptor.forClass(Runnable.class);
        verify(session, atLeastOnce()).probe(callback.capture());
        callback.getValue().run();
    }

    private Agreement newcomer(long pid) {
        return newcomer(pid, UUID.randomUUID());
    }

    private Agreement newcomer(long pid, UUID instance) {
        var agreement = new Agreement(
                new Peer(pid, Instant.EPOCH, Role.CLIENT, 1),
                Role.SERVER,
                instance,
                UUID.randomUUID(),
                new Limits(1024, 16, 1 << 20),
                Duration.ofSeconds(5),
                false,
                Seal.NONE);
        var session = mock(Session.class);
        when(session.agreement()).thenReturn(agreement);
        when(session.peer()).thenReturn(agreement.peer());
        sessions.put(agreement, session);
        return agreement;
    }

    private static Dialer.Joined joined(Agreement agreement) {
        return new Dialer.Joined(mock(Pipe.class), agreement, ByteBuffer.allocate(0));
    }
}
