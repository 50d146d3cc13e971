package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.ConnectionListener;
import io.simpleipc.ConnectionLostException;
import io.simpleipc.ConnectionState;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.Peer;
import io.simpleipc.Reconnect;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.internal.lifecycle.flight.Recorder;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.Handlers;
import io.simpleipc.internal.session.Resumption;
import io.simpleipc.internal.session.Session;
import io.simpleipc.internal.session.SessionSettings;
import io.simpleipc.internal.session.Tally;
import io.simpleipc.internal.session.ThreadsToBeHad;
import io.simpleipc.internal.session.Workers;
import io.simpleipc.internal.session.handshake.Agreement;
import io.simpleipc.internal.session.handshake.Dialer;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper.Decision;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.PassingSeal;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.MemoryPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What becomes of a newcomer's pipe and keys between the seat and its session: one owner, who closes them once. */
@Timeout(20)
final class NewcomerTest {
    private static final EngineLog LOG = new EngineLog(LoggerFactory.getLogger("io.simpleipc.test"));
    private static final Limits LIMITS = new Limits(1024, 16, 1 << 20);

    private final Spec spec = Spec.of("memory", "x", "test secret");
    private final Workers workers = new Workers(null, "memory:x", LOG);
    private final SessionSettings settings = new SessionSettings(
            spec, LIMITS, new Handlers(null, null), workers, LOG, new Resumption(), new Tally(), "memory:x");
    private final Board board = new Board(
            Reconnect.DEFAULT,
            true,
            "memory:x",
            new Events(new ConnectionListener() {}, Runnable::run, LOG, "memory:x", Recorder.NONE));
    private final ThreadsToBeHad threads = new ThreadsToBeHad();
    private final CountedPipe pipe = new CountedPipe();
    private final CountedSeal seal = new CountedSeal();
    private final Agreement agreement = new Agreement(
            new Peer(4711, Instant.EPOCH, Role.CLIENT, 1),
            Role.SERVER,
            UUID.randomUUID(),
            UUID.randomUUID(),
            LIMITS,
            Duration.ofSeconds(5),
            false,
            seal);
    private volatile Thread engine;

    private static final class CountedSeal extends PassingSeal {
        final AtomicInteger closed = new AtomicInteger();
        int maxPlain = 65_536;

        @Override
        public int maxPlain() {
            return maxPlain;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private static final class CountedPipe implements Pipe {
        final AtomicInteger closed = new AtomicInteger();
        private MemoryPipe.Pair pair;

        @Override
        public int read(ByteBuffer target) throws IOException {
            return pair.one().read(target);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return pair.one().write(sources, offset, length);
        }

        @Override
        public SelectableChannel selectable() {
            return pair.one().selectable();
        }

        @Override
        public int interestOps(boolean reading, boolean writing) {
            return pair.one().interestOps(reading, writing);
        }

        @Override
        public ChannelBinding binding() {
            return pair.one().binding();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            pair.one().close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        pipe.pair = MemoryPipe.pair(1024, ChannelBinding.of("memory"));
    }

    @AfterEach
    void close() {
        pipe.pair.one().close();
        pipe.pair.other().close();
        workers.close(Duration.ofSeconds(5));
    }

    @Test
    void whoIsSeatedIsClosedWhenItsLinkEndsAndNotBefore() throws Exception {
        var seat = seat(threads);
        seat.claim(newcomer().agreement());

        seat.seated(newcomer());

        assertThat(board.status().state()).isEqualTo(ConnectionState.CONNECTED);
        assertClosed(0);
        board.status().session().abort(new ConnectionLostException("the test is over", Outcome.UNKNOWN, null));
        engine.join();
        assertClosed(1);
    }

    @Test
    void whoFindsNoThreadForItsLinkIsClosedOnce() {
        threads.refuse(1);

        assertThatThrownBy(() -> seated(seat(threads)))
                .isInstanceOf(NotConnectedException.class)
                .hasMessageContaining("no thread");

        assertClosed(1);
    }

    @Test
    void whoMeetsAFailingThreadFactoryIsClosedOnce() {
        var failure = new IllegalStateException("no threads today");

        assertThatThrownBy(() -> seated(seat(task -> {
                    throw failure;
                })))
                .isSameAs(failure);

        assertClosed(1);
    }

    @Test
    void whoHasKeysThatNoLinkCanBeMadeOfIsClosedOnce() {
        seal.maxPlain = 1;

        assertThatThrownBy(() -> seated(seat(threads))).isInstanceOf(IllegalArgumentException.class);

        assertClosed(1);
    }

    @Test
    void whoComesAfterTheSeatIsGoneIsClosedOnce() throws Exception {
        var seat = seat(threads);
        seat.claim(newcomer().agreement());
        board.startsOver();

        seat.seated(newcomer());

        engine.join();
        assertClosed(1);
        assertThat(board.status().state()).isEqualTo(ConnectionState.RECONNECTING);
    }

    @Test
    void whoIsSeatedByAListenerThatFailsAtThatIsClosedOnce() throws Exception {
        var failure = new OutOfMemoryError("pretended");
        var failing = new Board(
                Reconnect.DEFAULT,
                true,
                "memory:x",
                new Events(
                        new ConnectionListener() {},
                        task -> {
                            if (engine != null) {
                                throw failure;
                            }
                        },
                        LOG,
                        "memory:x",
                        Recorder.NONE));
        var seat = seat(failing, threads);

        assertThatThrownBy(() -> seated(seat)).isSameAs(failure);

        engine.join();
        assertClosed(1);
    }

    private void seated(Seat seat) {
        assertThat(seat.claim(newcomer().agreement())).isEqualTo(new Decision.Free());
        seat.seated(newcomer());
    }

    private void assertClosed(int times) {
        assertThat(pipe.closed).as("pipe closed").hasValue(times);
        assertThat(seal.closed).as("keys wiped").hasValue(times);
    }

    private Seat seat(ThreadFactory factory) {
        return seat(board, factory);
    }

    private Seat seat(Board board, ThreadFactory factory) {
        ThreadFactory noting = task -> {
            engine = factory.newThread(task);
            return engine;
        };
        var seat = new Seat(
                board,
                UUID.randomUUID(),
                joined -> Session.of(joined, settings, board::lost, noting),
                System::nanoTime);
        assertThat(board.listens(Search.first(Deadline.after(Duration.ofMinutes(1))), seat))
                .isTrue();
        return seat;
    }

    private Dialer.Joined newcomer() {
        return new Dialer.Joined(pipe, agreement, ByteBuffer.allocate(0));
    }
}
