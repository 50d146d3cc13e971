package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.WrongPeerException;
import io.simpleipc.spi.WrongPeerException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipes that have a handshake of their own, done by a helper thread, at both ends of ours. */
@Timeout(30)
class PipeHandshakeTest {
    /** Nothing passes, and its channel wakes nobody, until it is opened; or it fails. */
    private static final class GatedPipe implements Pipe {
        private final Pipe pipe;
        final CompletableFuture<Runnable> sleeper = new CompletableFuture<>();
        private final CompletableFuture<Boolean> asleep = new CompletableFuture<>();
        private volatile boolean open;
        private volatile @Nullable WrongPeerException failure;

        GatedPipe(Pipe pipe) {
            this.pipe = pipe;
        }

        /** As a helper thread does when its work is done. */
        void open() throws Exception {
            var wake = awaitSleeper();
            open = true;
            wake.run();
        }

        void fail(WrongPeerException e) throws Exception {
            var wake = awaitSleeper();
            failure = e;
            wake.run();
        }

        private Runnable awaitSleeper() throws Exception {
            asleep.get(10, TimeUnit.SECONDS);
            return sleeper.get(10, TimeUnit.SECONDS);
        }

        private boolean passes() throws IOException {
            var known = failure;
            if (known != null) {
                throw known;
            }
            return open;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return passes() ? pipe.read(target) : 0;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return passes() ? pipe.write(sources, offset, length) : 0;
        }

        @Override
        public boolean flush() throws IOException {
            return passes();
        }

        @Override
        public SelectableChannel selectable() {
            return pipe.selectable();
        }

        @Override
        public int interestOps(boolean reading, boolean writing) {
            asleep.complete(true);
            return open ? pipe.interestOps(reading, writing) : 0;
        }

        @Override
        public void onProgress(Runnable wake) {
            sleeper.complete(wake);
        }

        /** Not to be asked before the pipe's own handshake is done. */
        @Override
        public ChannelBinding binding() {
            assertThat(open).isTrue();
            return ChannelBinding.of("gated").withExporter(new byte[] {1, 2, 3});
        }

        @Override
        public void close() {
            pipe.close();
        }
    }

    private static final class Keeper implements Greeter.SeatKeeper {
        final CompletableFuture<Dialer.Joined> seated = new CompletableFuture<>();

        @Override
        public Decision claim(Agreement newcomer) {
            return new Decision.Free();
        }

        @Override
        public void seated(Dialer.Joined newcomer) {
            seated.complete(newcomer);
        }

        @Override
        public void withdrawn(Agreement newcomer) {
            seated.completeExceptionally(new AssertionError("withdrawn"));
        }

        @Override
        public void failed() {
            seated.completeExceptionally(new AssertionError("failed"));
        }
    }

    private static CompletableFuture<Dialer.Joined> joinBeside(Pipe pipe) {
        var joined = new CompletableFuture<Dialer.Joined>();
        var thread = new Thread(() -> {
            try {
                var self = Fixtures.dialer(Fixtures.SECRET, null);
                joined.complete(Dialer.join(pipe, self, Deadline.after(Duration.ofSeconds(20))));
            } catch (IOException | RuntimeException e) {
                joined.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return joined;
    }

    @Test
    void bothSleepersAreWokenThoughNoChannelIsReady() throws Exception {
        var pair = Sockets.pair();
        var dialed = new GatedPipe(pair.dialedPipe());
        var accepted = new GatedPipe(pair.acceptedPipe());
        var keeper = new Keeper();
        var log = new EngineLog(new RecordingLogger());
        try (var greeter = new Greeter(Fixtures.listener(Fixtures.SECRET, null), keeper, log, "greeter")) {
            greeter.start();
            greeter.greet(accepted);
            var joined = joinBeside(dialed);
            dialed.open(); // its HELLO is there before the listener's end is through
            accepted.open();
            assertThat(joined.get(4, TimeUnit.SECONDS).agreement().peer().pid()).isEqualTo(1002);
            assertThat(keeper.seated.get(4, TimeUnit.SECONDS).agreement().peer().pid())
                    .isEqualTo(1001);
        } finally {
            dialed.close();
            accepted.close();
        }
    }

    @Test
    void thePipesVerdictOnTheOtherEndIsTheDiallersFailure() throws Exception {
        var untrusted = new GatedPipe(Sockets.pair().dialedPipe());
        var first = joinBeside(untrusted);
        untrusted.fail(new WrongPeerException(Reason.UNTRUSTED, "another certificate", null));
        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(WrongPeerException.class)
                .cause()
                .isInstanceOf(AuthenticationException.class)
                .hasMessage("another certificate");

        var foreign = new GatedPipe(Sockets.pair().dialedPipe());
        var second = joinBeside(foreign);
        foreign.fail(new WrongPeerException(Reason.FOREIGN, "it speaks no TLS", null));
        assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(NotAnIpcPeerException.class)
                .hasMessageContaining("it speaks no TLS");

        var layerless = new GatedPipe(Sockets.pair().dialedPipe());
        var third = joinBeside(layerless);
        layerless.fail(new WrongPeerException(Reason.LAYERLESS, "the types differ", null));
        assertThatThrownBy(() -> third.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(IncompatiblePeerException.class)
                .hasMessage("the types differ");

        var incompatible = new GatedPipe(Sockets.pair().dialedPipe());
        var fourth = joinBeside(incompatible);
        incompatible.fail(new WrongPeerException(Reason.INCOMPATIBLE, "the versions differ", null));
        assertThatThrownBy(() -> fourth.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(IncompatiblePeerException.class)
                .hasMessage("the versions differ");
    }
}
