package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simpleipc.AddressUnusableException;
import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.PeerBusyException;
import io.simpleipc.QueryHandler;
import io.simpleipc.Reconnect;
import io.simpleipc.Role;
import io.simpleipc.Spec;
import io.simpleipc.internal.session.ThreadsToBeHad;
import io.simpleipc.testkit.MemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of either side when the link or the other side goes. */
@Timeout(60)
final class RecoveryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();

    @AfterEach
    void closeAll() {
        sites.forEach(Site::close);
    }

    @Test
    void theSurvivingClientIsPromotedAndTheNextToComeJoinsIt() throws Exception {
        var server = connected();
        var client = connected();

        server.close();
        client.heard.next("connected");
        client.heard.next("disconnected");
        client.heard.next("listening");
        assertThat(client.tunnel.role()).isEqualTo(Role.SERVER);

        var newcomer = connected();
        client.heard.next("connected");
        assertThat(newcomer.tunnel.query("still there?")).isEqualTo("still there?");
    }

    @Test
    void theServerKeepsItsSeatWhenTheClientGoes() throws Exception {
        var server = connected();
        var client = connected();
        assertThat(server.tunnel.awaitConnected(SOON)).isTrue();

        client.close();

        server.heard.next("listening");
        server.heard.next("connected");
        server.heard.next("disconnected");
        server.heard.next("listening");
        assertThat(server.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
        assertThat(server.endpoint.listens).hasValue(1);
        connected();
        server.heard.next("connected");
    }

    @Test
    void aCutLinkIsMadeWholeWithoutTheRolesChanging() throws Exception {
        var server = connected();
        var client = connected();
        server.heard.next("listening");
        server.heard.next("connected");
        client.heard.next("connected");

        transport.cutAllPipes();

        client.heard.next("disconnected");
        client.heard.next("connected");
        server.heard.next("disconnected");
        server.heard.nextMaybeAfter(
                "listening", "connected"); // ServingTest: a client may be back before its loss shows
        assertThat(client.tunnel.role()).isEqualTo(Role.CLIENT);
        assertThat(client.tunnel.query("whole again")).isEqualTo("whole again");
    }

    /** To whoever comes back: it may have been executed by the one that does not. */
    @Test
    void aQueryThatWasUnderWayWhenTheLinkBrokeIsNeverSentAgain() throws Exception {
        var executions = new AtomicInteger();
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var server = connected();
        var client = onQuery(text -> {
            executions.incrementAndGet();
            started.countDown();
            release.await();
            return text;
        });
        client.tunnel.connect(SOON);
        server.heard.next("listening");
        server.heard.next("connected");
        var outcome = new FutureTask<>(
                () -> catchThrowableOfType(IpcException.class, () -> server.tunnel.query("once", SOON)));
        new Thread(outcome, "asks once").start();
        started.await();
        client.endpoint.dialFailure = new IOException("it shall not come back");

        transport.cutAllPipes();
        server.heard.next("disconnected");
        server.heard.next("listening");
        var other = onQuery(text -> String.valueOf(executions.incrementAndGet()));
        other.tunnel.connect(SOON);

        var failure = outcome.get(20, TimeUnit.SECONDS);
        assertThat(failure).as("what its caller was told").isNotNull();
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(executions).hasValue(1);
        assertThat(server.tunnel.query("after")).isEqualTo("2");
        release.countDown();
    }

    private Site onQuery(QueryHandler handler) {
        var site = new Site.Plan(transport, "recovery").onQuery(handler).build();
        sites.add(site);
        return site;
    }

    @Test
    void manyCutsInARowAreMadeWhole() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var server = connected();
        var client = connected(spec -> spec.reconnect(new Reconnect(true, 0, Duration.ofMillis(5))));
        for (int i = 0; i < 100; i++) {
            assertThat(client.tunnel.awaitConnected(SOON))
                    .as("seed " + seed + ", cut " + i)
                    .isTrue();
            if (random.nextBoolean()) {
                assertThat(server.tunnel.awaitConnected(SOON))
                        .as("seed " + seed + ", cut " + i)
                        .isTrue();
            }
            transport.cutAllPipes();
        }

        assertThat(client.tunnel.awaitConnected(SOON)).isTrue();
        assertThat(client.tunnel.role()).isEqualTo(Role.CLIENT);
    }

    @Test
    void withoutPromotionTheClientDialsUntilThereIsAServerAgain() throws Exception {
        var server = connected();
        var client = connected(spec -> spec.promotion(false).reconnect(new Reconnect(true, 0, Duration.ofMillis(20))));
        int listens = client.endpoint.listens.get();
        client.heard.next("connected");

        server.close();
        client.heard.next("disconnected");
        client.heard.next("attemptFailed");
        assertThat(client.tunnel.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(client.tunnel.role()).isNull();
        assertThatThrownBy(() -> client.tunnel.query("anybody?")).isInstanceOf(NotConnectedException.class);
        connected();

        client.heard.next("connected");
        assertThat(client.tunnel.role()).isEqualTo(Role.CLIENT);
        assertThat(client.endpoint.listens).hasValue(listens);
    }

    @Test
    void withReconnectingOffTheClientDropsTheConnection() throws Exception {
        var server = connected();
        var client = connected(spec -> spec.reconnect(Reconnect.OFF));
        int listens = client.endpoint.listens.get();
        client.heard.next("connected");

        server.close();

        client.heard.next("disconnected");
        client.heard.next("gaveUp");
        assertThat(client.tunnel.state()).isEqualTo(ConnectionState.IDLE);
        assertThat(client.endpoint.listens).hasValue(listens);
        assertThat(client.tunnel.awaitConnected(SOON)).isFalse();

        client.tunnel.connect();
        assertThat(client.tunnel.role()).isEqualTo(Role.SERVER);
    }

    @Test
    void aPromotedServerGivesUpWhenNobodyComesWithinItsRetries() throws Exception {
        var server = connected();
        var client = connected(spec -> spec.reconnect(new Reconnect(true, 3, Duration.ofMillis(250))));
        client.heard.next("connected");

        long start = System.nanoTime();
        server.close();
        client.heard.next("disconnected");
        client.heard.next("listening");
        client.heard.next("gaveUp");

        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(700));
        assertThat(client.tunnel.state()).isEqualTo(ConnectionState.IDLE);
        assertThat(client.heard.causes.get(client.heard.causes.size() - 1))
                .hasMessageContaining("3 x 250 ms")
                .hasMessageContaining("maxRetries");
        assertThatThrownBy(() -> client.tunnel.query("anybody?"))
                .isInstanceOf(NotConnectedException.class)
                .hasMessageContaining("maxRetries");
        try (var free = transport.endpoint(Spec.of("memory", "recovery", "x")).listen()) {
            assertThat(free).isNotNull();
        }
        client.tunnel.connect();
        assertThat(client.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
    }

    @Test
    void aDiallerGivesUpWithATypedErrorAndItsThreadEnds() throws Exception {
        var server = connected();
        var client = connected(spec -> spec.promotion(false).reconnect(new Reconnect(true, 3, Duration.ofMillis(250))));
        client.heard.next("connected");

        server.close();
        client.heard.next("disconnected");
        client.heard.next("gaveUp");

        assertThat(client.heard.causes.get(client.heard.causes.size() - 1))
                .isInstanceOf(AddressUnusableException.class);
        assertThat(client.tunnel.state()).isEqualTo(ConnectionState.IDLE);
        int dials = client.endpoint.dials.get();
        client.heard.nothingFor(Duration.ofMillis(200));
        assertThat(client.endpoint.dials).hasValue(dials);
    }

    @Test
    void aServerThatHadAPeerAfterItsPromotionWaitsForEver() throws Exception {
        var server = connected();
        var client = connected(spec -> spec.reconnect(new Reconnect(true, 4, Duration.ofMillis(300))));
        client.heard.next("connected");
        server.close();
        client.heard.next("disconnected");
        client.heard.next("listening");

        var visitor = connected();
        client.heard.next("connected");
        visitor.close();
        client.heard.next("disconnected");
        client.heard.next("listening");

        client.heard.nothingFor(Duration.ofMillis(1500));
        assertThat(client.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
    }

    @Test
    void aFirstServerWaitsForEver() throws Exception {
        var server = connected(spec -> spec.reconnect(new Reconnect(true, 1, Duration.ofMillis(20))));
        server.heard.next("listening");

        server.heard.nothingFor(Duration.ofMillis(200));
        assertThat(server.tunnel.state()).isEqualTo(ConnectionState.LISTENING);
    }

    @Test
    void aRefusalWhileReconnectingIsOneFailedAttemptAndItGoesOn() throws Exception {
        var server = connected();
        var client = connected(spec -> spec.promotion(false).reconnect(new Reconnect(true, 0, Duration.ofMillis(20))));
        client.heard.next("connected");
        client.endpoint.dialFailure = new IOException("held back by the test");
        server.close();
        client.heard.next("disconnected");
        connected();
        var other = connected();

        client.endpoint.dialFailure = null;
        while (client.heard.causes.stream().noneMatch(PeerBusyException.class::isInstance)) {
            client.heard.next("attemptFailed");
        }
        other.close();

        client.heard.next("connected");
    }

    @Test
    void connectWhileReconnectingWaitsForTheRunningAttempt() throws Exception {
        var server = connected();
        var client = connected(spec -> spec.promotion(false).reconnect(new Reconnect(true, 0, Duration.ofMillis(20))));
        client.heard.next("connected");
        server.close();
        client.heard.next("disconnected");
        client.heard.next("attemptFailed");

        assertThatThrownBy(() -> client.tunnel.connect(Duration.ofMillis(50)))
                .isInstanceOf(AddressUnusableException.class);
        assertThat(client.tunnel.state()).isEqualTo(ConnectionState.RECONNECTING);
        var call = new FutureTask<Void>(() -> client.tunnel.connect(SOON), null);
        new Thread(call).start();
        connected();

        call.get(20, TimeUnit.SECONDS);
        assertThat(client.tunnel.isConnected()).isTrue();
    }

    @Test
    void connectFromTheGaveUpCallbackStartsAnew() throws Exception {
        var server = connected();
        var reborn = new FutureTask<Void>(() -> {}, null);
        Site[] client = new Site[1];
        client[0] = new Site.Plan(transport, "recovery")
                .spec(spec -> spec.reconnect(Reconnect.OFF))
                .onEvent(event -> {
                    if (event.equals("gaveUp")) {
                        client[0].tunnel.connect();
                        reborn.run();
                    }
                })
                .build();
        sites.add(client[0]);
        client[0].tunnel.connect();

        server.close();

        reborn.get(20, TimeUnit.SECONDS);
        client[0].heard.next("connected");
        client[0].heard.next("disconnected");
        client[0].heard.next("gaveUp");
        client[0].heard.next("listening");
    }

    @Test
    void aPairIsWholeAgainAfterEitherSideIsReplacedManyTimes() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var one = connected();
        var other = connected();
        for (int i = 0; i < 60; i++) {
            if (random.nextBoolean()) {
                var swap = one;
                one = other;
                other = swap;
            }
            other.close();
            other = connected();
            // The one that stayed may still count its old link; the new one knows only the new link.
            assertThat(other.tunnel.awaitConnected(SOON))
                    .as("seed " + seed + ", round " + i)
                    .isTrue();
            assertThat(one.tunnel.awaitConnected(SOON))
                    .as("seed " + seed + ", round " + i)
                    .isTrue();
            assertThat(List.of(one.tunnel.role(), other.tunnel.role()))
                    .as("seed " + seed + ", round " + i)
                    .containsExactlyInAnyOrder(Role.SERVER, Role.CLIENT);
        }
    }

    @Test
    void aServerWithoutAThreadForTheLinkIsJoinedOnceItHasOne() throws Exception {
        var threads = new ThreadsToBeHad();
        var server = site(plan().sessionThreads(threads));
        server.tunnel.connect(SOON);
        threads.refuse(2);

        var client = site(plan().spec(RecoveryTest::hurried));
        client.tunnel.connect(SOON);

        server.heard.next("listening");
        server.heard.next("connected");
        assertThat(server.tunnel.query("served")).isEqualTo("served");
        assertThat(client.heard.events).containsSubsequence("connected", "disconnected", "connected");
    }

    @Test
    void aClientWithoutAThreadForTheLinkSaysSoAndMayConnectAgain() throws Exception {
        connected();
        var threads = new ThreadsToBeHad();
        var client = site(plan().sessionThreads(threads));
        threads.refuse(1);

        assertThatThrownBy(() -> client.tunnel.connect(SOON))
                .isInstanceOf(NotConnectedException.class)
                .hasMessageContaining("no thread");
        assertThat(client.tunnel.state()).isEqualTo(ConnectionState.IDLE);

        client.tunnel.connect(SOON);
        assertThat(client.tunnel.query("here now")).isEqualTo("here now");
    }

    @Test
    void aClientThatFindsNoThreadToJoinAgainGoesOnTrying() throws Exception {
        connected();
        var threads = new ThreadsToBeHad();
        var client = site(plan().spec(RecoveryTest::hurried).sessionThreads(threads));
        client.tunnel.connect(SOON);
        client.heard.next("connected");
        threads.refuse(3);

        transport.cutAllPipes();

        client.heard.next("disconnected");
        client.heard.next("attemptFailed");
        client.heard.next("connected");
        assertThat(client.heard.causes.get(0)).hasMessageContaining("no thread");
        assertThat(client.tunnel.query("again")).isEqualTo("again");
    }

    private static void hurried(Spec.Builder spec) {
        spec.reconnect(new Reconnect(true, 0, Duration.ofMillis(20)));
    }

    private Site.Plan plan() {
        return new Site.Plan(transport, "recovery");
    }

    private Site site(Site.Plan plan) {
        var site = plan.build();
        sites.add(site);
        return site;
    }

    private Site connected() {
        return connected(spec -> {});
    }

    private Site connected(Consumer<Spec.Builder> change) {
        var site = site(plan().spec(change));
        site.tunnel.connect();
        return site;
    }
}
