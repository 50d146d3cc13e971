package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.EncryptionProvider;
import io.simpleipc.internal.Sockets;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both directions at once, as hard as possible, through pipes that take and give small random pieces; with spinning and
 * without. {@code -Dipc.rounds.flood=N}: so many times as long. {@code -Dipc.seed=N}: the same pieces again.
 */
@Tag("many-rounds")
@ParameterizedClass(name = "spins: {0}")
@ValueSource(booleans = {false, true})
@Timeout(value = 4, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FloodTest {
    private static final int TIMES = Integer.getInteger("ipc.rounds.flood", 1);
    private static final int SECONDS = 150 * TIMES; // for each test

    private final Deadline end = Deadline.after(Duration.ofSeconds(SECONDS));
    private final long seed = Long.getLong("ipc.seed", System.nanoTime());

    @Parameter
    private boolean spins;

    /** One side: asks, echoes what it is asked on threads of its own, and compares every byte. */
    private final class Side implements Receiver {
        final Link link;
        final ExecutorService handlers = Executors.newFixedThreadPool(4);
        final ConcurrentHashMap<Long, Asked> open = new ConcurrentHashMap<>();
        final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        final AtomicLong messages = new AtomicLong();
        final CountDownLatch ended = new CountDownLatch(1);

        Side(Pipe pipe, Limits limits, Seal seal) {
            link = new Link(pipe, limits, limits, seal, ByteBuffer.allocate(0), spins);
        }

        final class Asked extends Departure {
            final byte[] payload;
            final CountDownLatch done = new CountDownLatch(1);

            Asked(byte[] payload) {
                this.payload = payload;
            }

            @Override
            protected void staged(long id) {
                open.put(id, this);
            }
        }

        void ask(byte[] payload) throws Exception {
            var asked = new Asked(payload);
            link.query(payload, 0, 0, end.nanoTime(), asked);
            if (!asked.done.await(SECONDS, TimeUnit.SECONDS)) {
                wrong.add("no answer to " + payload.length + " bytes");
            }
            if (!link.departed(asked)) {
                wrong.add("answered without having departed");
            }
        }

        @Override
        public void query(long id, long parent, int depth, long remainingMillis, byte[] payload) {
            handlers.execute(() -> {
                try {
                    link.answer(id, payload.clone(), end.nanoTime());
                    link.consumed(payload.length);
                } catch (IOException e) {
                    wrong.add("answer: " + e);
                }
            });
        }

        @Override
        public void answer(long id, byte[] payload) {
            var asked = open.remove(id);
            if (asked == null || !Arrays.equals(asked.payload, payload)) {
                wrong.add("wrong answer to " + id);
            } else {
                link.consumed(payload.length);
                asked.done.countDown();
            }
        }

        @Override
        public void message(byte[] payload) {
            if (!Arrays.equals(payload, Bytes.pattern(payload.length, payload.length))) {
                wrong.add("wrong message");
            }
            messages.incrementAndGet();
            link.consumed(payload.length);
        }

        @Override
        public void failure(long id, Failure failure) {
            wrong.add("failure " + failure);
        }

        @Override
        public void cancel(long id) {}

        @Override
        public void resume(long id, UUID session, long former) {
            throw new AssertionError("nothing was cut here");
        }

        @Override
        public void closing(long lastAccepted) {}

        @Override
        public void pong(long id) {}

        @Override
        public void drained() {}

        @Override
        public void heard() {}

        @Override
        public long tick(long now) {
            return now + TimeUnit.HOURS.toNanos(1); // nothing repairs a lost wake-up here
        }

        @Override
        public boolean takeTasks() {
            return false;
        }

        @Override
        public void runTasks() {
            throw new AssertionError("there are none");
        }

        @Override
        public void ended(IOException cause) {
            if (!String.valueOf(cause.getMessage()).startsWith("done")) {
                wrong.add("ended: " + cause);
            }
            ended.countDown();
        }
    }

    private Side left;
    private Side right;

    private void connect(int capacity, IntUnaryOperator cut, Seal leftSeal, Seal rightSeal) {
        var pair = MemoryPipe.pair(capacity);
        pair[0].cutBy(cut);
        pair[1].cutBy(cut);
        connect(pair[0], pair[1], leftSeal, rightSeal);
    }

    private void connect(Pipe first, Pipe second, Seal leftSeal, Seal rightSeal) {
        var limits = new Limits(1 << 20, 1_024, (4L << 20) + Limits.WINDOW_SLACK);
        left = new Side(first, limits, leftSeal);
        right = new Side(second, limits, rightSeal);
        for (var side : new Side[] {left, right}) {
            new Thread(() -> side.link.run(side), side == left ? "left" : "right").start();
        }
    }

    @AfterEach
    void close() throws Exception {
        left.link.close(new IOException("done"));
        right.link.close(new IOException("done"));
        for (var side : new Side[] {left, right}) {
            side.handlers.shutdownNow();
            assertThat(side.ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private IntUnaryOperator randomCuts() {
        System.out.println("[flood through small pieces] seed " + seed + "; again: -Dipc.seed=" + seed);
        var random = new Random(seed);
        return there -> {
            synchronized (random) {
                return random.nextInt(8) == 0 ? 1 + random.nextInt(64) : 1 + random.nextInt(100_000);
            }
        };
    }

    private void flood(int askers, int usualRounds, int mostBytes) throws Exception {
        int rounds = usualRounds * TIMES;
        var done = new CountDownLatch(4 * askers);
        for (var side : new Side[] {left, right}) {
            for (int i = 0; i < askers; i++) {
                long own = seed + i;
                new Thread(() -> {
                            try {
                                for (int round = 0; round < rounds; round++) {
                                    side.ask(Bytes.pattern(mostBytes, own + round));
                                    side.ask(Bytes.pattern(64, own + round));
                                    side.link.ping();
                                }
                            } catch (Exception e) {
                                side.wrong.add("asking: " + e);
                            }
                            done.countDown();
                        })
                        .start();
                new Thread(() -> {
                            try {
                                for (int round = 0; round < rounds; round++) {
                                    side.link.message(Bytes.pattern(mostBytes / 3, mostBytes / 3), end);
                                }
                            } catch (Exception e) {
                                side.wrong.add("sending: " + e);
                            }
                            done.countDown();
                        })
                        .start();
            }
        }
        assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
        for (var side : new Side[] {left, right}) {
            assertThat(side.link.flushed(end)).isTrue();
            Rig.until(() -> side.messages.get() == (long) askers * rounds);
            assertThat(side.wrong).isEmpty();
            assertThat(side.open).isEmpty();
            assertThat(side.link.droppedFrames()).isZero();
        }
    }

    @Test
    void floodsOfMebibytesBothWaysGetThrough() throws Exception {
        connect(1 << 18, randomCuts(), Seal.NONE, Seal.NONE);
        flood(4, 4, 1 << 20);
    }

    @Test
    void floodsGetThroughATinyPipe() throws Exception {
        connect(4_096, there -> there, Seal.NONE, Seal.NONE);
        flood(3, 2, 300_000);
    }

    @Test
    void floodsOfSmallQueriesGetThrough() throws Exception {
        connect(1 << 16, randomCuts(), Seal.NONE, Seal.NONE);
        flood(8, 250, 200);
    }

    @Test
    void sealedFloodsGetThrough() throws Exception {
        EncryptionProvider provider = MacSealTest.IDENTITY;
        byte[] key = new byte[32];
        connect(1 << 18, randomCuts(), new MacSeal(provider, key, key, 1), new MacSeal(provider, key, key, 0));
        flood(3, 2, 1 << 20);
    }

    /** Pipes that must be asked for room by OP_WRITE: whoever has none has to wake the reading thread. */
    private void connectSockets() throws IOException {
        var sockets = Sockets.narrowPair();
        connect(sockets.dialedPipe(), sockets.acceptedPipe(), Seal.NONE, Seal.NONE);
    }

    @Test
    void floodsGetThroughSockets() throws Exception {
        connectSockets();
        flood(4, 10, 1 << 20);
    }

    @Test
    void oneLargeQueryAtATimeGetsThroughSockets() throws Exception {
        connectSockets();
        for (int i = 0; i < 6 * TIMES; i++) {
            left.ask(Bytes.pattern(1 << 20, i));
        }
        assertThat(left.wrong).isEmpty();
    }

    @Test
    void oneSmallQueryAtATimeOfTwoThreadsGetsThroughSockets() throws Exception {
        connectSockets();
        flood(2, 400, 100);
    }
}
