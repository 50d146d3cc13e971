package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.simpleipc.IpcException;
import io.simpleipc.Outcome;
import io.simpleipc.Reconnect;
import io.simpleipc.testkit.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a query whose link was cut: it has its outcome, and is never executed again over the next link. */
@Timeout(60)
final class AfterACutTest {
    private static final String ONCE = "once";

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();
    private final List<String> executed = new CopyOnWriteArrayList<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Site server = site();
    private final Site client = site();

    @AfterEach
    void closeAll() {
        sites.forEach(Site::close);
    }

    @Test
    void thatWasFinishedButItsAnswerLostIsAnsweredOverTheNextLink() throws Exception {
        join();
        server.endpoint.accepted.get(0).stallWrites(true);
        var answer = client.tunnel.queryAsync(ONCE);
        assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();

        transport.cutAllPipes();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(ONCE);
        awaitTheNextLink();
        assertThat(executed).containsExactly(ONCE, "after");
        System.out.println("[fault 35] finished, its answer lost: answered over the next link, executed once");
    }

    @Test
    void thatTheServerNeverSawWasNotExecutedAndIsNotSentAgain() throws Exception {
        join();
        client.endpoint.dialled.get(0).stallWrites(true);
        var answer = client.tunnel.queryAsync(ONCE);

        transport.cutAllPipes();

        assertThat(outcome(answer)).isEqualTo(Outcome.NOT_EXECUTED);
        awaitTheNextLink();
        assertThat(executed).containsExactly("after");
        System.out.println("[fault 35] not seen by the server: NOT_EXECUTED, never executed");
    }

    /** Without its last byte it is no query, however much of it arrived. */
    @Test
    void thatTheServerSawInPartWasNotExecutedAndIsNotSentAgain() throws Exception {
        join();
        var pipe = client.endpoint.dialled.get(0);
        pipe.cutWritesAfter(pipe.bytesWritten() + 20);

        assertThat(outcome(client.tunnel.queryAsync(ONCE))).isEqualTo(Outcome.NOT_EXECUTED);

        awaitTheNextLink();
        assertThat(executed).containsExactly("after");
        System.out.println("[fault 35] seen in part by the server: never executed");
    }

    private void join() throws InterruptedException {
        server.tunnel.connect();
        client.tunnel.connect();
        client.heard.next("connected");
        server.heard.next("listening");
        server.heard.next("connected");
    }

    /** Whatever was to be sent again would be there before the next query, of the same thread, is answered. */
    private void awaitTheNextLink() throws InterruptedException {
        client.heard.next("disconnected");
        client.heard.next("connected");
        assertThat(client.tunnel.query("after")).isEqualTo("after");
    }

    private static Outcome outcome(CompletableFuture<String> answer) throws Exception {
        try {
            throw new AssertionError("the link was cut, but there is " + answer.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(IpcException.class);
            return ((IpcException) e.getCause()).outcome();
        }
    }

    private Site site() {
        var site = new Site.Plan(transport, "after a cut")
                .spec(spec -> spec.queryTimeout(Duration.ofSeconds(30))
                        .reconnect(new Reconnect(true, 0, Duration.ofMillis(20))))
                .onQuery(text -> {
                    executed.add(text);
                    finished.countDown();
                    return text;
                })
                .build();
        sites.add(site);
        return site;
    }
}
