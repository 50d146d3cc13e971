package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper.Decision;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.SocketPipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** A greeter, strangers over real sockets, and a clock of the test's own. */
abstract class Door {
    static final String SECRET = Fixtures.SECRET;
    static final long SECOND = 1_000_000_000L;

    /** Does what the test says, and remembers what it was told. */
    static final class Keeper implements SeatKeeper {
        final LinkedBlockingQueue<Agreement> claims = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Dialer.Joined> seated = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Agreement> withdrawn = new LinkedBlockingQueue<>();
        final CompletableFuture<String> failed = new CompletableFuture<>();
        volatile Function<Agreement, Decision> decision = newcomer -> new Decision.Free();
        volatile Runnable whenWithdrawn = () -> {};

        @Override
        public Decision claim(Agreement newcomer) {
            var decided = decision.apply(newcomer);
            claims.add(newcomer); // last: a test that sees the claim may change the decision
            return decided;
        }

        @Override
        public void seated(Dialer.Joined newcomer) {
            seated.add(newcomer);
        }

        @Override
        public void withdrawn(Agreement newcomer) {
            withdrawn.add(newcomer);
            whenWithdrawn.run();
        }

        @Override
        public void failed() {
            failed.complete(Thread.currentThread().getName());
        }
    }

    final Keeper keeper = new Keeper();
    final RecordingLogger log = new RecordingLogger();
    final AtomicLong now = new AtomicLong(1);
    final List<SocketChannel> channels = new ArrayList<>();
    Greeter greeter = greeter(Fixtures.listener(SECRET, null));

    Greeter greeter(Introduction self) {
        return greeter(self, task -> new Thread(task, "greeter of a test"));
    }

    Greeter greeter(Introduction self, ThreadFactory threads) {
        return new Greeter(self, keeper, new EngineLog(log), threads, now::get, Randomness.SECURE);
    }

    @AfterEach
    void close() throws IOException {
        greeter.close();
        for (var channel : channels) {
            channel.close();
        }
    }

    /** The dialling end of a pipe whose other end is at the door. */
    SocketChannel knock() throws IOException {
        var pair = Sockets.pair();
        channels.add(pair.dialed());
        greeter.greet(pair.acceptedPipe());
        return pair.dialed();
    }

    Pipe knockWithPipe() throws IOException {
        return new SocketPipe(knock(), Sockets.BINDING);
    }

    Dialer.Joined join(String secret) throws IOException {
        return Dialer.join(knockWithPipe(), Fixtures.dialer(secret, null), Deadline.after(Duration.ofSeconds(20)));
    }

    CompletableFuture<Dialer.Joined> joinAside() throws IOException {
        var pipe = knockWithPipe();
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Dialer.join(pipe, Fixtures.dialer(SECRET, null), Deadline.after(Duration.ofSeconds(20)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** A stranger that speaks, blocking: the test plays the dialler byte by byte. */
    SocketChannel stranger() throws IOException {
        return Sockets.blocking(knock());
    }

    /** Returns when the greeter has served all that came before. */
    void awaitRound() throws IOException {
        for (int i = 0; i < 2; i++) {
            var other = stranger();
            other.write(ByteBuffer.wrap(Sha256.ascii("GET / HTTP/1.1")));
            assertThat(isClosed(other)).isTrue();
        }
    }

    void pass(long nanos) {
        now.addAndGet(nanos);
        greeter.wake();
    }

    static <T> T next(LinkedBlockingQueue<T> queue) throws InterruptedException {
        var next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    /** Sends HELLO and reads the answer to it: the handshake is under way. */
    static DialerHandshake halfWay(SocketChannel stranger, String secret) throws IOException {
        return halfWay(stranger, Fixtures.dialer(secret, null));
    }

    static DialerHandshake halfWay(SocketChannel stranger, Introduction self) throws IOException {
        var handshake = new DialerHandshake(self, Sockets.BINDING, Randomness.SECURE);
        stranger.write(ByteBuffer.wrap(handshake.hello()));
        return handshake;
    }

    /** Reads until the handshake says something, and returns that. */
    static DialerHandshake.Step step(SocketChannel stranger, DialerHandshake handshake) throws IOException {
        var in = ByteBuffer.allocate(1024);
        while (true) {
            assertThat(stranger.read(in.clear())).isPositive();
            var step = handshake.receive(in.flip());
            if (!(step instanceof DialerHandshake.Step.More)) {
                return step;
            }
        }
    }

    static void send(SocketChannel stranger, DialerHandshake.Step step) throws IOException {
        stranger.write(ByteBuffer.wrap(((DialerHandshake.Step.Send) step).bytes()));
    }

    /** A stranger that has sent its proof, and waits for the verdict. */
    record Visit(SocketChannel channel, DialerHandshake handshake) {}

    Visit prove() throws IOException {
        return prove(Fixtures.dialer(SECRET, null));
    }

    Visit prove(Introduction self) throws IOException {
        var stranger = stranger();
        var handshake = halfWay(stranger, self);
        send(stranger, step(stranger, handshake));
        return new Visit(stranger, handshake);
    }

    static boolean isClosed(SocketChannel stranger) {
        var in = ByteBuffer.allocate(1024);
        try {
            while (stranger.read(in.clear()) > 0) {}
            return true;
        } catch (IOException e) {
            return true; // reset
        }
    }
}
