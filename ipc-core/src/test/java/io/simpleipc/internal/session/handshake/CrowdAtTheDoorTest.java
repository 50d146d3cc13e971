package io.simpleipc.internal.session.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.simpleipc.AuthenticationException;
import io.simpleipc.internal.Sockets;
import io.simpleipc.internal.session.EngineLog;
import io.simpleipc.internal.session.handshake.Greeter.SeatKeeper.Decision;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More strangers, or more guesses, than there is time and room for. */
@Timeout(60)
final class CrowdAtTheDoorTest extends Door {
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
        System.out.println("CrowdAtTheDoorTest: 20 joins took " + tries + " tries under a flood of silent strangers");
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
}
