package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LONG;
import static io.simpleipc.internal.session.SessionPair.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.IpcException;
import io.simpleipc.Message;
import io.simpleipc.Spin;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All that callers, handlers, futures and interrupts can do to the read side at once. Whoever is not read for, or is
 * forgotten, waits until its time is over, which is found here; so are wrong bytes, interrupts that get lost, and those
 * that reach somebody else. {@code -Dipc.rounds.readside=N} and {@code -Dipc.seed=N} change what it does.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadSideStressTest {
    private static final int ROUNDS = Integer.getInteger("ipc.rounds.readside", 500);
    private static final int FLOOD_ROUNDS = Math.max(10, ROUNDS / 50);
    private static final int THREADS = 8;
    private static final int LARGEST = 300_000;

    private static final byte ECHO = 1;
    private static final byte NEST = 2;
    private static final byte SLEEP = 3;

    private final long seed = Long.getLong("ipc.seed", System.nanoTime());
    private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLongArray lastMessage = new AtomicLongArray(THREADS);
    private SessionPair pair;

    @ParameterizedTest
    @EnumSource(Spin.class)
    void everyCallEndsAndEveryByteIsRight(Spin spin) throws Exception {
        run(spin, number -> new Caller(number).live());
    }

    @ParameterizedTest
    @EnumSource(Spin.class)
    void aFloodInBothDirectionsGoesThrough(Spin spin) throws Exception {
        run(spin, number -> flood(side(number), new SplittableRandom(seed + number)));
    }

    private interface Life {
        void live(int number) throws Exception;
    }

    private void run(Spin spin, Life life) throws Exception {
        var before = Thread.getAllStackTraces().keySet();
        try (var started = script().spec(spec -> spec.spin(spin).queryTimeout(LONG))
                .onServer(query -> handle(query, pair.server))
                .onClient(query -> handle(query, pair.client))
                .onMessageAtServer(this::heard)
                .start()) {
            pair = started;
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                threads.add(new Thread(() -> record(() -> life.live(number)), "caller-" + i));
            }
            threads.forEach(Thread::start);
            for (var thread : threads) {
                thread.join();
            }
            awaitNoOneLeft();
        }
        System.out.printf(
                "%s: %,d operations, the slowest took %,d us, seed %d%n",
                spin, operations.get(), slowest.get() / 1000, seed);
        awaitNoEngineBut(before);
        assertThat(wrong).as("seed %d", seed).isEmpty();
    }

    private void awaitNoOneLeft() {
        await(
                "queries are still open",
                () -> pair.client.session.pendingQueries() + pair.server.session.pendingQueries() == 0);
    }

    private void awaitNoEngineBut(Set<Thread> before) {
        await(
                "an engine thread does not end",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("ipc-session") && !before.contains(thread)));
    }

    private static void await(String otherwise, BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                dump();
                throw new AssertionError(otherwise);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void record(Step step) {
        try {
            step.run();
        } catch (Throwable e) {
            if (wrong.isEmpty()) {
                dump();
            }
            wrong.add(e);
        }
    }

    private static void dump() {
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            System.out.println(thread);
            Arrays.stream(stack).forEach(frame -> System.out.println("    " + frame));
        });
    }

    private SessionPair.Side side(int number) {
        return number < THREADS / 2 ? pair.client : pair.server;
    }

    // What handlers do.

    private byte[] handle(byte[] query, SessionPair.Side side) throws InterruptedException {
        var thread = Thread.currentThread();
        boolean callers = thread.getName().startsWith("caller-");
        if (!callers && thread.isInterrupted()) {
            wrong.add(new AssertionError("a handler starts interrupted on " + thread));
        }
        switch (query[0]) {
            case NEST -> {
                if (query[1] > 0) {
                    byte[] deeper = query.clone();
                    deeper[1]--;
                    check(deeper, side.session.query(deeper, LONG));
                }
            }
            case SLEEP -> Thread.sleep(query[1]);
            default -> {}
        }
        return answer(query);
    }

    private static byte[] answer(byte[] query) {
        byte[] answer = new byte[query.length];
        for (int i = 0; i < query.length; i++) {
            answer[i] = (byte) (query[i] ^ 0x5a);
        }
        return answer;
    }

    private static void check(byte[] query, byte[] answer) {
        if (!Arrays.equals(answer(query), answer)) {
            throw new AssertionError("a wrong answer to " + query.length + " bytes");
        }
    }

    private void heard(Message message) {
        var content = ByteBuffer.wrap(message.bytes());
        int sender = content.getInt();
        long number = content.getLong();
        long last = lastMessage.getAndSet(sender, number);
        if (last >= number) {
            wrong.add(new AssertionError("message " + number + " of " + sender + " came after " + last));
        }
    }

    // What callers do.

    private static byte[] query(byte what, int argument, int size, SplittableRandom random) {
        byte[] query = new byte[size];
        random.nextBytes(query);
        query[0] = what;
        query[1] = (byte) argument;
        return query;
    }

    private void flood(SessionPair.Side side, SplittableRandom random) {
        for (int i = 0; i < FLOOD_ROUNDS; i++) {
            timed(() -> {
                byte[] query = query(ECHO, 0, random.nextInt(64 << 10, 1 << 20), random);
                check(query, side.session.query(query, LONG));
            });
        }
    }

    private void timed(Runnable step) {
        long start = System.nanoTime();
        try {
            step.run();
        } finally {
            slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
            operations.incrementAndGet();
        }
    }

    /** A thread that asks, and one that interrupts it now and then. */
    private final class Caller {
        private final int number;
        private final SessionPair.Side side;
        private final SplittableRandom random;
        private final Thread self = Thread.currentThread();
        private final CountDownLatch done = new CountDownLatch(1);
        private long messages;

        // Guarded by this.
        private boolean mayBeInterrupted;
        private int interrupts;

        Caller(int number) {
            this.number = number;
            this.side = side(number);
            this.random = new SplittableRandom(seed + number);
        }

        void live() throws Exception {
            var interrupter = new Thread(this::interruptNowAndThen, "interrupter");
            interrupter.start();
            try {
                for (int i = 0; i < ROUNDS && wrong.isEmpty(); i++) {
                    timed(this::step);
                }
            } finally {
                done.countDown();
                interrupter.join();
            }
            if (messages > 0) {
                awaitMessages();
            }
        }

        private void step() {
            int dice = random.nextInt(100);
            if (dice < 50) {
                ask(ECHO, 0, random.nextInt(2, 300));
            } else if (dice < 55) {
                ask(ECHO, 0, random.nextInt(2, LARGEST));
            } else if (dice < 70) {
                ask(NEST, random.nextInt(1, 7), random.nextInt(2, 300));
            } else if (dice < 72) {
                ask(SLEEP, random.nextInt(1, 7), 2);
            } else if (dice < 76) {
                burst();
            } else if (dice < 88) {
                interruptible(random.nextInt(3));
            } else {
                send();
            }
        }

        private void ask(byte what, int argument, int size) {
            byte[] query = query(what, argument, size, random);
            check(query, side.session.query(query, LONG));
            if (self.isInterrupted()) {
                throw new AssertionError("interrupted by nobody");
            }
        }

        private void interruptible(int what) {
            byte[] query = switch (what) {
                case 0 -> query(ECHO, 0, random.nextInt(2, LARGEST), random);
                case 1 -> query(NEST, random.nextInt(1, 7), random.nextInt(2, 300), random);
                default -> query(SLEEP, random.nextInt(1, 7), 2, random);
            };
            synchronized (this) {
                interrupts = 0;
                mayBeInterrupted = true;
            }
            IpcException failure = null;
            try {
                check(query, side.session.query(query, LONG));
            } catch (IpcException e) {
                failure = e;
            }
            synchronized (this) {
                mayBeInterrupted = false;
                boolean flag = Thread.interrupted();
                // A nested handler on this thread's stack may have met it.
                if (interrupts > 0 && !flag && what != 1) {
                    throw new AssertionError("an interrupt was lost", failure);
                }
                if (interrupts == 0 && (flag || failure != null)) {
                    throw new AssertionError("interrupted by nobody", failure);
                }
            }
        }

        private void interruptNowAndThen() {
            var pauses = new SplittableRandom(seed - number - 1);
            try {
                while (!done.await(pauses.nextInt(50, 2_000), TimeUnit.MICROSECONDS)) {
                    synchronized (this) {
                        if (mayBeInterrupted && interrupts == 0) {
                            interrupts++;
                            self.interrupt();
                        }
                    }
                }
            } catch (InterruptedException e) {
                wrong.add(e);
            }
        }

        private void burst() {
            var queries = new ArrayList<byte[]>();
            var answers = new ArrayList<CompletableFuture<byte[]>>();
            for (int i = 0; i < 16; i++) {
                byte[] query = query(i % 4 == 3 ? NEST : ECHO, i % 4 == 3 ? 1 : 0, random.nextInt(2, 2_000), random);
                queries.add(query);
                answers.add(side.session.queryAsync(query, LONG));
            }
            for (int i = 0; i < 16; i++) {
                check(queries.get(i), answers.get(i).join());
                operations.incrementAndGet();
            }
        }

        private void send() {
            if (side == pair.client) {
                messages++;
                side.session.send(
                        ByteBuffer.allocate(12 + random.nextInt(100))
                                .putInt(number)
                                .putLong(messages)
                                .array(),
                        LONG);
            } else {
                ask(NEST, 1, 2);
            }
        }

        private void awaitMessages() {
            await("message " + messages + " has not come", () -> lastMessage.get(number) == messages);
        }
    }
}
