package io.simpleipc.internal.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simpleipc.ConnectionState;
import io.simpleipc.IpcException;
import io.simpleipc.NotConnectedException;
import io.simpleipc.Outcome;
import io.simpleipc.Spec;
import io.simpleipc.testkit.MemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing, from everywhere and in every state. */
@Timeout(60)
final class ClosingTest {
    private final String address = "closing " + System.nanoTime();
    private final MemoryTransport transport = new MemoryTransport();
    private final List<Site> sites = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        sites.forEach(Site::close);
        assertNoThreads();
        transport
                .endpoint(io.simpleipc.Spec.of("memory", address, "x"))
                .listen()
                .close();
    }

    @Test
    void aConnectionThatWasNeverConnectedCloses() throws Exception {
        var site = site();

        site.close();
        site.close();

        assertThat(site.tunnel.state()).isEqualTo(ConnectionState.CLOSED);
        site.heard.next("closed");
        assertThatThrownBy(site.tunnel::connect)
                .isInstanceOf(NotConnectedException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> site.tunnel.query("hello")).hasMessageContaining("closed");
        assertThat(site.tunnel.awaitConnected(Duration.ofMinutes(1))).isFalse();
    }

    @Test
    void nothingIsStartedBeforeConnect() {
        site();

        assertThat(threads()).isEmpty();
    }

    @Test
    void whileListening() throws Exception {
        var site = site();
        site.tunnel.connect();

        site.close();

        assertNoThreads();
        site.heard.next("listening");
        site.heard.next("closed");
    }

    @Test
    void whileJoinedOnEitherSide() throws Exception {
        var server = site();
        var client = site();
        server.tunnel.connect();
        client.tunnel.connect();

        client.close();
        server.close();

        client.heard.next("connected");
        client.heard.next("disconnected");
        client.heard.next("closed");
        assertThat(client.tunnel.peer()).isNull();
        assertThat(client.tunnel.role()).isNull();
        assertNoThreads();
    }

    @Test
    void whileConnectingTheWaitingCallerIsToldAtOnce() throws Exception {
        try (var squatter = transport.endpoint(Spec.of("memory", address, "x")).listen()) {
            var site = site();
            var call = new FutureTask<>(
                    () -> catchThrowableOfType(IpcException.class, () -> site.tunnel.connect(Duration.ofMinutes(10))));
            new Thread(call).start();
            site.endpoint.awaitDial();

            long start = System.nanoTime();
            site.close();

            assertThat(call.get(10, TimeUnit.SECONDS)).isInstanceOf(NotConnectedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void whileReconnecting() throws Exception {
        var server = site();
        var client = sited(new Site.Plan(transport, address).spec(spec -> spec.promotion(false)));
        server.tunnel.connect();
        client.tunnel.connect();
        server.close();
        client.heard.next("connected");
        client.heard.next("disconnected");

        client.close();

        client.heard.next("closed");
        assertNoThreads();
    }

    @Test
    void fromFiftyThreadsAtOnce() throws Exception {
        var server = site();
        var client = site();
        server.tunnel.connect();
        client.tunnel.connect();
        var barrier = new CyclicBarrier(50);
        var calls = new ArrayList<FutureTask<Boolean>>();
        for (int i = 0; i < 50; i++) {
            var call = new FutureTask<>(() -> {
                barrier.await();
                client.tunnel.close();
                return client.heard.events.contains("closed");
            });
            calls.add(call);
            new Thread(call).start();
        }

        for (var call : calls) {
            assertThat(call.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(client.heard.events).filteredOn("closed"::equals).hasSize(1);
    }

    @Test
    void fromAHandlerWhoseAskerGetsADefiniteOutcome() throws Exception {
        var handlerReturned = new CountDownLatch(1);
        Site[] server = new Site[1];
        server[0] = sited(new Site.Plan(transport, address).onQuery(text -> {
            server[0].close();
            handlerReturned.countDown();
            return "closed myself";
        }));
        var client = site();
        server[0].tunnel.connect();
        client.tunnel.connect();

        assertThat(client.tunnel.query("close")).isEqualTo("closed myself");

        assertThat(handlerReturned.await(10, TimeUnit.SECONDS)).isTrue();
        server[0].heard.next("listening");
        server[0].heard.next("connected");
        server[0].heard.next("disconnected");
        server[0].heard.next("closed");
    }

    @Test
    void fromAListenerCallback() throws Exception {
        Site[] client = new Site[1];
        var server = site();
        client[0] = sited(new Site.Plan(transport, address).onEvent(event -> {
            if (event.equals("connected")) {
                client[0].close();
            }
        }));
        server.tunnel.connect();
        try {
            client[0].tunnel.connect();
        } catch (NotConnectedException e) {
            assertThat(e).hasMessageContaining("closed");
        }

        client[0].heard.next("connected");
        client[0].heard.next("disconnected");
        client[0].heard.next("closed");
    }

    @Test
    void fromADependentActionOfAFuture() throws Exception {
        var server = site();
        var client = site();
        server.tunnel.connect();
        client.tunnel.connect();
        var closed = new CompletableFuture<Void>();

        client.tunnel.queryAsync("last words").thenAccept(answer -> {
            client.close();
            closed.complete(null);
        });

        closed.get(10, TimeUnit.SECONDS);
        client.heard.next("connected");
        client.heard.next("disconnected");
        client.heard.next("closed");
    }

    @Test
    void byAnInterruptedThreadWhichKeepsItsFlag() {
        var site = site();
        site.tunnel.connect();

        Thread.currentThread().interrupt();
        site.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(site.heard.events).contains("closed");
    }

    @Test
    void waitsForRunningHandlersWhichMayStillAsk() throws Exception {
        var running = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Site[] server = new Site[1];
        server[0] = sited(new Site.Plan(transport, address).onQuery(text -> {
            running.countDown();
            goOn.await();
            return server[0].tunnel.query("and you?") + "!";
        }));
        var client = site();
        server[0].tunnel.connect();
        client.tunnel.connect();
        var answer = client.tunnel.queryAsync("ask me");
        running.await();

        var closing = new Thread(server[0]::close);
        closing.start();
        while (server[0].tunnel.state() != ConnectionState.CLOSED) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> server[0].tunnel.query("from outside")).isInstanceOf(NotConnectedException.class);
        goOn.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("and you?!");
        closing.join(10_000);
        assertThat(closing.isAlive()).isFalse();
    }

    @Test
    void isBoundedWhenAHandlerNeverEnds() throws Exception {
        var running = new CountDownLatch(1);
        var server = sited(new Site.Plan(transport, address)
                .spec(spec -> spec.drain(Duration.ofMillis(200)))
                .onQuery(text -> {
                    running.countDown();
                    new CountDownLatch(1).await();
                    return "never";
                }));
        var client = site();
        server.tunnel.connect();
        client.tunnel.connect();
        var answer = client.tunnel.queryAsync("hang");
        running.await();

        long start = System.nanoTime();
        server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IpcException.class);
    }

    @Test
    void completesTenThousandThatArePending() throws Exception {
        var crowd = new Crowd();

        crowd.client.close();

        assertThat(crowd.answers).allMatch(CompletableFuture::isDone);
        crowd.assertOutcomesAreTrue("closed by the caller");
    }

    @Test
    void completesTenThousandThatArePendingAtThePeer() throws Exception {
        var crowd = new Crowd();

        crowd.server.close();

        crowd.assertOutcomesAreTrue("closed by the callee");
    }

    /** Ten thousand queries to handlers that never return, all of them on their way. */
    private final class Crowd {
        private final Set<String> started = ConcurrentHashMap.newKeySet();
        private final CountDownLatch running = new CountDownLatch(1);
        final Site server = sited(new Site.Plan(transport, address)
                .spec(spec -> spec.drain(Duration.ZERO).maxInFlight(10_000))
                .onQuery(text -> {
                    started.add(text);
                    running.countDown();
                    new CountDownLatch(1).await();
                    return "never";
                }));
        final Site client = sited(new Site.Plan(transport, address)
                .spec(spec -> spec.maxInFlight(10_000).queryTimeout(Duration.ofSeconds(50))));
        final List<CompletableFuture<String>> answers = new ArrayList<>();

        Crowd() throws InterruptedException {
            server.tunnel.connect();
            client.tunnel.connect();
            for (int i = 0; i < 10_000; i++) {
                answers.add(client.tunnel.queryAsync("query " + i));
            }
            running.await();
            assertThat(answers).noneMatch(CompletableFuture::isDone);
        }

        void assertOutcomesAreTrue(String how) throws Exception {
            var outcomes = new ArrayList<Outcome>();
            for (var answer : answers) {
                outcomes.add(outcome(answer));
            }
            server.close(); // no handler starts from here on
            for (int i = 0; i < answers.size(); i++) {
                if (outcomes.get(i) == Outcome.NOT_EXECUTED) {
                    assertThat(started).doesNotContain("query " + i);
                }
            }
            var counts = outcomes.stream().collect(Collectors.groupingBy(outcome -> outcome, Collectors.counting()));
            assertThat(outcomes).contains(Outcome.UNKNOWN);
            System.out.println("[fault 49] 10,000 in flight, " + how + ": " + counts);
        }

        private Outcome outcome(CompletableFuture<String> answer) throws Exception {
            try {
                throw new AssertionError("no handler answers, but there is " + answer.get(20, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(IpcException.class);
                return ((IpcException) e.getCause()).outcome();
            }
        }
    }

    @Test
    void aListenerThatThrowsHarmsNobodyAndHearsTheRest() throws Exception {
        var server = sited(new Site.Plan(transport, address).onEvent(event -> {
            throw new IllegalStateException("thrown on " + event);
        }));
        server.tunnel.connect();
        var client = site();
        client.tunnel.connect();
        assertThat(client.tunnel.query("hello")).isEqualTo("hello");

        assertThatCode(server::close).doesNotThrowAnyException();

        server.heard.next("listening");
        server.heard.next("connected");
        server.heard.next("disconnected");
        server.heard.next("closed");
    }

    @Test
    void aListenerThatHangsDoesNotHoldUpTheClosing() {
        var forEver = new CountDownLatch(1);
        var site = sited(new Site.Plan(transport, address).onEvent(event -> {
            try {
                forEver.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        site.tunnel.connect();

        long start = System.nanoTime();
        site.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void connectingAndClosingInARaceLeavesNothing() throws Exception {
        for (int i = 0; i < 200; i++) {
            var site = new Site.Plan(transport, address).build();
            var call = new FutureTask<>(() -> catchThrowableOfType(IpcException.class, site.tunnel::connect));
            new Thread(call).start();
            for (int spin = 0; spin < i * 50; spin++) {
                Thread.onSpinWait();
            }

            site.close();

            var failure = call.get(10, TimeUnit.SECONDS);
            assertThat(failure == null || failure instanceof NotConnectedException)
                    .isTrue();
            assertThat(site.tunnel.state()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    /** A thread that has done its last work needs a moment to end. */
    private void assertNoThreads() throws InterruptedException {
        for (var thread : threads()) {
            thread.join(10_000);
        }
        assertThat(threads()).isEmpty();
    }

    private List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> thread.getName().contains(address))
                .toList();
    }

    private Site site() {
        return sited(new Site.Plan(transport, address));
    }

    private Site sited(Site.Plan plan) {
        var site = plan.build();
        sites.add(site);
        return site;
    }
}
