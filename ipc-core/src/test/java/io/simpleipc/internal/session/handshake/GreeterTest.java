package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.Peer;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Role;
import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.ThreadsToBeHad;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper.Decision;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.SocketPipe;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door: strangers over real sockets, on a clock of the test's own. */
@Timeout(60)
class GreeterTest {
    private static final String SECRET = Fixtures.SECRET;
    private static final long SECOND = 1_000_000_000L;
    private static final Peer HOLDER = new Peer(4711, Instant.ofEpochSecond(1_600_000_000), Role.CLIENT, 1);

    /** Does what the test says, and remembers what it was told. */
    private static final class Keeper implements SeatKeeper {
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

    @Test
    void anErrorThatEndsTheThreadIsToldSoThatSomebodyStartsOver() throws Exception {
        greeter.start();
        keeper.decision = newcomer -> {
            throw new StackOverflowError("pretended");
        };
        assertThatThrownBy(() -> join(SECRET)).isInstanceOf(IOException.class);
        assertThat(keeper.failed.get(10, TimeUnit.SECONDS)).isEqualTo("greeter of a test");
    }

    private final Keeper keeper = new Keeper();
    private final RecordingLogger log = new RecordingLogger();
    private final AtomicLong now = new AtomicLong(1);
    private final List<SocketChannel> channels = new ArrayList<>();
    private Greeter greeter = greeter(Fixtures.listener(SECRET, null));

    private Greeter greeter(Introduction self) {
        return greeter(self, task -> new Thread(task, "greeter of a test"));
    }

    private Greeter greeter(Introduction self, ThreadFactory threads) {
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
    private SocketChannel knock() throws IOException {
        var pair = Sockets.pair();
        channels.add(pair.dialed());
        greeter.greet(pair.acceptedPipe());
        return pair.dialed();
    }

    private Pipe knockWithPipe() throws IOException {
        return new SocketPipe(knock(), Sockets.BINDING);
    }

    private Dialer.Joined join(String secret) throws IOException {
        return Dialer.join(knockWithPipe(), Fixtures.dialer(secret, null), Deadline.after(Duration.ofSeconds(20)));
    }

    private CompletableFuture<Dialer.Joined> joinAside() throws IOException {
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
    private SocketChannel stranger() throws IOException {
        return Sockets.blocking(knock());
    }

    /** Returns when the greeter has served all that came before. */
    private void awaitRound() throws IOException {
        for (int i = 0; i < 2; i++) {
            var other = stranger();
            other.write(ByteBuffer.wrap(Sha256.ascii("GET / HTTP/1.1")));
            assertThat(isClosed(other)).isTrue();
        }
    }

    private void pass(long nanos) {
        now.addAndGet(nanos);
        greeter.wake();
    }

    /** Waits for it a moment: as long as the greeter needs to act on a new time. */
    private static boolean isDoneSoon(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get(5, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
        return true;
    }

    private static <T> T next(LinkedBlockingQueue<T> queue) throws InterruptedException {
        var next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    /** Sends HELLO and reads the answer to it: the handshake is under way. */
    private static DialerHandshake halfWay(SocketChannel stranger, String secret) throws IOException {
        return halfWay(stranger, Fixtures.dialer(secret, null));
    }

    private static DialerHandshake halfWay(SocketChannel stranger, Introduction self) throws IOException {
        var handshake = new DialerHandshake(self, Sockets.BINDING, Randomness.SECURE);
        stranger.write(ByteBuffer.wrap(handshake.hello()));
        return handshake;
    }

    /** Reads until the handshake says something, and returns that. */
    private static DialerHandshake.Step step(SocketChannel stranger, DialerHandshake handshake) throws IOException {
        var in = ByteBuffer.allocate(1024);
        while (true) {
            assertThat(stranger.read(in.clear())).isPositive();
            var step = handshake.receive(in.flip());
            if (!(step instanceof DialerHandshake.Step.More)) {
                return step;
            }
        }
    }

    private static void send(SocketChannel stranger, DialerHandshake.Step step) throws IOException {
        stranger.write(ByteBuffer.wrap(((DialerHandshake.Step.Send) step).bytes()));
    }

    /** A stranger that has sent its proof, and waits for the verdict. */
    private record Visit(SocketChannel channel, DialerHandshake handshake) {}

    private Visit prove() throws IOException {
        return prove(Fixtures.dialer(SECRET, null));
    }

    private Visit prove(Introduction self) throws IOException {
        var stranger = stranger();
        var handshake = halfWay(stranger, self);
        send(stranger, step(stranger, handshake));
        return new Visit(stranger, handshake);
    }

    private static boolean isClosed(SocketChannel stranger) {
        var in = ByteBuffer.allocate(1024);
        try {
            while (stranger.read(in.clear()) > 0) {}
            return true;
        } catch (IOException e) {
            return true; // reset
        }
    }

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

    @Test
    void theOldestStrangerMakesRoomSoThatAFriendGetsIn() throws Exception {
        greeter.start();
        var silent = new ArrayList<SocketChannel>();
        for (int i = 0; i < 8; i++) {
            silent.add(stranger());
            if (i == 0) {
                join(SECRET); // the first is in its place before the others come
            }
        }
        assertThat(join(SECRET)).isNotNull(); // the clock stands still: no deadline helps
        assertThat(isClosed(silent.get(0))).isTrue();
        silent.get(7).configureBlocking(false);
        assertThat(silent.get(7).read(ByteBuffer.allocate(1))).isZero();
    }

    @Test
    void aProvedNewcomerIsNotCrowdedOutByStrangers() throws Exception {
        keeper.decision = newcomer -> new Decision.Undecided(now.get() + 3 * SECOND);
        greeter.start();
        var joined = joinAside();
        next(keeper.claims);
        SocketChannel firstStranger = stranger();
        for (int i = 0; i < 20; i++) {
            stranger();
        }
        assertThat(isClosed(firstStranger)).isTrue();
        keeper.decision = newcomer -> new Decision.Free();
        greeter.wake();
        assertThat(joined.get()).isNotNull();
    }

    @Test
    void aFriendWhoIsBusyWithItsProofIsNotCrowdedOutBySilentStrangers() throws Exception {
        greeter.start();
        var friend = stranger();
        var handshake = halfWay(friend, SECRET);
        var proof = step(friend, handshake);
        var firstStranger = stranger();
        for (int i = 0; i < 20; i++) {
            stranger();
        }
        assertThat(isClosed(firstStranger)).isTrue();
        send(friend, proof);
        assertThat(step(friend, handshake)).isInstanceOf(DialerHandshake.Step.Joined.class);
    }

    @Test
    void whoComesWhileEightHaveProvedTheSecretGoesItself() throws Exception {
        keeper.decision = newcomer -> new Decision.Undecided(now.get() + 3 * SECOND);
        greeter.start();
        var first = prove();
        next(keeper.claims);
        for (int i = 1; i < 8; i++) {
            prove();
            next(keeper.claims);
        }
        assertThat(isClosed(stranger())).isTrue();
        keeper.decision = newcomer -> new Decision.Free();
        greeter.wake();
        assertThat(step(first.channel(), first.handshake())).isInstanceOf(DialerHandshake.Step.Joined.class);
    }

    @Test
    void friendsGetInWhileSilentStrangersKeepComing() throws Exception {
        greeter = new Greeter(Fixtures.listener(SECRET, null), keeper, new EngineLog(log), "greeter");
        greeter.start();
        var over = new CountDownLatch(1);
        var hostile = CompletableFuture.runAsync(() -> {
            var open = new ArrayDeque<Pipe>();
            try {
                while (!over.await(1, TimeUnit.MILLISECONDS)) {
                    var pair = Sockets.pair();
                    greeter.greet(pair.acceptedPipe());
                    open.add(pair.dialedPipe());
                    if (open.size() > 64) {
                        open.remove().close();
                    }
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                open.forEach(Pipe::close);
            }
        });
        int tries = 0;
        for (int joins = 0; joins < 20; joins++) {
            while (true) {
                tries++;
                try {
                    join(SECRET).pipe().close();
                    break;
                } catch (IOException e) {
                    assertThat(tries)
                            .as("this machine may stall a join for as long as eight strangers need")
                            .isLessThan(200);
                }
            }
        }
        over.countDown();
        hostile.get();
        System.out.println("GreeterTest: 20 joins took " + tries + " tries under a flood of silent strangers");
    }

    @Test
    void tooManyJoinsAtOnceAreToldToTryAgain() throws Exception {
        greeter.start();
        for (int i = 0; i < 32; i++) {
            join(SECRET);
        }
        assertThatThrownBy(() -> join(SECRET)).isInstanceOf(IOException.class).hasMessageContaining("try again");
        pass(SECOND / 100);
        assertThat(join(SECRET)).isNotNull();
    }

    @Test
    void guessingIsSlowedDownAndAFriendStillGetsIn() throws Exception {
        greeter.start();
        for (int i = 0; i < 10; i++) {
            var stranger = stranger();
            var handshake = halfWay(stranger, "guess");
            send(stranger, step(stranger, handshake));
            if (i < 9) {
                assertThat(((DialerHandshake.Step.Failed) step(stranger, handshake)).why())
                        .isInstanceOf(AuthenticationException.class);
            }
        }
        var friend = joinAside(); // waits like everybody
        var other = stranger();
        other.write(ByteBuffer.wrap(Message.first(Message.OPEN, new byte[0])));
        assertThat(isClosed(other)).isTrue(); // all before it were served
        assertThat(keeper.claims).isEmpty();
        greeter.wake();
        assertThat(friend.isDone()).isFalse();
        while (!isDoneSoon(friend)) { // its NOISE2 may not have come when the clock first moves
            pass(SECOND / 10);
            assertThat(now.get()).isLessThan(100 * SECOND);
        }
        assertThat(catchThrowable(friend::get)).isNull();
    }

    @Test
    void whoDoesNotWaitForALateRefusalGoesAtOnce() throws Exception {
        greeter.start();
        for (int i = 0; i < 9; i++) {
            assertThatThrownBy(() -> join("guess")).isInstanceOf(AuthenticationException.class);
        }
        var together = guessAndSpeakOn(true);
        assertThat(isClosed(together)).isTrue(); // the clock stands still
        var afterwards = guessAndSpeakOn(false);
        assertThat(isClosed(afterwards)).isTrue();
        assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR"));
    }

    private SocketChannel guessAndSpeakOn(boolean inOneWrite) throws IOException {
        var stranger = stranger();
        var proof = ((DialerHandshake.Step.Send) step(stranger, halfWay(stranger, "guess"))).bytes();
        var bytes = ByteBuffer.allocate(proof.length + 1)
                .put(proof)
                .put((byte) Message.OPEN)
                .flip();
        if (!inOneWrite) {
            stranger.write(bytes.slice(0, proof.length));
            awaitRound();
            bytes.position(proof.length);
        }
        stranger.write(bytes);
        return stranger;
    }

    @Test
    void theLogGetsOneLineForAFloodOfWrongSecrets() throws Exception {
        greeter.start();
        for (int i = 0; i < 9; i++) {
            assertThatThrownBy(() -> join("guess")).isInstanceOf(AuthenticationException.class);
        }
        assertThat(log.lines())
                .filteredOn(line -> line.contains("secrets differ"))
                .hasSize(1);
        pass(SECOND);
        var tenth = stranger();
        send(tenth, step(tenth, halfWay(tenth, "guess")));
        // that one's answer is delayed, and its line with it
        var friend = joinAside();
        while (!isDoneSoon(friend)) {
            pass(SECOND / 10);
        }
        assertThat(log.lines())
                .filteredOn(line -> line.contains("secrets differ"))
                .hasSize(2);
        assertThat(log.lines()).anyMatch(line -> line.contains("9 since the last such line"));
    }

    @Test
    void aSeatKeeperThatFailsCostsOneStranger() throws Exception {
        keeper.decision = newcomer -> {
            throw new IllegalStateException("no seat today");
        };
        greeter.start();
        assertThatThrownBy(() -> join(SECRET)).isInstanceOf(EOFException.class);
        keeper.decision = newcomer -> new Decision.Free();
        assertThat(join(SECRET)).isNotNull();
        assertThat(log.lines()).anyMatch(line -> line.contains("this side failed"));
    }

    @Test
    void aSeatKeeperThatFailsToTakeTheSeatBackEndsNoGreeter() throws Exception {
        keeper.whenWithdrawn = () -> {
            throw new IllegalStateException("the seat is stuck");
        };
        greeter.start();
        var visit = prove();
        step(visit.channel(), visit.handshake());
        visit.channel().close();
        next(keeper.withdrawn);
        assertThat(join(SECRET)).isNotNull();
        assertThat(log.lines()).anyMatch(line -> line.startsWith("ERROR") && line.contains("the seat is stuck"));
    }

    @Test
    void withoutAThreadNobodyIsGreetedAndThatIsSaid() throws Exception {
        var threads = new ThreadsToBeHad();
        threads.refuse(1);
        greeter = greeter(Fixtures.listener(SECRET, null), threads);
        assertThatThrownBy(greeter::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no thread could be started");
        assertThat(isClosed(closedWithTheGreeter())).isTrue();
    }

    private SocketChannel closedWithTheGreeter() throws IOException {
        var stranger = stranger();
        greeter.close();
        return stranger;
    }

    @Test
    void anInterruptNeitherEndsTheClosingNorIsLost() throws Exception {
        var busy = new CountDownLatch(1);
        keeper.decision = newcomer -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Decision.Closing();
        };
        greeter.start();
        var visit = prove();
        var kept = new CompletableFuture<Boolean>();
        var closer = new Thread(() -> {
            greeter.close();
            kept.complete(Thread.interrupted());
        });
        closer.start();
        awaitWaiting(closer);
        closer.interrupt();
        while (closer.isInterrupted()) {
            Thread.onSpinWait(); // until it has noticed
        }
        awaitWaiting(closer);
        assertThat(kept)
                .as("the greeter's thread is still inside the seat keeper")
                .isNotDone();
        busy.countDown();
        assertThat(kept.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(isClosed(visit.channel())).isTrue();
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait(); // the test's time limit ends it
        }
    }

    @Test
    void anEncryptionProviderThatFailsIsNamedOnBothSides() throws Exception {
        Fixtures.Broken broken = plain -> {
            throw new IllegalStateException("no key today");
        };
        greeter = greeter(Fixtures.listener(SECRET, broken));
        greeter.start();
        Fixtures.Broken identity = plain -> plain;
        assertThatThrownBy(() -> Dialer.join(
                        knockWithPipe(), Fixtures.dialer(SECRET, identity), Deadline.after(Duration.ofSeconds(20))))
                .isInstanceOf(IncompatiblePeerException.class);
        assertThat(log.lines()).anyMatch(line -> line.contains("encryption provider") && line.contains("failed"));
    }

    @Test
    void anEncryptionSessionThatCannotBeClosedCostsOnlyItsStranger() throws Exception {
        var encryption = new Fixtures.Unclosable();
        greeter = greeter(Fixtures.listener(SECRET, encryption));
        greeter.start();
        var visit = prove(Fixtures.dialer(SECRET, encryption));
        next(keeper.claims);
        pass(5 * SECOND);
        next(keeper.withdrawn);
        assertThat(isClosed(visit.channel())).isTrue();
        assertThat(log.lines()).anyMatch(line -> line.contains("this side failed"));

        var friend = Fixtures.dialer(SECRET, encryption);
        assertThat(Dialer.join(knockWithPipe(), friend, Deadline.after(Duration.ofSeconds(20))))
                .isNotNull();
    }

    @Test
    void aResetAtAnyMomentCostsOnlyThatStranger() throws Exception {
        greeter.start();
        for (int stage = 0; stage < 4; stage++) {
            var stranger = stranger();
            stranger.setOption(StandardSocketOptions.SO_LINGER, 0);
            if (stage > 0) {
                var handshake = halfWay(stranger, SECRET);
                if (stage > 1) {
                    send(stranger, step(stranger, handshake));
                }
                if (stage > 2) {
                    step(stranger, handshake);
                }
            }
            stranger.close();
            assertThat(join(SECRET)).isNotNull();
        }
    }

    @Test
    void closingClosesEverybodyAndEndsTheThread() throws Exception {
        greeter.start();
        var silent = stranger();
        var provisional = prove();
        var newcomer = next(keeper.claims);
        greeter.close();
        greeter.close();
        assertThat(isClosed(silent)).isTrue();
        assertThat(isClosed(provisional.channel())).isTrue();
        assertThat(keeper.withdrawn).containsExactly(newcomer);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(each -> each.getName().equals("greeter of a test"));
        assertThat(isClosed(stranger())).as("who comes later").isTrue();
    }

    @Test
    void whoStoodLongestBeforeTheDoorGoesWhenANinthComes() throws Exception {
        var waiting = new ArrayList<SocketChannel>();
        for (int i = 0; i < 9; i++) {
            waiting.add(stranger());
        }
        assertThat(isClosed(waiting.get(0))).isTrue();
        for (var other : waiting.subList(1, 9)) {
            other.configureBlocking(false);
            assertThat(other.read(ByteBuffer.allocate(1))).isZero();
        }
    }

    @Test
    void aGreeterThatWasNeverStartedClosesWhoCame() throws Exception {
        var stranger = stranger();
        greeter.close();
        assertThat(isClosed(stranger)).isTrue();
    }

    @Test
    void theSeatKeeperMayCloseTheGreeter() throws Exception {
        keeper.decision = newcomer -> {
            greeter.close();
            return new Decision.Closing();
        };
        greeter.start();
        assertThatThrownBy(() -> join(SECRET)).isInstanceOf(IOException.class);
        greeter.close();
    }
}
