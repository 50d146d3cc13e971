package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.Pipe.Evidence;
import io.simpleipc.testkit.PassingPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers show to pipes with a handshake of their own, as TLS is one, counts at the door. The clock stands still. */
@Timeout(60)
class EvidenceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int CROWD = 20;

    private final SeatKeeper keeper = mock(SeatKeeper.class);
    private final RecordingLogger log = new RecordingLogger();
    private final AtomicLong now = new AtomicLong(1);
    private final List<Sockets> sockets = new ArrayList<>();
    private final Greeter greeter = new Greeter(
            Fixtures.listener(Fixtures.SECRET, null),
            keeper,
            new EngineLog(log),
            task -> new Thread(task, "greeter"),
            now::get,
            Randomness.SECURE);

    @BeforeEach
    void start() throws IOException {
        when(keeper.claim(any())).thenReturn(new SeatKeeper.Decision.Free());
        greeter.start();
    }

    @AfterEach
    void close() throws IOException {
        greeter.close();
        for (var pair : sockets) {
            pair.dialed().close();
            pair.accepted().close();
        }
    }

    /** The end at the door, which says what a test wants of the one at the other end. */
    private static final class KnownPipe extends PassingPipe {
        final Evidence evidence;
        final Sockets ends;
        final AtomicInteger reads = new AtomicInteger();
        final CountDownLatch closed = new CountDownLatch(1);
        boolean deaf;

        KnownPipe(Sockets ends, Evidence evidence) {
            super(ends.acceptedPipe());
            this.ends = ends;
            this.evidence = evidence;
        }

        @Override
        public Evidence evidence() {
            return evidence;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            reads.incrementAndGet();
            return super.read(target);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return deaf ? 0 : super.write(sources, offset, length);
        }

        @Override
        public void close() {
            super.close();
            closed.countDown();
        }
    }

    private KnownPipe pipe(Evidence evidence) throws IOException {
        var pair = Sockets.pair();
        sockets.add(pair);
        return new KnownPipe(pair, evidence);
    }

    private KnownPipe knock(Evidence evidence) throws IOException {
        var pipe = pipe(evidence);
        greeter.greet(pipe);
        return pipe;
    }

    private static void join(KnownPipe atTheDoor) throws IOException {
        Pipe pipe = atTheDoor.ends.dialedPipe();
        var joined = Dialer.join(pipe, Fixtures.dialer(Fixtures.SECRET, null), Deadline.after(Duration.ofSeconds(20)));
        assertThat(joined.agreement()).isNotNull();
    }

    /** Each is let in before the next one comes, so that nobody has to go who only stands before the door. */
    private void crowd(Evidence evidence) throws Exception {
        var first = knock(evidence);
        awaitRound();
        for (int i = 1; i < CROWD; i++) {
            knock(evidence);
            awaitRound();
        }
        first.closed.await();
    }

    /** Returns when the greeter has served all that came before. */
    private void awaitRound() throws Exception {
        var foreign = pipe(Evidence.NONE);
        foreign.ends.dialed().write(ByteBuffer.wrap(Sha256.ascii("GET / HTTP/1.1")));
        greeter.greet(foreign);
        foreign.closed.await();
    }

    @Test
    void whoHasGreetedItsPipeIsNotCrowdedOutBySilentStrangers() throws Exception {
        var friend = knock(Evidence.GREETING);
        crowd(Evidence.NONE);
        join(friend);
    }

    @Test
    void whoHasProvedToItsPipeWhoItIsIsNotCrowdedOutByThoseWhoGreeted() throws Exception {
        var friend = knock(Evidence.PROOF);
        crowd(Evidence.GREETING);
        join(friend);
    }

    @Test
    void noMoreThan32AtOnceMayCostTheirPipesAHandshake() throws Exception {
        for (int i = 0; i < 32; i++) {
            knock(Evidence.GREETING);
            awaitRound();
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("too many processes tried to join"));
        var late = knock(Evidence.GREETING);
        late.closed.await();
        assertThat(late.reads).as("the call that told of it").hasValue(1);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("too many processes tried to join"))
                .hasSize(1);
        now.addAndGet(SECOND / 100);
        join(knock(Evidence.GREETING));
    }

    @Test
    void theHandshakesOfPipeAndEngineAreOneJoin() throws Exception {
        for (int i = 0; i < 32; i++) {
            join(knock(Evidence.PROOF));
        }
        assertThatThrownBy(() -> join(knock(Evidence.PROOF))).isInstanceOf(IOException.class);
    }

    @Test
    void whoHasHadItsLastAnswerIsSafeNoLongerWhateverItShowed() throws Exception {
        var refused = pipe(Evidence.PROOF);
        refused.deaf = true; // so that it lingers
        refused.ends.dialed().write(ByteBuffer.wrap(Message.first(Message.OPEN, new byte[0])));
        greeter.greet(refused);
        awaitRound();
        var oldest = knock(Evidence.NONE);
        for (int i = 0; i < 6; i++) {
            knock(Evidence.NONE);
        }
        awaitRound(); // takes the place of one
        refused.closed.await();
        assertThat(oldest.closed.getCount()).isEqualTo(1);
    }
}
