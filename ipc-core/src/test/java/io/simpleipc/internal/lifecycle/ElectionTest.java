package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.AddressUnusableException.Reason;
import io.simpleipc.AuthenticationException;
import io.simpleipc.IpcException;
import io.simpleipc.NotAnIpcPeerException;
import io.simpleipc.internal.lifecycle.Election.Joiner;
import io.simpleipc.internal.lifecycle.Election.Opener;
import io.simpleipc.internal.lifecycle.Election.Pace;
import io.simpleipc.internal.session.Session;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.NoListenerException;
import io.simpleipc.spi.Pipe;
import io.simpleipc.spi.UnusableAddressException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ElectionTest {
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint();
    private final Acceptor acceptor = mock(Acceptor.class);
    private final Pipe pipe = mock(Pipe.class);
    private final Listening listening = mock(Listening.class);
    private final Session joined = mock(Session.class);
    private final List<IpcException> failed = new ArrayList<>();
    private Opener opener = a -> listening;
    private Joiner joiner = (p, deadline) -> joined;
    private Pace pace = new Pace(Duration.ofSeconds(5), Duration.ofMillis(5), () -> 0.5);

    @Test
    void claimsAFreeAddressWithoutDialling() {
        endpoint.onListen(() -> acceptor).onConnect(deadline -> pipe);

        var found = find(first(5000));

        // Dialling first would have joined somebody here, or met nobody and have to begin again.
        assertThat(found).isEqualTo(new Found.Address(listening));
        assertThat(endpoint.calls).containsExactly("listen");
    }

    @Test
    void dialsWhoeverHoldsTheAddress() {
        endpoint.onConnect(deadline -> pipe);

        assertThat(find(first(5000))).isEqualTo(new Found.Server(joined));
        assertThat(endpoint.calls).containsExactly("listen", "connect");
    }

    @Test
    void triesToClaimAgainWhenTheHolderIsGone() {
        var claims = new AtomicInteger();
        endpoint.onListen(() -> {
            if (claims.incrementAndGet() < 4) {
                throw new io.simpleipc.spi.AddressInUseException("taken", null);
            }
            return acceptor;
        });

        assertThat(find(first(5000))).isEqualTo(new Found.Address(listening));
        assertThat(endpoint.calls)
                .containsExactly("listen", "connect", "listen", "connect", "listen", "connect", "listen");
    }

    @Test
    void aRefusalEndsAFirstSearchAtOnce() {
        var refusal = new AuthenticationException("the secrets differ", null);
        endpoint.onConnect(deadline -> pipe);
        joiner = (p, deadline) -> {
            throw refusal;
        };

        assertThat(find(first(5000))).isEqualTo(new Found.Refusal(refusal));
        assertThat(endpoint.calls).containsExactly("listen", "connect");
        verify(pipe).close();
    }

    @Test
    void aRefusalIsOneFailedAttemptOfALaterSearch() {
        var refusal = new AuthenticationException("the secrets differ", null);
        var joins = new AtomicInteger();
        endpoint.onConnect(deadline -> pipe);
        joiner = (p, deadline) -> {
            if (joins.incrementAndGet() < 3) {
                throw refusal;
            }
            return joined;
        };

        assertThat(find(again(true))).isEqualTo(new Found.Server(joined));
        assertThat(failed).containsExactly(refusal, refusal);
    }

    @Test
    void anAddressThatOthersHoldAndNobodyServesIsReportedAsForeign() {
        var search = first(60);

        assertThat(find(search)).isEqualTo(new Found.Nothing());
        assertThat(reasonOf(search)).isEqualTo(Reason.HELD_BY_FOREIGN_PROGRAM);
        assertThat(failed).isEmpty();
    }

    @Test
    void somethingThatAcceptsAndClosesIsNoPeerAtTheDeadline() {
        endpoint.onConnect(deadline -> pipe);
        joiner = (p, deadline) -> {
            throw new EOFException("closed");
        };
        var search = first(60);

        assertThat(find(search)).isEqualTo(new Found.Nothing());
        assertThat(search.failureNow("x")).isInstanceOf(NotAnIpcPeerException.class);
    }

    /** It may be crowded out by others who do the same: coming back ever faster than it is served, none would get in. */
    @Test
    void somethingThatAcceptsAndClosesIsDialledLessAndLessOften() {
        pace = new Pace(Duration.ofSeconds(5), Duration.ofMillis(5), () -> 0.5);
        var dials = new AtomicInteger();
        endpoint.onConnect(deadline -> {
            dials.incrementAndGet();
            return pipe;
        });
        joiner = (p, deadline) -> {
            throw new EOFException("closed");
        };

        find(first(700));

        assertThat(dials)
                .as("of 0.5, 1, 2, 4, ... 512 ms; with pauses of 50 ms at most it would be 19")
                .hasValueLessThan(14);
    }

    @Test
    void aDiallerIsNotReportedAsForeignProgramWhileItsHandshakeGoesOn() {
        endpoint.onConnect(deadline -> pipe);
        var search = first(5000);
        joiner = (p, deadline) -> {
            assertThat(search.failureNow("x")).isInstanceOf(NotAnIpcPeerException.class);
            return joined;
        };

        assertThat(find(search)).isEqualTo(new Found.Server(joined));
    }

    @Test
    void onAnAddressOfAnotherMachineItOnlyDials() {
        endpoint.onListen(() -> {
                    throw new UnusableAddressException(Reason.NOT_LOCAL, "not here", null);
                })
                .onConnect(deadline -> pipe);

        assertThat(find(first(5000))).isEqualTo(new Found.Server(joined));
    }

    @Test
    void anAddressOfAnotherMachineThatNobodyServesIsUnreachable() {
        endpoint.onListen(() -> {
            throw new UnusableAddressException(Reason.NOT_LOCAL, "not here", null);
        });
        var search = first(60);

        assertThat(find(search)).isEqualTo(new Found.Nothing());
        assertThat(reasonOf(search)).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void anAddressThatNobodyCanListenAtIsRefusedWithItsReason() {
        endpoint.onListen(() -> {
            throw new UnusableAddressException(Reason.UNSAFE_DIRECTORY, "others may write there", null);
        });

        assertRefused(find(first(5000)), Reason.UNSAFE_DIRECTORY);
        assertThat(endpoint.calls).containsExactly("listen");
    }

    @Test
    void anAddressThatNobodyCanDialIsRefusedWithItsReason() {
        endpoint.onConnect(deadline -> {
            throw new UnusableAddressException(Reason.NO_PERMISSION, "another user's", null);
        });

        assertRefused(find(first(5000)), Reason.NO_PERMISSION);
    }

    @Test
    void withoutPromotionItOnlyDials() {
        endpoint.onListen(() -> acceptor).onConnect(deadline -> pipe);

        assertThat(find(again(false))).isEqualTo(new Found.Server(joined));
        assertThat(endpoint.calls).containsExactly("connect");
    }

    @Test
    void fruitlessAttemptsAreReportedWhenThePausesHaveTheirFullLength() {
        var patience = new Patience(Deadline.after(Duration.ofMillis(60)));

        assertThat(find(Search.again(false, patience, 0))).isEqualTo(new Found.Nothing());

        assertThat(failed).isNotEmpty();
        assertThat(failed.size()).isLessThan(endpoint.calls.size());
    }

    @Test
    void aSilentStrangerIsNoPeerAtTheDeadline() {
        pace = new Pace(Duration.ofSeconds(5), Duration.ofMillis(5), () -> 0.5);
        endpoint.onConnect(deadline -> pipe);
        joiner = ElectionTest::staySilent;

        var search = first(50);
        var found = find(search);

        assertThat(found instanceof Found.Refusal refusal ? refusal.cause() : search.failureNow("x"))
                .isInstanceOf(NotAnIpcPeerException.class);
    }

    @Test
    void aFrozenListenerIsDialledAgainWhileThereIsTime() {
        pace = new Pace(Duration.ofMillis(20), Duration.ofMillis(5), () -> 0.5);
        var joins = new AtomicInteger();
        endpoint.onConnect(deadline -> pipe);
        joiner = (p, deadline) -> joins.incrementAndGet() < 3 ? staySilent(p, deadline) : joined;

        assertThat(find(first(10_000))).isEqualTo(new Found.Server(joined));
    }

    @Test
    void lackOfDescriptorsMakesItBackOffAndRecover() {
        var full = new IOException("Too many open files");
        var until = Deadline.after(Duration.ofMillis(200));
        endpoint.onListen(() -> {
                    if (!until.hasPassed()) {
                        throw full;
                    }
                    return acceptor;
                })
                .onConnect(deadline -> {
                    throw full;
                });

        assertThat(find(first(10_000))).isEqualTo(new Found.Address(listening));
        assertThat(endpoint.calls.size()).isLessThan(40);
    }

    @Test
    void lackOfDescriptorsToTheEndIsUnreachableWithItsCause() {
        endpoint.onListen(() -> {
            throw new IOException("Too many open files");
        });
        var search = first(30);

        find(search);

        assertThat(reasonOf(search)).isEqualTo(Reason.UNREACHABLE);
        assertThat(search.failureNow("x")).hasMessageContaining("Too many open files");
    }

    @Test
    void aPlugInThatThrowsIsOneFailedAttempt() {
        var dials = new AtomicInteger();
        endpoint.onListen(() -> {
                    throw new IllegalStateException("broken plug-in");
                })
                .onConnect(deadline -> {
                    if (dials.incrementAndGet() < 3) {
                        throw new StackOverflowError();
                    }
                    return pipe;
                });

        assertThat(find(first(5000))).isEqualTo(new Found.Server(joined));
    }

    @Test
    void aClaimWithoutThreadsToServeItIsGivenBack() throws Exception {
        var opens = new AtomicInteger();
        endpoint.onListen(() -> acceptor);
        opener = a -> {
            if (opens.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return listening;
        };

        assertThat(find(first(5000))).isEqualTo(new Found.Address(listening));
        verify(acceptor).close();
    }

    @Test
    void aLinkThatNoSessionCanBeMadeOfIsOneFailedAttemptAndClosed() {
        var joins = new AtomicInteger();
        endpoint.onConnect(deadline -> pipe);
        joiner = (p, deadline) -> {
            if (joins.incrementAndGet() == 1) {
                throw new OutOfMemoryError("Java heap space");
            }
            return joined;
        };

        assertThat(find(again(true))).isEqualTo(new Found.Server(joined));
        verify(pipe).close();
    }

    @Test
    void haltingWakesADialThatSleepsToItsDeadline() throws Exception {
        var dialling = new CountDownLatch(1);
        endpoint.onConnect(deadline -> {
            dialling.countDown();
            while (!deadline.hasPassed()) {
                LockSupport.parkNanos(deadline.remainingNanos());
            }
            throw new NoListenerException("gave up", null);
        });
        var search = first(600_000);

        var halter = halterAfter(dialling, search);
        assertThat(find(search)).isEqualTo(new Found.Nothing());
        halter.join();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void haltingClosesThePipeOfAHandshake() throws Exception {
        var shaking = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var halted = mock(Pipe.class);
        org.mockito.Mockito.doAnswer(call -> {
                    closed.countDown();
                    return null;
                })
                .when(halted)
                .close();
        endpoint.onConnect(deadline -> halted);
        joiner = (p, deadline) -> {
            shaking.countDown();
            awaitWhateverInterrupts(closed);
            throw new IOException("closed");
        };
        var search = first(600_000);

        var halter = halterAfter(shaking, search);
        assertThat(find(search)).isEqualTo(new Found.Nothing());
        halter.join();
    }

    @Test
    void haltingCutsAPauseShort() throws Exception {
        pace = new Pace(Duration.ofSeconds(5), Duration.ofHours(1), () -> 0.5);
        var refused = new CountDownLatch(1);
        endpoint.onConnect(deadline -> pipe);
        joiner = (p, deadline) -> {
            refused.countDown();
            throw new AuthenticationException("no", null);
        };
        var search = again(true);

        var halter = halterAfter(refused, search);
        assertThat(find(search)).isEqualTo(new Found.Nothing());
        halter.join();
        verify(pipe, org.mockito.Mockito.atLeastOnce()).close();
        verify(pipe, org.mockito.Mockito.never())
                .write(any(), org.mockito.ArgumentMatchers.anyInt(), org.mockito.ArgumentMatchers.anyInt());
    }

    private Found find(Search search) {
        return new Election(endpoint, opener, joiner, pace).find(search, failed::add);
    }

    private static Search first(int millis) {
        return Search.first(Deadline.after(Duration.ofMillis(millis)));
    }

    private static Search again(boolean mayListen) {
        return Search.again(mayListen, Patience.ENDLESS, 0);
    }

    private static Reason reasonOf(Search search) {
        return ((AddressUnusableException) search.failureNow("scripted:here")).reason();
    }

    private static void assertRefused(Found found, Reason reason) {
        assertThat(found).isInstanceOf(Found.Refusal.class);
        assertThat(((AddressUnusableException) ((Found.Refusal) found).cause()).reason())
                .isEqualTo(reason);
    }

    private static Session staySilent(Pipe pipe, Deadline deadline) {
        while (!deadline.hasPassed()) {
            LockSupport.parkNanos(deadline.remainingNanos());
        }
        throw new NotAnIpcPeerException("it is silent", null);
    }

    private static Thread halterAfter(CountDownLatch event, Search search) {
        var thread = new Thread(() -> {
            awaitWhateverInterrupts(event);
            search.halt();
        });
        thread.start();
        return thread;
    }

    private static void awaitWhateverInterrupts(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                Thread.interrupted();
            }
        }
    }
}
