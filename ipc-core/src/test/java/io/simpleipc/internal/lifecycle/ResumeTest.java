package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.Role;
import io.simpleipc.spi.Acceptor;
import io.simpleipc.spi.AddressInUseException;
import io.simpleipc.spi.Deadline;
import io.simpleipc.spi.Endpoint;
import io.simpleipc.spi.Pipe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was open when a link was cut is settled over the next one, if the peer is the same; docs/protocol.md, section 7.1. */
@Timeout(60)
final class ResumeTest extends ResumingSites {
    @Test
    void aRunningHandlerAnswersOverTheNextLink() throws Exception {
        var server = server();
        var client = client();
        var future = client.tunnel.queryAsync("block:future", LONG);
        var caller = new FutureTask<>(() -> client.tunnel.query("block:caller", LONG));
        new Thread(caller, "asks once").start();
        awaitStarted(2);

        cut(server, client);
        assertThat(client.tunnel.query("after")).isEqualTo("after");
        assertThat(future).isNotDone();
        release.countDown();

        assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo("block:future");
        assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("block:caller");
        assertThat(executed).containsExactlyInAnyOrder("block:future", "block:caller", "after");
    }

    @Test
    void theServersOwnQueriesAreSettledToo() throws Exception {
        var server = server();
        var client = client();
        var answer = server.tunnel.queryAsync("block", LONG);
        awaitStarted(1);

        cut(server, client);
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("block");
        assertThat(executed).containsExactly("block");
    }

    /** The asker's thread is the one that runs what its handler asks back, before and after the cut. */
    @Test
    void queriesWithinQueriesAreSettledOnBothSides() throws Exception {
        var server = server();
        var client = client();
        var answer = client.tunnel.queryAsync("back:block", LONG);
        awaitStarted(1);

        cut(server, client);
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("back block");
        assertThat(executed).containsExactly("back:block", "block");
    }

    @Test
    void aHandlerThatAsksOnlyAfterTheCutAsksOverTheNextLink() throws Exception {
        var server = server();
        var client = client();
        var answer = client.tunnel.queryAsync("wait, then ask:late", LONG);
        awaitStarted(1);

        cut(server, client);
        assertThat(client.tunnel.query("after")).isEqualTo("after"); // and before it that was asked for again
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("late");
    }

    @Test
    void aSecondCutAndAThirdCostNothing() throws Exception {
        var server = server();
        var client = client();
        var answers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 3; i++) {
            answers.add(client.tunnel.queryAsync("block" + i, LONG));
            awaitStarted(1);
            cut(server, client);
        }
        release.countDown();
        for (int i = 0; i < 3; i++) {
            assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("block" + i);
        }
        assertThat(executed).containsExactly("block0", "block1", "block2");
    }

    /** The next link is cut after each byte that the client sends over it, so within each part of the settlement. */
    @Test
    void aCutAtAnyByteOfTheSettlementCostsNothing() throws Exception {
        var server = server();
        var client = client();
        long joining = client.endpoint.dialled.get(0).bytesWritten();
        int cuts = 0;
        for (long at = joining - 20; at < joining + 80; at++) {
            var pipe = client.endpoint.dialled.get(client.endpoint.dialled.size() - 1);
            server.endpoint.accepted.get(server.endpoint.accepted.size() - 1).stallWrites(true);
            var text = "cut at " + at;
            var answer = client.tunnel.queryAsync(text, LONG);
            awaitStarted(1);
            long end = at;
            var once = new Semaphore(1);
            client.endpoint.onDialled = next -> once.tryAcquire() ? next.cutWritesAfter(end) : next;
            pipe.close();

            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(text);
            assertThat(executed.stream().filter(text::equals)).hasSize(1);
            cut(server, client); // whatever is left of the link that was to be cut
            whole(client);
            started.drainPermits();
            cuts++;
        }
        System.out.println("[resume] " + cuts + " second cuts within the settlement: all answered, executed once");
    }

    @Test
    void rolesMaySwapAfterTheCut() throws Exception {
        var mayListen = new Listening(true);
        var server = add(plan().behind(mayListen::wrap)
                .onQuery(handler(() -> 0))
                .spec(spec -> spec.promotion(true))
                .build());
        server.endpoint.checkInterval = Duration.ofMillis(20);
        server.tunnel.connect(LONG);
        var client = client();
        var ofClient = client.tunnel.queryAsync("block:client", LONG);
        var ofServer = server.tunnel.queryAsync("block:server", LONG);
        awaitStarted(2);

        mayListen.allowed = false;
        server.endpoint.claimStands = false;
        client.heard.next("connected");
        client.heard.next("disconnected");
        client.heard.next("listening");
        client.heard.next("connected");
        assertThat(client.tunnel.role()).isEqualTo(Role.SERVER);
        release.countDown();

        assertThat(ofClient.get(20, TimeUnit.SECONDS)).isEqualTo("block:client");
        assertThat(ofServer.get(20, TimeUnit.SECONDS)).isEqualTo("block:server");
        assertThat(executed).containsExactlyInAnyOrder("block:client", "block:server");
    }

    /** The link may have decided that they wait, or not yet, or the connection that it is closed. */
    @Test
    void aCutAndACloseAtTheSameTimeLeaveNoFutureIncomplete() throws Exception {
        for (int round = 0; round < 40; round++) {
            var server = server();
            var client = client();
            var answers = Stream.generate(() -> client.tunnel.queryAsync("block", LONG))
                    .limit(KEPT)
                    .toList();
            awaitStarted(1);
            var cut = new Thread(transport::cutAllPipes, "cuts");
            cut.start();
            Thread.sleep(0, 25_000 * round); // the moment is what is random: anywhere within the end of the link
            client.close();
            cut.join();

            assertThat(answers).as("round %s", round).allMatch(CompletableFuture::isDone);
            release.countDown();
            server.close();
            sites.clear();
        }
    }

    /** Its last word names the queries that it accepted, and what is resumed is none of those. */
    @Test
    void aPeerThatClosesAnswersWhatWasResumed() throws Exception {
        var server = server();
        var client = client();
        var answer = client.tunnel.queryAsync("block", LONG);
        awaitStarted(1);
        cut(server, client);
        assertThat(server.tunnel.query("back")).isEqualTo("back"); // and before it that was asked for again

        var closing = new Thread(server::close, "closes");
        closing.start();
        while (server.tunnel.state() != ConnectionState.CLOSED) {
            Thread.onSpinWait();
        }
        assertThat(client.endpoint.dialled).hasSize(2);
        awaitClosing(client);
        release.countDown();

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("block");
        closing.join();
    }

    /** One-way messages are refused from then on, and count as no query before. */
    private static void awaitClosing(Site client) {
        var deadline = Deadline.after(LONG);
        try {
            while (!deadline.hasPassed()) {
                client.tunnel.send("x");
                Thread.onSpinWait();
            }
        } catch (NotConnectedException e) {
            assertThat(e).hasMessageContaining("the peer is closing");
        }
    }

    /** What no handler had taken yet is told so, and never runs. */
    @Test
    void whatWaitedForAHandlerIsNotExecuted() throws Exception {
        var server = server();
        var client = client();
        var answers = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 100; i++) { // of which 64 are run at once
            answers.add(client.tunnel.queryAsync("block" + i, LONG));
        }
        awaitStarted(64);

        cut(server, client);
        // The server may see the new link before it sees the end of the old one, whose handlers would go on to what
        // waits.
        await().atMost(LONG)
                .until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 36);
        release.countDown();

        int refused = 0;
        for (int i = 0; i < 100; i++) {
            try {
                assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("block" + i);
            } catch (ExecutionException e) {
                assertThat(((IpcException) e.getCause()).outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                assertThat(executed).doesNotContain("block" + i);
                refused++;
            }
        }
        assertThat(refused).isEqualTo(36);
    }

    /** Until the link that was to be cut is behind us. */
    private static void whole(Site client) {
        String answer = null;
        while (answer == null) {
            assertThat(client.tunnel.awaitConnected(LONG)).isTrue();
            try {
                answer = client.tunnel.query("next");
            } catch (IpcException e) {
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            }
        }
    }

    /** Whether an endpoint may be listened at. */
    private static final class Listening {
        private volatile boolean allowed;

        Listening(boolean allowed) {
            this.allowed = allowed;
        }

        Endpoint wrap(Endpoint inner) {
            return new Endpoint() {
                @Override
                public String description() {
                    return inner.description();
                }

                @Override
                public Acceptor listen() throws IOException {
                    if (!allowed) {
                        throw new AddressInUseException("the test wants it so", null);
                    }
                    return inner.listen();
                }

                @Override
                public Pipe connect(Deadline deadline) throws IOException {
                    return inner.connect(deadline);
                }
            };
        }
    }
}
