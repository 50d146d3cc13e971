package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.simpleipc.ConnectionState;
import io.simpleipc.MessageTooLargeException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.QueryTimeoutException;
import io.simpleipc.Reconnect;
import io.simpleipc.Refusal;
import io.simpleipc.RemoteQueryException;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.spi.Deadline;
import io.simpleipc.testkit.MemoryTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection says of itself, in every state, and that no link takes its counts with it. */
@Timeout(60)
final class SnapshotTest {
    /** The common pool may have one thread only, and what waits would keep it. */
    private static final Executor OWN_THREAD = task -> new Thread(task, "of the test").start();

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();

    @AfterEach
    void closeAll() {
        sites.forEach(Site::close);
    }

    private Site site(Consumer<Site.Plan> change) {
        var plan = new Site.Plan(transport, "snapshot");
        change.accept(plan);
        var site = plan.build();
        sites.add(site);
        return site;
    }

    private Site connected(Consumer<Site.Plan> change) {
        var site = site(change);
        site.tunnel.connect(SOON);
        return site;
    }

    private static void awaitPeer(Site site) {
        assertThat(site.tunnel.awaitConnected(SOON)).isTrue();
    }

    @Test
    void itTellsStateRoleAndPeerFromTheFirstMomentToAfterTheLast() {
        var server = site(plan -> {});
        assertThat(server.tunnel.snapshot().state()).isEqualTo(ConnectionState.IDLE);
        assertThat(server.tunnel.snapshot().roundTrips()).isEmpty();
        server.tunnel.connect();
        assertThat(server.tunnel.snapshot().state()).isEqualTo(ConnectionState.LISTENING);
        assertThat(server.tunnel.snapshot().role()).isEqualTo(Role.SERVER);
        assertThat(server.tunnel.snapshot().peer()).isNull();

        var client = connected(plan -> {});
        var joined = client.tunnel.snapshot();
        assertThat(joined.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(joined.role()).isEqualTo(Role.CLIENT);
        assertThat(joined.peer()).isEqualTo(client.tunnel.peer());
        assertThat(joined.links().reconnects()).isZero();

        client.tunnel.query("counted");
        client.close();
        var closed = client.tunnel.snapshot();
        assertThat(closed.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(closed.role()).isNull();
        assertThat(closed.queries().answered()).isEqualTo(1);
        assertThat(closed.queries().inFlight()).isZero();
    }

    @Test
    void eachQueryIsCountedOnceByWhatBecameOfIt() throws Exception {
        var hanging = new CountDownLatch(3);
        var release = new CountDownLatch(1);
        connected(plan -> plan.onQuery(text -> {
            if (text.equals("fail")) {
                throw new IllegalStateException("as asked");
            }
            if (text.equals("hang")) {
                hanging.countDown();
                release.await();
            }
            return text;
        }));
        var server = sites.get(0);
        var client = site(plan -> plan.spec(spec -> spec.maxMessageSize(1024)));
        assertThatThrownBy(() -> client.tunnel.query("nobody there")).isInstanceOf(NotConnectedException.class);
        assertThat(client.tunnel.queryAsync("nobody there")).isCompletedExceptionally();
        client.tunnel.connect(SOON);
        awaitPeer(server);

        client.tunnel.query("one");
        assertThat(client.tunnel.queryAsync("two").join()).isEqualTo("two");
        assertThatThrownBy(() -> client.tunnel.query("fail")).isInstanceOf(RemoteQueryException.class);
        assertThat(client.tunnel.queryAsync("fail").handle((a, e) -> e).join())
                .isInstanceOf(RemoteQueryException.class);
        assertThatThrownBy(() -> client.tunnel.query("x".repeat(2000))).isInstanceOf(MessageTooLargeException.class);
        assertThatThrownBy(() -> client.tunnel.query("hang", Duration.ofMillis(250)))
                .isInstanceOf(QueryTimeoutException.class);
        assertThat(client.tunnel
                        .queryAsync("hang", Duration.ofMillis(250))
                        .handle((a, e) -> e)
                        .join())
                .isInstanceOf(QueryTimeoutException.class);
        var cancelled = client.tunnel.queryAsync("hang");
        assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
        cancelled.cancel(false);

        var queries = client.tunnel.snapshot().queries();
        assertThat(queries.asked()).isEqualTo(7);
        assertThat(queries.answered()).isEqualTo(2);
        assertThat(queries.failed())
                .isEqualTo(Map.of(Outcome.NOT_EXECUTED, 0L, Outcome.EXECUTED, 2L, Outcome.UNKNOWN, 3L));
        assertThat(queries.notSent()).isEqualTo(3);
        assertThat(queries.inFlight())
                .as("the peer has not said the last word of these")
                .isEqualTo(3);
        assertThat(client.tunnel.snapshot().roundTrips())
                .hasSize(2)
                .allSatisfy(time -> assertThat(time).isBetween(Duration.ZERO, SOON));
        assertThat(server.tunnel.snapshot().inquiries().inFlight()).isEqualTo(3);

        release.countDown();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(client.tunnel.snapshot().queries().inFlight()).isZero();
            assertThat(server.tunnel.snapshot().inquiries().inFlight()).isZero();
        });
        assertThat(client.tunnel.snapshot().queries().answered()).isEqualTo(2);
        var inquiries = server.tunnel.snapshot().inquiries();
        assertThat(inquiries.received()).isEqualTo(7);
        assertThat(inquiries.answered() + inquiries.failed()).isEqualTo(7);
        assertThat(inquiries.failed())
                .as("two that failed, and those that were too late")
                .isBetween(2L, 5L);
    }

    @Test
    void aQueryThatNoHandlerTakesIsCountedAsNotExecuted() {
        connected(plan -> plan.onBytes(null));
        var client = connected(plan -> {});

        assertThatThrownBy(() -> client.tunnel.query("?")).isInstanceOf(RemoteQueryException.class);

        assertThat(client.tunnel.snapshot().queries().failed()).containsEntry(Outcome.NOT_EXECUTED, 1L);
        assertThat(sites.get(0).tunnel.snapshot().inquiries().failed()).isEqualTo(1);
    }

    @Test
    void messagesAreCountedAtBothEnds() {
        var heard = new CountDownLatch(3);
        var server = connected(plan -> plan.onMessage(message -> heard.countDown()));
        var client = connected(plan -> {});
        awaitPeer(server);

        for (int i = 0; i < 3; i++) {
            client.tunnel.send("note");
        }
        server.tunnel.send("nobody listens to this");

        await().atMost(SOON).until(() -> heard.getCount() == 0);
        assertThat(client.tunnel.snapshot().messages().sent()).isEqualTo(3);
        assertThat(server.tunnel.snapshot().messages().received()).isEqualTo(3);
        await().atMost(SOON).until(() -> client.tunnel.snapshot().messages().received() == 1);
        assertThat(client.tunnel.snapshot().queries().asked()).isZero();
    }

    @Test
    void theCountsOutliveTheLink() throws Exception {
        var server = connected(plan -> {});
        var client = connected(plan -> {});
        awaitPeer(server);
        client.heard.next("connected");
        client.tunnel.query("before");

        for (int i = 1; i <= 3; i++) {
            transport.cutAllPipes();
            client.heard.next("disconnected");
            client.heard.next("connected");
            client.tunnel.query("after");
            var now = client.tunnel.snapshot();
            assertThat(now.queries().asked()).isEqualTo(1 + i);
            assertThat(now.queries().answered()).isEqualTo(1 + i);
            assertThat(now.links().reconnects()).isEqualTo(i);
            assertThat(now.roundTrips()).hasSize(1 + i);
        }
        assertThat(server.tunnel.snapshot().inquiries().received()).isEqualTo(4);
        assertThat(server.tunnel.snapshot().inquiries().answered()).isEqualTo(4);
        assertThat(server.tunnel.snapshot().links().reconnects()).isEqualTo(3);
        assertThat(client.tunnel.snapshot().links().promotions()).isZero();
    }

    @Test
    void aQueryThatWaitsForItsPeerToComeBackIsInFlight() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        connected(plan -> plan.onQuery(text -> {
            started.countDown();
            release.await();
            return text;
        }));
        var client =
                connected(plan -> plan.spec(spec -> spec.reconnect(new Reconnect(true, 100, Duration.ofMillis(50)))));
        client.heard.next("connected");
        var answer = client.tunnel.queryAsync("wait", SOON);
        started.await();

        transport.cutAllPipes();
        client.heard.next("disconnected");
        assertThat(client.tunnel.snapshot().queries().inFlight()).isEqualTo(1);
        client.heard.next("connected");
        await().atMost(SOON).until(() -> client.tunnel.snapshot().queries().inFlight() == 1); // asked for again
        release.countDown();

        assertThat(answer.join()).isEqualTo("wait");
        var after = client.tunnel.snapshot().queries();
        assertThat(after.asked()).as("it was asked once").isEqualTo(1);
        assertThat(after.answered()).isEqualTo(1);
        assertThat(after.inFlight()).isZero();
        assertThat(sites.get(0).tunnel.snapshot().inquiries().answered()).isEqualTo(1);
    }

    @Test
    void whoBecomesServerAfterItsServerHasGoneIsPromoted() throws Exception {
        var server = connected(plan -> {});
        var client = connected(plan -> {});
        client.heard.next("connected");

        server.close();
        client.heard.next("disconnected");
        client.heard.next("listening");

        assertThat(client.heard.promotions).hasValue(1);
        assertThat(client.tunnel.snapshot().links().promotions()).isEqualTo(1);
        assertThat(server.heard.promotions)
                .as("of one that was server from the beginning")
                .hasValue(0);
    }

    @Test
    void aServerThatListensAnewIsNotPromoted() throws Exception {
        var server = site(plan -> {});
        server.endpoint.checkInterval = Duration.ofMillis(20);
        server.tunnel.connect(SOON);
        server.heard.next("listening");

        server.endpoint.claimStands = false;
        server.heard.next("listening");

        assertThat(server.tunnel.snapshot().links().promotions()).isZero();
        assertThat(server.heard.promotions).hasValue(0);
    }

    @Test
    void whoKnocksInVainIsCountedAndHeardOfByReason() throws Exception {
        var server = connected(plan -> {});
        connected(plan -> {});
        awaitPeer(server);
        var third = site(plan -> {});
        var stranger = site(plan -> plan.spec(spec -> spec.secret("a wrong secret")));

        assertThatThrownBy(() -> third.tunnel.connect(SOON)).isNotNull();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> stranger.tunnel.connect(SOON)).isNotNull();
        }
        try (var foreign =
                transport.endpoint(Spec.of("memory", "snapshot", "test secret")).connect(Deadline.after(SOON))) {
            foreign.write(
                    new ByteBuffer[] {ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))},
                    0,
                    1);
            await().atMost(SOON).until(() -> refusals(server).get(Refusal.FOREIGN) == 1);
        }

        assertThat(refusals(server))
                .containsEntry(Refusal.BUSY, 1L)
                .containsEntry(Refusal.WRONG_SECRET, 3L)
                .containsEntry(Refusal.UNTRUSTED, 0L);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.heard.refusals)
                        .contains(Refusal.BUSY, Refusal.WRONG_SECRET, Refusal.FOREIGN));
        assertThat(server.heard.refusals).as("three of a kind within a second").hasSizeLessThan(6);
    }

    @Test
    void manyThreadsAreCountedToTheLastQuery() {
        var server = connected(plan -> {});
        var client = connected(plan -> {});
        awaitPeer(server);
        var running = new ArrayList<CompletableFuture<Void>>();
        for (var each : List.of(server, client)) {
            for (int i = 0; i < 4; i++) {
                running.add(CompletableFuture.runAsync(
                        () -> {
                            for (int k = 0; k < 500; k++) {
                                each.tunnel.query("q");
                                each.tunnel.queryAsync("q").join();
                                var queries = each.tunnel.snapshot().queries();
                                assertThat(queries.answered()).isLessThanOrEqualTo(queries.asked());
                            }
                        },
                        OWN_THREAD));
            }
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();

        for (var each : List.of(server, client)) {
            var now = each.tunnel.snapshot();
            assertThat(now.queries().asked()).isEqualTo(4000);
            assertThat(now.queries().answered()).isEqualTo(4000);
            assertThat(now.inquiries().received()).isEqualTo(4000);
            assertThat(now.inquiries().answered()).isEqualTo(4000);
            assertThat(now.inquiries().failed() + now.queries().notSent()).isZero();
            assertThat(now.roundTrips()).hasSize(64);
        }
    }

    private static Map<Refusal, Long> refusals(Site site) {
        return site.tunnel.snapshot().links().refusals();
    }
}
