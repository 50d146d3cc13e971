package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simpleipc.IncompatiblePeerException;
import io.simpleipc.internal.session.ThreadsToBeHad;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper.Decision;
import io.simpleipc.spi.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails at the door costs one stranger at most, and closing ends all. */
@Timeout(60)
final class GreeterFailureTest extends Door {
    @Test
    void anErrorThatEndsTheThreadIsToldSoThatSomebodyStartsOver() throws Exception {
        greeter.start();
        keeper.decision = newcomer -> {
            throw new StackOverflowError("pretended");
        };
        assertThatThrownBy(() -> join(SECRET)).isInstanceOf(IOException.class);
        assertThat(keeper.failed.get(10, TimeUnit.SECONDS)).isEqualTo("greeter of a test");
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
