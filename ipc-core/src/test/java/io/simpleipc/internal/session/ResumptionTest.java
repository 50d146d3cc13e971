package io.simpleipc.internal.session;

import static io.simpleipc.internal.session.SessionPair.LOG;
import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Peer;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.internal.session.handshake.Agreement;
import io.simpleipc.internal.session.handshake.Dialer;
import io.simpleipc.internal.wire.Limits;
import io.simpleipc.internal.wire.Seal;
import io.simpleipc.spi.ChannelBinding;
import io.simpleipc.testkit.MemoryPipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two links of one connection to the same peer, of which the second has taken the place of the first. */
@Timeout(60)
final class ResumptionTest {
    private static final Spec SPEC = Spec.of("memory", "test", "secret");
    private static final Limits LIMITS = new Limits(1 << 20, 16, (4L << 20) + Limits.WINDOW_SLACK);

    private final Resumption resumption = new Resumption();
    private final Workers workers = new Workers(null, "test", LOG);
    private final UUID peer = UUID.randomUUID();
    private final CompletableFuture<IpcException> endOfEarlier = new CompletableFuture<>();
    private final CompletableFuture<IpcException> endOfLater = new CompletableFuture<>();
    private final Session earlier = session(endOfEarlier);
    private final Session later = laterSession();

    ResumptionTest() throws IOException {}

    private Session laterSession() throws IOException {
        long now = System.nanoTime();
        while (System.nanoTime() == now) {
            Thread.onSpinWait(); // they are told apart by the clock
        }
        return session(endOfLater);
    }

    private Session session(CompletableFuture<IpcException> end) throws IOException {
        var pipe = MemoryPipe.pair(1 << 16, ChannelBinding.of("memory")).one();
        var agreement = new Agreement(
                new Peer(ProcessHandle.current().pid(), Instant.EPOCH, Role.CLIENT, 1),
                Role.SERVER,
                UUID.randomUUID(),
                peer,
                LIMITS,
                Duration.ofMinutes(1),
                true,
                Seal.NONE);
        return Session.of(
                new Dialer.Joined(pipe, agreement, ByteBuffer.allocate(0)),
                new SessionSettings(
                        SPEC,
                        LIMITS,
                        new Handlers(query -> query, null),
                        workers,
                        LOG,
                        resumption,
                        new Tally(),
                        "memory:test"),
                (session, cause) -> end.complete(cause),
                Thread::new);
    }

    @AfterEach
    void end() {
        earlier.abort(new NotConnectedException("the test is over", null));
        later.abort(new NotConnectedException("the test is over", null));
        resumption.close("the test is over");
        workers.close(Duration.ofSeconds(5));
    }

    @Test
    void theLaterOfTwoLinksIsThePresentOneThoughItBeginsFirst() {
        assertThat(resumption.begins(later)).isTrue();
        assertThat(resumption.begins(earlier)).isFalse();
    }

    @Test
    void theUsualOrderIsFine() {
        assertThat(resumption.begins(earlier)).isTrue();
        assertThat(resumption.begins(later)).isTrue();
    }

    /** Else it would take over what the later one has to ask for, and keep it for good. */
    @Test
    void aLinkWhoseThreadComesAfterThatOfALaterOneEnds() throws Exception {
        assertThat(resumption.begins(later)).isTrue();

        earlier.start();

        assertThat(endOfEarlier.get(20, TimeUnit.SECONDS)).hasMessageContaining("a later link has begun already");
        assertThat(endOfLater).isNotDone();
    }
}
