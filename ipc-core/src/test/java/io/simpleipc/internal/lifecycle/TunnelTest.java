package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.QueryContext;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.testkit.MemoryTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the user holds: arguments, text, and queries without a peer. */
@Timeout(60)
final class TunnelTest {
    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();

    @AfterEach
    void closeAll() {
        sites.forEach(Site::close);
    }

    @Test
    void nullIsRefusedByName() {
        var tunnel = site(new Site.Plan(transport, "tunnel")).tunnel;

        assertThatThrownBy(() -> tunnel.query((String) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("query");
        assertThatThrownBy(() -> tunnel.query((byte[]) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("query");
        assertThatThrownBy(() -> tunnel.queryAsync((byte[]) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("query");
        assertThatThrownBy(() -> tunnel.send((String) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("message");
        assertThatThrownBy(() -> tunnel.connect(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("timeout");
        assertThatThrownBy(() -> tunnel.awaitConnected(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("timeout");
    }

    @Test
    void timeoutsMustBeLongerThanZero() {
        var tunnel = pair(new Site.Plan(transport, "tunnel")).tunnel;

        for (var timeout : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> tunnel.connect(timeout)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> tunnel.query("x", timeout)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> tunnel.queryAsync("x", timeout)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void veryLongTimeoutsAreAsGoodAsForEver() {
        var tunnel = pair(new Site.Plan(transport, "tunnel")).tunnel;

        assertThat(tunnel.query("x", Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo("x");
        tunnel.connect(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(tunnel.awaitConnected(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    }

    @Test
    void halfASurrogatePairIsNoText() {
        var tunnel = pair(new Site.Plan(transport, "tunnel")).tunnel;

        assertThatThrownBy(() -> tunnel.query("half: \ud83d")).isInstanceOf(IllegalArgumentException.class);
        assertThat(tunnel.query("whole: \ud83d\ude00, and why not \ufffd?"))
                .isEqualTo("whole: \ud83d\ude00, and why not \ufffd?");
    }

    @Test
    void anEmptyAnswerIsAnAnswer() {
        var tunnel = pair(new Site.Plan(transport, "tunnel").onQuery(text -> "")).tunnel;

        assertThat(tunnel.query("anything")).isEmpty();
        assertThat(tunnel.query(new byte[0])).isEmpty();
    }

    @Test
    void anAnswerThatIsNoTextIsAFailureThatWasExecuted() {
        var tunnel = pair(new Site.Plan(transport, "tunnel").onBytes(bytes -> new byte[] {(byte) 0xff})).tunnel;

        var failure = catchThrowableOfType(RemoteQueryException.class, () -> tunnel.query("text?"));
        assertThat(failure.outcome()).isEqualTo(Outcome.EXECUTED);
        assertThatThrownBy(() -> tunnel.queryAsync("text?").get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RemoteQueryException.class);
        assertThat(tunnel.query("bytes".getBytes(StandardCharsets.UTF_8))).containsExactly(0xff);
    }

    @Test
    void asyncCompletesWithTheAnswer() throws Exception {
        var tunnel = pair(new Site.Plan(transport, "tunnel")).tunnel;

        assertThat(tunnel.queryAsync("text").get(10, TimeUnit.SECONDS)).isEqualTo("text");
        assertThat(tunnel.queryAsync(new byte[] {1, 2}).get(10, TimeUnit.SECONDS))
                .containsExactly(1, 2);
    }

    @Test
    void cancellingAFutureOfTextCancelsTheQueryAtThePeer() throws Exception {
        var running = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        var tunnel = pair(new Site.Plan(transport, "tunnel").onQuery(text -> {
                    running.countDown();
                    while (!QueryContext.current().isCancelled()) {
                        Thread.onSpinWait();
                    }
                    cancelled.countDown();
                    return "nobody waits";
                }))
                .tunnel;

        var future = tunnel.queryAsync("slow");
        running.await();
        future.cancel(true);

        assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(future).isCancelled();
    }

    @Test
    void withoutAPeerEveryQueryFailsTypedAndSaysWhatToDo() {
        var tunnel = site(new Site.Plan(transport, "tunnel")).tunnel;

        assertThatThrownBy(() -> tunnel.query("x"))
                .isInstanceOf(NotConnectedException.class)
                .hasMessageContaining("memory:tunnel")
                .hasMessageContaining("connect()");
        tunnel.connect();
        assertThatThrownBy(() -> tunnel.send("x"))
                .isInstanceOf(NotConnectedException.class)
                .hasMessageContaining("awaitConnected()");
        var future = tunnel.queryAsync("x");
        assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(NotConnectedException.class);
    }

    @Test
    void neitherThreadsNorTextFormShowTheSecret() {
        var site = pair(new Site.Plan(transport, "tunnel").spec(spec -> spec.secret("test secret")));

        assertThat(site.tunnel.toString()).contains("memory:tunnel").doesNotContain("test secret");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().contains("test secret"));
    }

    /** The client of a pair whose server is as planned. */
    private Site pair(Site.Plan server) {
        site(server).tunnel.connect();
        var client = site(new Site.Plan(transport, "tunnel"));
        client.tunnel.connect();
        return client;
    }

    private Site site(Site.Plan plan) {
        var site = plan.build();
        sites.add(site);
        return site;
    }
}
