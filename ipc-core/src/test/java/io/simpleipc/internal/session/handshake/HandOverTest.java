package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Role;
import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.EncryptionSession;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.SessionEncryption;
import io.simpleipc.spi.SessionKeys;
import io.simpleipc.testkit.PassingPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who closes a newcomer's pipe and wipes its keys: the greeter until it has handed it over, and never after. */
@Timeout(30)
class HandOverTest {
    private static final Peer HOLDER = new Peer(4711, Instant.EPOCH, Role.CLIENT, 1);

    private static final int MESSAGES_OF_DIALLER = 3;

    private final CountedEncryption encryption = new CountedEncryption();
    private final Keeper keeper = new Keeper();
    private final Greeter greeter = new Greeter(
            Fixtures.listener(Fixtures.SECRET, encryption), keeper, new EngineLog(new RecordingLogger()), "greeter");
    private Sockets sockets;
    private CountedPipe pipe;

    @BeforeEach
    void start() throws IOException {
        sockets = Sockets.pair();
        pipe = new CountedPipe(sockets.acceptedPipe());
        greeter.start();
    }

    @AfterEach
    void close() throws IOException {
        greeter.close();
        sockets.dialed().close();
        sockets.accepted().close();
    }

    @Test
    void whoIsHandedOverIsNotClosedByTheGreeter() throws Exception {
        join();
        var newcomer = keeper.seated.get(10, TimeUnit.SECONDS);

        greeter.close();

        assertClosed(0);
        newcomer.close();
        assertClosed(1);
    }

    @Test
    void whoIsHandedOverInVainIsClosedOnceByWhomItWasGivenTo() throws Exception {
        keeper.onSeated = newcomer -> {
            newcomer.close();
            throw new IllegalStateException("no link can be made of it");
        };

        join();
        keeper.seated.get(10, TimeUnit.SECONDS);
        greeter.close();

        assertClosed(1);
    }

    @Test
    void whoFindsTheSeatTakenIsClosedOnceByTheGreeter() {
        keeper.decision = new SeatKeeper.Decision.Busy(HOLDER);

        assertThatThrownBy(this::join).isInstanceOf(PeerBusyException.class);
        greeter.close();

        assertClosed(1);
    }

    @Test
    void whoWaitsWhileTheGreeterClosesIsClosedOnce() throws Exception {
        keeper.decision = new SeatKeeper.Decision.Undecided(Long.MAX_VALUE);
        var joining = CompletableFuture.runAsync(() -> {
            try {
                join();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        keeper.claimed.get(10, TimeUnit.SECONDS);

        greeter.close();

        assertThatThrownBy(() -> joining.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        assertClosed(1);
    }

    @Test
    void aPipeThatCannotBeClosedKeepsNobodyFromWipingTheKeys() throws Exception {
        join();
        var newcomer = keeper.seated.get(10, TimeUnit.SECONDS);
        pipe.failing = true;

        assertThatThrownBy(newcomer::close).isInstanceOf(IllegalStateException.class);

        assertThat(encryption.closed).hasValue(1);
    }

    @Test
    void theDiallersKeysAreWipedOnceIfItsLastMessageDoesNotLeave() {
        var own = new CountedEncryption();
        var writes = new AtomicInteger();
        var dialled = new PassingPipe(sockets.dialedPipe()) {
            @Override
            public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
                if (writes.incrementAndGet() == MESSAGES_OF_DIALLER) {
                    throw new IOException("cut off");
                }
                return super.write(sources, offset, length);
            }
        };
        greeter.greet(pipe);

        assertThatThrownBy(() -> Dialer.join(
                        dialled, Fixtures.dialer(Fixtures.SECRET, own), Deadline.after(Duration.ofSeconds(20))))
                .hasMessage("cut off");

        assertThat(writes).hasValue(MESSAGES_OF_DIALLER);
        assertThat(own.closed).hasValue(1);
    }

    private void join() throws IOException {
        greeter.greet(pipe);
        var dialler = Fixtures.dialer(Fixtures.SECRET, new CountedEncryption());
        Dialer.join(sockets.dialedPipe(), dialler, Deadline.after(Duration.ofSeconds(20)));
    }

    private void assertClosed(int times) {
        assertThat(pipe.closed).as("pipe closed").hasValue(times);
        assertThat(encryption.closed).as("keys wiped").hasValue(times);
    }

    private static final class Keeper implements SeatKeeper {
        final CompletableFuture<Agreement> claimed = new CompletableFuture<>();
        final CompletableFuture<Dialer.Joined> seated = new CompletableFuture<>();
        volatile Decision decision = new Decision.Free();
        volatile Consumer<Dialer.Joined> onSeated = newcomer -> {};

        @Override
        public Decision claim(Agreement newcomer) {
            claimed.complete(newcomer);
            return decision;
        }

        @Override
        public void seated(Dialer.Joined newcomer) {
            try {
                onSeated.accept(newcomer);
            } finally {
                seated.complete(newcomer);
            }
        }

        @Override
        public void withdrawn(Agreement newcomer) {
            // the seat of a test is free for ever
        }

        @Override
        public void failed() {
            seated.completeExceptionally(new AssertionError("the greeter failed"));
        }
    }

    private static final class CountedPipe extends PassingPipe {
        final AtomicInteger closed = new AtomicInteger();
        volatile boolean failing;

        CountedPipe(Pipe pipe) {
            super(pipe);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
            super.close();
            if (failing) {
                throw new IllegalStateException("no luck");
            }
        }
    }

    /** Sessions that do nothing, and whose ends are counted. */
    private static final class CountedEncryption implements SessionEncryption {
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public String kind() {
            return "test-counted";
        }

        @Override
        public byte[] encrypt(byte[] plain) {
            return plain;
        }

        @Override
        public byte[] decrypt(byte[] encrypted) {
            return encrypted;
        }

        @Override
        public EncryptionSession session(SessionKeys keys) {
            return new EncryptionSession() {
                @Override
                public int overhead() {
                    return 0;
                }

                @Override
                public void seal(ByteBuffer header, ByteBuffer plain, ByteBuffer target) {
                    target.put(plain);
                }

                @Override
                public void open(ByteBuffer header, ByteBuffer sealed, ByteBuffer target) {
                    target.put(sealed);
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }
    }
}
