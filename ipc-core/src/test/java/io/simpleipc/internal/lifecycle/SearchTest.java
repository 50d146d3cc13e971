package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.simpleipc.AuthenticationException;
import io.simpleipc.IpcException;
import io.simpleipc.internal.lifecycle.Election.Pace;
import io.simpleipc.internal.session.Session;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a search lasts, who ends it, and what it holds then. */
@Timeout(20)
final class SearchTest {
    private final AtomicLong clock = new AtomicLong();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint();
    private final Pipe pipe = mock(Pipe.class);
    private final Session joined = mock(Session.class);
    private final List<IpcException> failed = new ArrayList<>();

    @Test
    void lastsAsLongAsTheMostPatientOfThoseWhoWait() {
        var search = Search.first(at(10));

        search.enter(at(20));
        search.enter(at(5));

        clock.set(15);
        assertThat(search.isTimeOver()).isFalse();
        clock.set(20);
        assertThat(search.isTimeOver()).isTrue();
    }

    @Test
    void aLaterSearchHasThePatienceOfItsConnectionWhoeverWaits() {
        var search = Search.again(true, new Patience(at(10)), 0);

        search.enter(at(20));

        clock.set(15);
        assertThat(search.isTimeOver()).isTrue();
    }

    @Test
    void endsWithTheLastWhoWaits() {
        var search = Search.first(at(10));
        search.enter(at(10));
        search.enter(at(10));

        assertThat(search.leave()).as("one still waits").isFalse();
        assertThat(search.leave()).as("nobody waits").isTrue();
    }

    @Test
    void doesNotEndOnceItHasSucceededOrIsALaterOne() {
        var succeeded = Search.first(at(10));
        succeeded.enter(at(10));
        succeeded.succeed();
        var later = Search.again(true, Patience.ENDLESS, 0);
        later.enter(at(10));

        assertThat(succeeded.leave()).isFalse();
        assertThat(later.leave()).isFalse();
    }

    @Test
    void doesNotDialOnceItIsHalted() {
        var search = Search.first(soon());
        endpoint.onListen(() -> {
                    search.halt();
                    throw new AddressInUseException("taken", null);
                })
                .onConnect(deadline -> pipe);

        assertThat(find(search)).isEqualTo(new Found.Nothing());
        assertThat(endpoint.calls).containsExactly("listen");
    }

    @Test
    void whatIsReachedAfterTheHaltIsClosed() {
        var search = Search.first(soon());

        assertThat(search.startDialling()).isTrue();
        search.halt();
        search.reached(pipe);
        search.stopDialling();

        verify(pipe).close();
        assertThat(search.startDialling()).isFalse();
    }

    @Test
    void thePipeOfWhomItJoinsStaysOpen() {
        endpoint.onConnect(deadline -> pipe);

        assertThat(find(Search.first(soon()))).isEqualTo(new Found.Server(joined));
        verify(pipe, never()).close();
    }

    @Test
    void pausesBeforeItBeginsIfTheLinkBrokeAgainAndAgain() {
        endpoint.onConnect(deadline -> pipe);
        long pause = Duration.ofMillis(40).toNanos();
        long begin = System.nanoTime();

        find(Search.again(true, Patience.ENDLESS, pause));

        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(pause);
    }

    @Test
    void remembersItsLastRefusalForWhoeverAsksAtTheEnd() {
        var refusal = new AuthenticationException("the secrets differ", null);
        var search = Search.again(true, new Patience(Deadline.after(Duration.ofMillis(40))), 0);
        endpoint.onConnect(deadline -> pipe);

        var found = new Election(
                        endpoint,
                        acceptor -> mock(Listening.class),
                        (p, deadline) -> {
                            throw refusal;
                        },
                        pace())
                .find(search, failed::add);

        assertThat(found).isEqualTo(new Found.Nothing());
        assertThat(search.failureNow("x")).isSameAs(refusal);
        assertThat(failed).isNotEmpty().containsOnly(refusal);
    }

    @Test
    void aClaimThatCannotBeServedNorGivenBackTellsOfBoth() throws Exception {
        var acceptor = mock(Acceptor.class);
        var unserved = new IOException("no descriptors for the acceptor");
        var kept = new IOException("cannot be closed either");
        doThrow(kept).when(acceptor).close();
        endpoint.onListen(() -> acceptor);
        var search = Search.first(Deadline.after(Duration.ofMillis(30)));

        new Election(
                        endpoint,
                        a -> {
                            throw unserved;
                        },
                        (p, deadline) -> joined,
                        pace())
                .find(search, failed::add);

        assertThat(search.failureNow("x")).hasRootCause(unserved);
        assertThat(unserved.getSuppressed()).contains(kept);
    }

    private Found find(Search search) {
        return new Election(endpoint, acceptor -> mock(Listening.class), (p, deadline) -> joined, pace())
                .find(search, failed::add);
    }

    private static Pace pace() {
        return new Pace(Duration.ofSeconds(5), Duration.ofMillis(5), () -> 0.5);
    }

    /** A moment of the scripted clock. */
    private Deadline at(long nanos) {
        return Deadline.after(Duration.ofNanos(nanos - clock.get()), clock::get);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}
