package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkThreadTest {
    /** Counts ticks and asks for the next one when the test says. */
    private static final class Ticker extends Recorder {
        final AtomicInteger ticks = new AtomicInteger();
        volatile long interval = TimeUnit.HOURS.toNanos(1);
        volatile IOException failure;

        @Override
        public long tick(long now) throws IOException {
            ticks.incrementAndGet();
            if (failure != null) {
                throw failure;
            }
            return now + interval;
        }
    }

    @Test
    void anIdleLinkTicksOnceAndSleeps() throws Exception {
        var ticker = new Ticker();
        try (var rig = new Rig(Rig.LIMITS, Seal.NONE, ticker)) {
            Rig.until(() -> ticker.ticks.get() == 1);
            long from = System.nanoTime();
            rig.link.tickBy(from + TimeUnit.MILLISECONDS.toNanos(30));
            Rig.until(() -> ticker.ticks.get() == 2);
            assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
            rig.link.tickBy(System.nanoTime() + TimeUnit.HOURS.toNanos(2)); // later than what it sleeps for
            assertThat(ticker.ticks.get()).isEqualTo(2);
        }
    }

    @Test
    void aTickMayAskForTheNextOne() throws Exception {
        var ticker = new Ticker();
        ticker.interval = 1_000_000;
        try (var rig = new Rig(Rig.LIMITS, Seal.NONE, ticker)) {
            Rig.until(() -> ticker.ticks.get() >= 5);
            ticker.failure = new IOException("silent for too long");
            assertThat(rig.seen.next()).isEqualTo("ended");
            assertThat(rig.seen.cause).isSameAs(ticker.failure);
        }
    }

    @Test
    void anInterruptedReadingThreadSleepsOnAndKeepsTheFlag() throws Exception {
        var pair = MemoryPipe.pair(1 << 16);
        var ops = new AtomicInteger();
        var link = new Link(
                new CountingPipe(pair[0], ops), Rig.LIMITS, Rig.LIMITS, Seal.NONE, ByteBuffer.allocate(0), false);
        var recorder = new Recorder();
        var flag = new AtomicInteger();
        var reader = new Thread(() -> {
            link.run(recorder);
            flag.set(Thread.interrupted() ? 1 : 2);
        });
        reader.start();
        Rig.until(() -> ops.get() == 1);
        reader.interrupt();
        Rig.until(() -> ops.get() == 2);
        pair[1].send(Bytes.record(Bytes.frame(10, 0, 1)));
        assertThat(recorder.next()).isEqualTo("pong 1");
        assertThat(ops.get()).isLessThan(10);
        pair[1].close();
        assertThat(recorder.next()).isEqualTo("ended");
        assertThat(recorder.cause).isInstanceOf(EOFException.class);
        reader.join();
        assertThat(flag.get()).isEqualTo(1);
    }

    /** Counts how often somebody is about to sleep. */
    private record CountingPipe(MemoryPipe pipe, AtomicInteger sleeps) implements io.simpleipc.spi.Pipe {
        @Override
        public int read(ByteBuffer target) throws IOException {
            return pipe.read(target);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return pipe.write(sources, offset, length);
        }

        @Override
        public java.nio.channels.SelectableChannel selectable() {
            return pipe.selectable();
        }

        @Override
        public int interestOps(boolean reading, boolean writing) {
            sleeps.incrementAndGet();
            return pipe.interestOps(reading, writing);
        }

        @Override
        public io.simpleipc.spi.ChannelBinding binding() {
            return pipe.binding();
        }

        @Override
        public void close() {
            pipe.close();
        }
    }

    @Test
    void whatTheReceiverSendsLeavesAtTheEndOfTheBatchInOneWrite() throws Exception {
        var rig = new Rig[1];
        var recorder = new Recorder() {
            @Override
            public void query(long id, long parent, int depth, long remaining, byte[] payload) {
                rig[0].link.failure(id, new Failure.NoHandler("none"));
            }
        };
        var ready = new CountDownLatch(1);
        rig[0] = new Rig(Rig.LIMITS, Seal.NONE, recorder);
        try (var link = rig[0]) {
            var frames = new byte[100][];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = Bytes.query(i + 1, new byte[1]);
            }
            link.peer.send(Bytes.record(frames));
            assertThat(Bytes.receiveRecord(link.peer)).hasSize(100).allMatch(f -> f.type() == 3);
            assertThat(link.pipe.writes()).isEqualTo(1);
            ready.countDown();
        }
    }

    @Test
    void closingBeforeRunningEndsAtOnce() {
        var link = new Link(MemoryPipe.pair(10)[0], Rig.LIMITS, Rig.LIMITS, Seal.NONE, ByteBuffer.allocate(0), false);
        var cause = new IOException("too early");
        link.close(cause);
        link.close(new IOException("later"));
        var recorder = new Recorder();
        link.run(recorder);
        assertThat(recorder.cause).isSameAs(cause);
        assertThat(recorder.events).containsExactly("ended");
    }

    @Test
    void bytesThatCameWithTheHandshakeAreReadFirst() throws Exception {
        byte[] early = Bytes.record(Bytes.frame(4, 0, 1), Bytes.frame(4, 1, 2, Bytes.u32(50_000), new byte[50_000]));
        byte[] more = Bytes.join(early, Bytes.record(Bytes.frame(6, 0, 2)), Bytes.u32(24), Bytes.frame(10, 0, 1));
        try (var rig = new Rig(Rig.LIMITS, Rig.LIMITS, Seal.NONE, new Recorder(), Bytes.join(more, new byte[0]))) {
            rig.peer.send(Bytes.frame(10, 0, 2));
            assertThat(rig.seen.next()).startsWith("message 0");
            assertThat(rig.seen.next()).startsWith("message 50000");
            assertThat(rig.seen.next()).isEqualTo("pong 1");
            assertThat(rig.seen.next()).isEqualTo("pong 2");
        }
    }
}
