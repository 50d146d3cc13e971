package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.spi.Pipe;
import io.simpleipc.testkit.BlockingPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers whose handshakes cost much: the thread for them is held up for as long as a test lasts. */
@Timeout(60)
class DelegatedTasksTest {
    private final DelegatedTasks tasks = new DelegatedTasks("test " + UUID.randomUUID());
    private final CountDownLatch endOfTest = new CountDownLatch(1);
    private final List<Pipe> pipes = new ArrayList<>();

    @BeforeEach
    void holdUpTheThreadForStrangers() throws InterruptedException {
        var begun = new CountDownLatch(1);
        tasks.runForStranger(() -> {
            begun.countDown();
            try {
                endOfTest.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
    }

    @AfterEach
    void release() {
        endOfTest.countDown();
        pipes.forEach(Pipe::close);
    }

    private Pipe end(Pipe carrier, boolean dialled) throws IOException {
        var pipe = new TlsPipe(carrier, new TlsSettings(PemFiles.read(Pairs.OURS), false).engine(dialled), tasks);
        pipes.add(pipe);
        return pipe;
    }

    /** Our end of one who has knocked with a ClientHello. */
    private Pipe stranger() throws IOException {
        var pair = Pairs.memory(1 << 16);
        var hello = Pairs.end(pair.other(), Pairs.OURS, true);
        pipes.add(hello);
        assertThat(hello.flush()).isFalse();
        return end(pair.one(), false);
    }

    private static int read(Pipe pipe) throws IOException {
        return pipe.read(ByteBuffer.allocate(1));
    }

    @Test
    void aFloodOfStrangersDoesNotHoldUpOurOwnDial() throws Exception {
        for (int i = 0; i < DelegatedTasks.MOST_STRANGERS; i++) {
            assertThat(read(stranger())).isZero();
        }
        var pair = Pairs.memory(1 << 16);
        var listener = Pairs.end(pair.one(), Pairs.OURS, false);
        pipes.add(listener);
        Pairs.greet(new BlockingPipe(listener), new BlockingPipe(end(pair.other(), true)));
    }

    @Test
    void theNewestOfTooManyStrangersGoesAndOneWhoLeavesMakesRoom() throws Exception {
        var waiting = new ArrayList<Pipe>();
        for (int i = 0; i < DelegatedTasks.MOST_STRANGERS; i++) {
            waiting.add(stranger());
            assertThat(read(waiting.get(i))).isZero();
        }
        var tooMuch = stranger();
        assertThatThrownBy(() -> read(tooMuch)).isInstanceOf(IOException.class).hasMessageContaining("too many");

        waiting.get(3).close();
        assertThat(read(stranger())).isZero();
        var again = stranger();
        assertThatThrownBy(() -> read(again)).isInstanceOf(IOException.class).hasMessageContaining("too many");
    }

    @Test
    void strangersWhoWaitedAreServedInTheEnd() throws Exception {
        var pair = Pairs.memory(1 << 16);
        var listener = new BlockingPipe(end(pair.one(), false));
        var dialler = Pairs.end(pair.other(), Pairs.OURS, true);
        pipes.add(dialler);
        assertThat(dialler.flush()).isFalse();
        assertThat(read(listener.pipe())).isZero();
        endOfTest.countDown();
        Pairs.greet(listener, new BlockingPipe(dialler));
    }
}
