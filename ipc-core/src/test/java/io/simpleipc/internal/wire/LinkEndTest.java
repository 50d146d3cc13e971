package io.simpleipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.PassingPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LinkEndTest {
    /** Something to read. */
    private static final byte[] AN_OPTIONAL_FRAME = {
        0, 0, 0, 12, 99, (byte) Frame.OPTIONAL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    };

    /** The closer is held up between its decision and the closing, by an asker who has the outbox's lock. */
    @Test
    @Tag("many-rounds")
    void noQueryIsStagedAfterTheLastWord() throws Exception {
        var reading = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        var seen = new Recorder() {
            @Override
            public void heard() {
                reading.countDown();
                awaitQuietly(mayGoOn, 10_000);
                throw new IllegalStateException("the reading thread ends the link at the same time");
            }

            @Override
            public void ended(IOException cause) {
                ended.countDown();
                super.ended(cause);
            }
        };
        var endedFirst = new boolean[1];
        var staging = new CountDownLatch(1);
        var departure = new Departure() {
            @Override
            protected void staged(long id) {
                staging.countDown();
                endedFirst[0] = awaitQuietly(ended, 1_000);
            }
        };
        try (var rig = new Rig(Rig.LIMITS, Rig.LIMITS, Seal.NONE, seen, AN_OPTIONAL_FRAME)) {
            reading.await();
            var asker = rig.start("asker", () -> rig.link.query(new byte[10], 0, 0, Rig.SOON.nanoTime(), departure));
            staging.await();
            var closer = rig.start("closer", () -> rig.link.close(new IOException("closed")));
            Rig.until(() -> closer.getState() == Thread.State.WAITING);
            mayGoOn.countDown();
            asker.join();
            closer.join();
            assertThat(endedFirst[0]).isFalse();
        }
    }

    @Test
    void aPipeWithoutAChannelEndsTheLinkAndIsClosed() {
        var closed = new AtomicInteger();
        var pipe = new PassingPipe(MemoryPipe.pair(10)[0]) {
            @Override
            public SelectableChannel selectable() {
                throw new IllegalStateException("no channel");
            }

            @Override
            public void close() {
                closed.incrementAndGet();
                super.close();
            }
        };
        var seen = new Recorder();
        link(pipe).run(seen);
        assertThat(seen.events).containsExactly("ended");
        assertThat(seen.cause).hasMessageContaining("no channel");
        assertThat(closed).hasValue(1);
    }

    /** What reading, writing and a caller find out may each end it: whoever comes later changes nothing. */
    @Test
    void aLinkEndsOnce() {
        var closed = new AtomicInteger();
        var seal = new PassingSeal() {
            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        var link = new Link(MemoryPipe.pair(10)[0], Rig.LIMITS, Rig.LIMITS, seal, ByteBuffer.allocate(0), false);
        var first = new IOException("the first cause");
        link.close(first);
        link.close(new IOException("a later one"));
        var seen = new Recorder();
        link.run(seen);
        assertThat(seen.cause).isSameAs(first);
        assertThat(closed).hasValue(1);
    }

    @Test
    void aPipeThatIsClosedWhileItsReaderGoesToSleepEndsTheLink() {
        var pipe = new PassingPipe(MemoryPipe.pair(10)[0]) {
            @Override
            public int interestOps(boolean reading, boolean writing) {
                super.close();
                return super.interestOps(reading, writing);
            }
        };
        var seen = new Recorder();
        link(pipe).run(seen);
        assertThat(seen.events).containsExactly("ended");
        assertThat(seen.cause)
                .isInstanceOf(ClosedChannelException.class)
                .hasRootCauseInstanceOf(CancelledKeyException.class);
    }

    @Test
    void whatComesBetweenTheLastReadAndTheWriteThatFailsIsRead() throws Exception {
        var pair = MemoryPipe.pair(1_000);
        var link = new Link[1];
        var pipe = new PassingPipe(pair[0]) {
            private boolean once = true;

            @Override
            public int read(ByteBuffer target) throws IOException {
                int count = super.read(target);
                if (once) {
                    once = false;
                    lastWords();
                }
                return count;
            }

            private void lastWords() throws IOException {
                try {
                    pair[1].send(Bytes.record(Bytes.frame(10, 0, 1)));
                    pair[0].breakWrites(new IOException("broken pipe"));
                    var writer = new Thread(link[0]::ping);
                    writer.start();
                    writer.join();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        link[0] = link(pipe);
        var seen = new Recorder();
        link[0].run(seen);
        assertThat(seen.events).containsExactly("pong 1", "ended");
        assertThat(seen.cause).hasMessage("broken pipe");
    }

    /** As languages without checked exceptions do. */
    @Test
    void aPipeThatThrowsTheSameWhenReadAndWhenClosedKeepsNobodyFromHearing() {
        var failure = new IOException("cut off");
        var pipe = new PassingPipe(MemoryPipe.pair(10)[0]) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                throw failure;
            }

            @Override
            public void close() {
                super.close();
                LinkEndTest.<RuntimeException>sneak(failure);
            }
        };
        var seen = new Recorder();
        link(pipe).run(seen);
        assertThat(seen.events).containsExactly("ended");
        assertThat(seen.cause).isSameAs(failure).hasNoSuppressedExceptions();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void aLinkThatNeverRanHasDroppedNothing() {
        var link = link(MemoryPipe.pair(10)[0]);
        link.countDropped();
        assertThat(link.droppedFrames()).isZero();
        assertThat(link.incompleteQueries()).isEmpty();
    }

    @Test
    void aDroppedAnswerCounts() throws Exception {
        try (var rig = new Rig(Rig.LIMITS, Rig.LIMITS, Seal.NONE, new Recorder(), AN_OPTIONAL_FRAME)) {
            Rig.until(() -> rig.seen.heard.get() > 0);
            rig.link.countDropped();
            assertThat(rig.link.droppedFrames()).isEqualTo(1);
        }
    }

    @Test
    void aPipeWhoseWritesThrowWhatNoPipeShouldEndsTheLink() {
        var failure = new IllegalStateException("a plug-in's bug");
        var pipe = new PassingPipe(MemoryPipe.pair(100)[0]) {
            @Override
            public long write(ByteBuffer[] sources, int offset, int length) {
                throw failure;
            }
        };
        var seen = new Recorder();
        var link = link(pipe);
        link.ping();
        link.run(seen);
        assertThat(seen.events).containsExactly("ended");
        assertThat(seen.cause).hasMessageContaining("writing failed").hasCause(failure);
    }

    @Test
    void whoHasNoRoomIsStalled() throws Exception {
        var pipe = MemoryPipe.pair(100)[0];
        var link = link(pipe);
        assertThat(link.isStalled()).isFalse();
        pipe.allowOnly(1);
        link.ping();
        assertThat(link.isStalled()).isTrue();
    }

    @Test
    void theEndOfABatchThatNeverBeganWritesNothing() throws Exception {
        var pipe = MemoryPipe.pair(100)[0];
        var link = link(pipe);
        link.beginBatch();
        link.ping();
        var other = new Thread(link::endBatch);
        other.start();
        other.join();
        assertThat(pipe.writes()).isZero();
        link.endBatch();
        assertThat(pipe.writes()).isEqualTo(1);
    }

    @Test
    void whoIsAboutToWaitWithinABatchPushesOutWhatItHasStaged() {
        var pipe = MemoryPipe.pair(100)[0];
        var link = link(pipe);
        link.beginBatch();
        link.ping();
        assertThat(pipe.writes()).isZero();
        link.push();
        assertThat(pipe.writes()).isEqualTo(1);
        link.endBatch();
        assertThat(pipe.writes()).isEqualTo(1);
    }

    /** Whoever is in the batch may be held up by a handler. */
    @Test
    void whatIsStagedWithinABatchMayBePushedOutByAnybody() throws Exception {
        var pipe = MemoryPipe.pair(100)[0];
        var link = link(pipe);
        link.pushBatches();
        link.beginBatch();
        link.ping();
        assertThat(pipe.writes()).isZero();
        var other = new Thread(link::pushBatches);
        other.start();
        other.join();
        assertThat(pipe.writes()).isEqualTo(1);
        link.endBatch();
        assertThat(pipe.writes()).isEqualTo(1);
    }

    private static Link link(Pipe pipe) {
        return new Link(pipe, Rig.LIMITS, Rig.LIMITS, Seal.NONE, ByteBuffer.allocate(0), false);
    }

    private static boolean awaitQuietly(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
